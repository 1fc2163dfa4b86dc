"""In what do the providers differ? One table: what each does not take, how it sends reasoning and usage.

Sources: each provider's published API reference as of 2026 (DeepSeek, Tencent Hunyuan, Alibaba DashScope compatible
mode, Volcano Ark, Zhipu, OpenAI, vLLM, Ollama, llama.cpp server).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Kind:
    """What is particular about one kind of provider, beside OpenAI's own API."""

    unknown: frozenset[str] = frozenset()
    """Parameters it refuses or misreads: they are left out."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    reasoning: tuple[str, ...] = ("reasoning_content",)
    """Fields of a message that hold what the model thought before it answered."""
    thinks_in_content: bool = False
    """Whether thoughts come as <think>…</think> at the head of the answer."""
    usage_on_request: bool = True
    """Whether a stream's usage has to be asked for by stream_options.include_usage."""
    json_mode: Literal["json_object", "json_schema", "none"] = "json_schema"
    most_temperature: float = 2.0
    limit_headers: tuple[str, str] = ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests")
    embeddings: bool = True


_SAMPLING = frozenset({"logit_bias", "logprobs", "top_logprobs"})
_STORED = frozenset(
    {"store", "metadata", "service_tier", "prediction", "modalities", "audio", "web_search_options"}
)
_OPENAI_ONLY = _STORED | {
    "parallel_tool_calls",
    "reasoning_effort",
    "verbosity",
    "prompt_cache_key",
    "safety_identifier",
}

KINDS: Mapping[str, Kind] = {
    "openai": Kind(),
    "deepseek": Kind(
        unknown=_OPENAI_ONLY | {"n", "seed", "user", "logit_bias"}, renamed={"max_completion_tokens": "max_tokens"},
        json_mode="json_object", embeddings=False,
    ),
    "hunyuan": Kind(
        unknown=_OPENAI_ONLY | _SAMPLING | {"n", "user", "frequency_penalty", "presence_penalty"},
        renamed={"max_completion_tokens": "max_tokens"}, json_mode="none",
    ),
    "qwen": Kind(
        unknown=_OPENAI_ONLY | {"logit_bias", "user"}, renamed={"max_completion_tokens": "max_tokens"},
        json_mode="json_object", most_temperature=1.99,
    ),
    "volcano": Kind(
        unknown=_STORED | {"n", "seed", "user"}, renamed={"max_completion_tokens": "max_tokens"}, json_mode="json_object",
    ),
    "zhipu": Kind(
        unknown=_OPENAI_ONLY | _SAMPLING | {"n", "seed", "frequency_penalty", "presence_penalty"},
        renamed={"max_completion_tokens": "max_tokens", "user": "user_id"}, json_mode="json_object", most_temperature=1.0,
        usage_on_request=False,
    ),
    "vllm": Kind(unknown=_STORED, reasoning=("reasoning_content", "reasoning"), thinks_in_content=True),
    "ollama": Kind(
        unknown=_OPENAI_ONLY | _SAMPLING | {"n", "user"}, renamed={"max_completion_tokens": "max_tokens"},
        reasoning=("reasoning", "reasoning_content"), thinks_in_content=True,
    ),
    "llamacpp": Kind(
        unknown=_STORED | {"n", "user"}, renamed={"max_completion_tokens": "max_tokens"}, thinks_in_content=True,
    ),
}  # fmt: skip


def fitted(kind: Kind, body: Mapping[str, Any]) -> dict[str, Any]:
    """The request as this kind of provider takes it. What it cannot do is left out, not sent and refused."""
    sent: dict[str, Any] = {}
    for name, value in body.items():
        if name in kind.unknown:
            continue
        sent[kind.renamed.get(name, name)] = value
    if isinstance(temperature := sent.get("temperature"), int | float):
        sent["temperature"] = min(float(temperature), kind.most_temperature)
    wanted = (sent.get("response_format") or {}).get("type")
    if wanted == "json_schema" and kind.json_mode == "json_object":
        sent["response_format"] = {"type": "json_object"}
    elif wanted in ("json_schema", "json_object") and kind.json_mode == "none":
        del sent["response_format"]
    if sent.get("stream"):
        sent.pop("stream_options", None)
        if kind.usage_on_request:
            sent["stream_options"] = {"include_usage": True}
    return sent
