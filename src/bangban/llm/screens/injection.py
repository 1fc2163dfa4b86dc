"""Does a text try to take the helm of a model? Signals with weights; talk about such attempts is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bangban.llm.masking.view import BOUNDARY


@dataclass(frozen=True)
class Signal:
    code: str
    zh: str
    en: str
    pattern: re.Pattern[str]
    weight: int = 2
    """2 is an attempt by itself; 1 is noted, and two of them are one."""


_CLAUSE = "[^。！？!?\n]"
_PHRASE = "[^。！？!?\n，,；;]"
# An order begins a clause or follows a word that addresses the model: "the shop ignores all rules" is a complaint.
_ORDER = rf"(?:(?:^|[。！？!?\n，,；;：:、{BOUNDARY} ])(?:请|麻烦|首先|先|那么|好的?)*|请你?|现在|立刻|立即|接下来|然后|并且?|你(?:要|必须|需要|应该|应当|可以|只需)?)\s{{0,8}}"
_BEFORE_NOW = (
    "(?:以上|之前|先前|前面|上面|上述|此前|前述|原有|既定|现有|所有|全部|一切|任何|你的|系统|开发者)"
)
_SIGNALS = (
    Signal(
        "override", "要求忽略既有指令", "asks to ignore the instructions given",
        re.compile(
            rf"{_ORDER}(?:忽略|无视|忘记|忘掉|抛开|丢弃|绕过|跳过|不要(?:再)?(?:理会|遵守|遵循|执行)){_PHRASE}{{0,8}}?"
            rf"{_BEFORE_NOW}{_PHRASE}{{0,8}}?(?:指令|指示|提示词|提示语|设定|人设|系统消息|安全策略|安全限制|prompt)"
            rf"|{_ORDER}(?:忽略|忘记|忘掉|抛开){_PHRASE}{{0,4}}?(?:你的|系统|以上|之前|前面|上面){_PHRASE}{{0,4}}?(?:规则|限制|约束|身份|角色)"
            r"|\b(?:ignore|disregard|forget|override|bypass)\s+(?:(?:all|any|every|the|your|of|these|those|my)\s+){0,4}"
            r"(?:(?:previous|prior|above|earlier|preceding|system|initial|original|existing)\s+){1,2}(?:\w+\s+)?"
            r"(?:instructions?|prompts?|rules?|messages?|directions?|guidelines?|constraints?)\b"
            r"|\b(?:ignore|disregard)\s+(?:all|any|your)\s+(?:of\s+)?(?:your\s+)?instructions\b",
            re.IGNORECASE,
        ),
    ),
    Signal(
        "reveal", "要求交出系统提示词", "asks for the system prompt",
        re.compile(
            rf"(?:输出|显示|打印|重复|复述|泄露|透露|告诉我|说出|展示|公布|贴出|列出|翻译|背诵|给我看|发给我|原样|交出){_CLAUSE}{{0,10}}?"
            rf"(?:你|完整|全部|原始|隐藏|初始|系统|上面|以上){_CLAUSE}{{0,6}}?(?:系统提示|提示词|系统指令|初始指令|隐藏指令|内部指令|系统消息|开发者消息|system\s*prompt)"
            r"|你的(?:系统提示词?|初始指令|隐藏指令|system\s*prompt)是什么"
            r"|\b(?:reveal|show|print|repeat|output|display|tell\s+me|leak|dump|give\s+me|what(?:'s|\s+is|\s+are))\b[^.\n]{0,30}?"
            r"\b(?:your|the|hidden|full|entire|exact)\s+(?:\w+\s+)?(?:system|initial|hidden|developer|original)\s+(?:prompt|instructions?|messages?)\b",
            re.IGNORECASE,
        ),
    ),
    Signal(
        "persona", "要求模型扮演不受约束的角色", "asks the model to play one without bounds",
        re.compile(
            rf"(?:从现在(?:起|开始)|现在开始|接下来|假装|扮演|你现在是|你是){_CLAUSE}{{0,14}}?(?:\bDAN\b|没有任何(?:限制|约束)|不受任何(?:限制|约束)|无限制的?(?:AI|人工智能|助手|模型|聊天机器人)|越狱)"
            r"|\bDAN\s+mode\b|\bdo\s+anything\s+now\b|\bjailbreak\s+mode\b|\bact\s+as\s+(?:an?\s+)?(?:unrestricted|unfiltered|uncensored)\b"
            r"|\byou\s+are\s+now\s+(?:an?\s+)?(?:unrestricted|unfiltered|uncensored|DAN\b)",
            re.IGNORECASE,
        ),
    ),
    Signal(
        "template", "含有模型对话模板的控制标记", "holds control marks of a chat template",
        re.compile(
            r"<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id)\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|<｜(?:User|Assistant|begin▁of▁sentence)｜>"
        ),
    ),
    Signal(
        "mode", "要求进入特殊模式", "asks for a special mode",
        re.compile(rf"{_ORDER}(?:进入|开启|启用|切换到?){_CLAUSE}{{0,6}}?(?:开发者|越狱|上帝|无限制|调试|管理员)模式"), 1,
    ),
    Signal(
        "role", "冒充系统消息", "poses as a message of the system",
        re.compile(rf"(?:^|[\n{BOUNDARY}])[ \t\u3000]{{0,20}}#{{0,3}}[ \t\u3000]{{0,20}}(?:system|系统|developer)\s{{0,20}}(?:消息|指令|提示|message|prompt)?\s{{0,20}}[:：]", re.IGNORECASE), 1,
    ),
)  # fmt: skip
_ABOUT = re.compile(
    r"(?:什么是|何为|何谓|例如|比如|譬如|诸如|类似|所谓|识别|防范|防止|防御|检测|应对|警惕|拒绝|不要|不得|不能|不可|切勿|请勿|禁止|严禁|别)[^。！？!?\n]{0,12}$"
    r"|[“‘「『《\"'][^”’」』》\"']{0,40}$"
)


_NEEDED = {
    "override": ("忽略", "无视", "忘记", "忘掉", "抛开", "丢弃", "绕过", "跳过", "不要", "ignore", "disregard", "forget", "override", "bypass"),
    "reveal": ("提示", "指令", "系统消息", "开发者消息", "prompt", "instruction", "message"),
    "persona": ("dan", "限制", "约束", "越狱", "anything", "jailbreak", "unrestricted", "unfiltered", "uncensored"),
    "template": ("<|", "inst]", "sys>>", "_of_turn>", "<｜"),
    "mode": ("模式",),
    "role": ("system", "系统", "developer"),
}  # fmt: skip
"""Without one of these words, case-folded, a signal's pattern finds nothing: most texts have none, and are done in a moment."""


def signals(text: str) -> list[Signal]:
    """The signals in a text, the heaviest first."""
    found, folded = [], text.casefold()
    for signal in _SIGNALS:
        if not any(word in folded for word in _NEEDED[signal.code]):
            continue
        for hit in signal.pattern.finditer(text):
            if signal.code in ("template", "role") or not _is_talk_about(text, hit.start()):
                found.append(signal)
                break
    return sorted(found, key=lambda one: -one.weight)


def is_attempt(found: Sequence[Signal]) -> bool:
    return sum(signal.weight for signal in found) >= 2


def _is_talk_about(text: str, at: int) -> bool:
    """Whether the words before name it as an example, quote it or forbid it."""
    return _ABOUT.search(text, max(0, at - 60), at + 1) is not None
