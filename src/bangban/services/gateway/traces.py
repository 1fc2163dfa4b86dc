"""Where does a call's trace go? To an OpenTelemetry collector, if one is set; its parts are loaded only then."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bangban.errors import BadInput
from bangban.llm.model import Outcome


class NoTelemetry(BadInput):
    """设置了 telemetry.endpoint，但没有安装 OpenTelemetry。请执行 pip install "bangban[telemetry]"，或清空该设置。 | telemetry.endpoint is set, but OpenTelemetry is not installed. Run pip install "bangban[telemetry]", or empty the setting."""

    code = "no_telemetry"


def tracer(endpoint: str) -> tuple[Callable[[Outcome], None], Callable[[], None]] | None:
    """A watcher of calls that sends each as a span to `endpoint`, and what ends it; None when there is no endpoint.

    Attributes follow OpenTelemetry's conventions for generative AI (gen_ai.*); no content is among them.

    Raises:
        NoTelemetry: the extra is not installed.
    """
    if not endpoint:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise NoTelemetry() from error
    provider = TracerProvider(resource=Resource.create({"service.name": "bangban-gateway"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    source = provider.get_tracer("bangban.gateway")

    def watch(outcome: Outcome) -> None:
        end = time.time_ns()
        begun = end - round(outcome.total * 1e9)
        span = source.start_span(f"chat {outcome.call.model}", start_time=begun)
        span.set_attributes(_attributes(outcome))
        if outcome.first_token is not None:
            span.add_event("first token", timestamp=begun + round(outcome.first_token * 1e9))
        span.end(end)

    return watch, provider.shutdown


def _attributes(outcome: Outcome) -> dict[str, Any]:
    call = outcome.call
    return {
        "gen_ai.request.model": call.model,
        "gen_ai.response.model": outcome.target,
        "gen_ai.usage.input_tokens": outcome.usage.prompt,
        "gen_ai.usage.output_tokens": outcome.usage.completion,
        "bangban.request": call.id,
        "bangban.agency": call.caller.agency_code,
        "bangban.scenario": call.scenario,
        "bangban.data_class": call.data_class,
        "bangban.masked": outcome.masked,
        "bangban.outcome": outcome.outcome,
        "bangban.tried": "; ".join(outcome.tried),
    }
