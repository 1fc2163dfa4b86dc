"""What do requests look like whose personal numbers are planted, split and disguised? Made from a seed, invented throughout."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bangban.llm.masking import checksums

SENTENCES = (
    "根据有关规定，各部门应当在收到申请之日起五个工作日内作出答复。", "请问办理养老保险转移需要带哪些材料，多久能办好？",
    "全年完成投资12345.67万元，同比增长8.5%。", "会议时间为2025年11月22日上午9时30分，地点在三号楼会议室。",
    "小区物业费一直没有公示，业主多次反映没有回音。", "Please summarise the following report in 200 words.",
    "附件请于12月5日前报送，逾期视为无意见。", "路灯不亮已经3天了，影响夜间出行。", "第12条、第13条的规定如何理解？",
)  # fmt: skip
INTRODUCED = (
    "",
    "电话",
    "我的号码是",
    "联系方式：",
    "证件号码 ",
    "请核对",
    "tel: ",
    "如下：\n",
    "（",
    "call me at ",
)
PAUSES = ("好的，请继续。", "请说下半段。", "收到，请补充完整号码。", "OK, go on.")
_ZERO = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Planted:
    """A request and what must not leave it: the bare numbers."""

    body: dict[str, Any]
    secrets: tuple[str, ...]
    how: str


def prompts(count: int, seed: int = 1) -> Iterator[Planted]:
    """`count` requests."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.choice(_PLACES)(chance)


def leaked(sent: Any, secrets: tuple[str, ...]) -> list[str]:
    """The secrets that can be read in what was sent, with everything that is no letter or digit taken away."""
    bare = _bare(" ".join(_texts(sent)))
    return [secret for secret in secrets if secret in bare or _bare(secret) in bare]


def _bare(text: str) -> str:
    text = re.sub("⟦.*?⟧", "#", text)
    text = "".join(str(unicodedata.digit(sign, sign)) for sign in unicodedata.normalize("NFKC", text))
    for digit, signs in enumerate(("零〇", "一", "二", "三", "四", "五", "六", "七", "八", "九")):
        for sign in signs:
            text = text.replace(sign, str(digit))
    return "".join(sign for sign in text if (sign.isascii() and sign.isalnum()) or sign in "#@").upper()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        # Arguments are JSON within JSON: what is escaped there is as readable as what is not.
        if value[:1] in ("{", "["):
            try:
                yield from _texts(json.loads(value))
            except ValueError:
                yield value
        else:
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in ("role", "model", "type"):
                continue
            if key not in ("content", "text", "messages"):
                yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None:
        yield str(value)


# ── numbers ──


def identity(chance: random.Random) -> str:
    first = f"{chance.choice((11, 31, 33, 44, 51))}0{chance.randint(1, 9)}0{chance.randint(1, 9)}"
    birth = f"{chance.randint(1940, 2015)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    start = f"{first}{birth}{chance.randint(1, 999):03d}"
    return next(start + check for check in "0123456789X" if checksums.is_identity(start + check))


def mobile(chance: random.Random) -> str:
    return f"1{chance.choice('3456789')}{chance.randrange(10**9):09d}"


def landline(chance: random.Random) -> str:
    return (
        chance.choice(("010", "021", "0571", "0755")) + f"{chance.randint(2, 8)}{chance.randrange(10**7):07d}"
    )


def card(chance: random.Random) -> str:
    start = "62" + "".join(chance.choices("0123456789", k=chance.choice((13, 16))))
    return next(start + check for check in "0123456789" if checksums.is_card(start + check))


def credit_code(chance: random.Random) -> str:
    start = f"91{chance.choice((11, 33, 44))}0106" + "MA" + "".join(chance.choices(_CODE_SIGNS, k=6))
    start = start[:17].ljust(17, "0")
    return next(start + check for check in _CODE_SIGNS if checksums.is_credit_code(start + check))


def plate(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return f"{chance.choice('浙京沪粤')}{chance.choice('ABCDE')}{chance.randrange(10**5):05d}"
    return f"{chance.choice('浙京沪粤')}{chance.choice('ABCDE')}{chance.choice('DF')}{chance.randrange(10**5):05d}"


_NUMBERS = (identity, identity, mobile, mobile, mobile, landline, card, credit_code, plate)
_DIGITS_ONLY = (identity, mobile, mobile, card)

# ── disguises ──


def _grouped(number: str, sign: str, chance: random.Random) -> str:
    sizes = {11: (3, 4, 4), 18: (6, 8, 4)}.get(len(number))
    if sizes is None or chance.random() < 0.4:
        size = chance.choice((1, 4)) if len(number) > 12 else chance.choice((1, 3, 4))
        return sign.join(number[at : at + size] for at in range(0, len(number), size))
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return sign.join(parts)


def _full_width(number: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() else sign for sign in number)


def _disguised(number: str, chance: random.Random) -> tuple[str, str]:
    way = chance.choice(
        (
            "plain",
            "plain",
            "spaces",
            "hyphens",
            "full width",
            "zero width",
            "lines",
            "both",
            "spoken",
            "lower",
        )
    )
    match way:
        case "spaces":
            return _grouped(number, chance.choice((" ", "  ", "\u3000", "\u00a0")), chance), way
        case "hyphens":
            return _grouped(number, chance.choice(("-", "－", "–", "·", ".")), chance), way
        case "full width":
            return _full_width(number), way
        case "zero width":
            return "".join(
                sign + (chance.choice(_ZERO) if chance.random() < 0.5 else "") for sign in number
            ), way
        case "lines" if len(number) in (11, 18) and number.isdigit():
            return _grouped(number, "\n", random.Random(1)), way
        case "both":
            return _full_width(_grouped(number, "-", chance)), way
        case "spoken" if len(number) == 11 and number.isdigit():
            return number.translate(str.maketrans("0123456789", "零一二三四五六七八九")), way
        case "lower" if number.isascii():
            return number.lower(), way
    return number, "plain"


def _text(number: str, chance: random.Random) -> tuple[str, str]:
    shown, way = _disguised(number, chance)
    before, after = chance.choice(SENTENCES), chance.choice(("", "。", "，谢谢。", " thanks", "）"))
    return f"{before}{chance.choice(INTRODUCED)}{shown}{after}", way


# ── places ──


def _message(chance: random.Random) -> Planted:
    number = chance.choice(_NUMBERS)(chance)
    text, way = _text(number, chance)
    role = chance.choice(("user", "user", "system", "developer", "assistant"))
    more = [{"role": "user", "content": chance.choice(SENTENCES)}]
    return Planted(
        {"model": "chat", "messages": [{"role": role, "content": text}, *more]}, (number,), f"{role}: {way}"
    )


def _several(chance: random.Random) -> Planted:
    numbers = [chance.choice(_NUMBERS)(chance) for _ in range(chance.randint(2, 5))]
    text = "\n".join(_text(number, chance)[0] for number in numbers)
    return Planted(
        {"model": "chat", "messages": [{"role": "user", "content": text}]}, tuple(numbers), "several"
    )


def _over_messages(chance: random.Random) -> Planted:
    number = chance.choice(_DIGITS_ONLY)(chance)
    cuts = sorted(chance.sample(range(2, len(number) - 1), chance.choice((1, 1, 2))))
    pieces = [number[low:high] for low, high in zip([0, *cuts], [*cuts, len(number)], strict=True)]
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": f"{chance.choice(SENTENCES)}我的号码是{pieces[0]}"}
    ]
    for piece in pieces[1:]:
        if chance.random() < 0.5:
            messages.append({"role": "assistant", "content": chance.choice(PAUSES)})
        messages.append({"role": "user", "content": f"{chance.choice(('', '后面是', '接着是：'))}{piece}"})
    return Planted({"model": "chat", "messages": messages}, (number,), "over messages")


def _over_parts(chance: random.Random) -> Planted:
    number = chance.choice(_NUMBERS[:-1])(chance)
    cut = chance.randint(2, len(number) - 2)
    parts: list[dict[str, Any]] = [
        {"type": "text", "text": f"{chance.choice(INTRODUCED)}{number[:cut]}"}, {"type": "text", "text": number[cut:] + "，谢谢"},
    ]  # fmt: skip
    return Planted(
        {"model": "chat", "messages": [{"role": "user", "content": parts}]}, (number,), "over parts"
    )


def _tool_call(chance: random.Random) -> Planted:
    number = chance.choice(_NUMBERS)(chance)
    value: Any = (
        int(number)
        if number.isdigit() and number[0] != "0" and chance.random() < 0.3
        else _disguised(number, chance)[0]
    )
    arguments = json.dumps(
        {"tel": value, "note": chance.choice(SENTENCES)}, ensure_ascii=chance.random() < 0.5
    )
    call = {"id": "call_1", "type": "function", "function": {"name": "look_up", "arguments": arguments}}
    messages = [
        {"role": "user", "content": chance.choice(SENTENCES)},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": json.dumps({"who": [{"number": str(value)}]}, ensure_ascii=True)},
    ]  # fmt: skip
    return Planted({"model": "chat", "messages": messages}, (number,), "tool call")


def _around(chance: random.Random) -> Planted:
    number = chance.choice((identity, mobile, card))(chance)
    body: dict[str, Any] = {
        "model": "chat",
        "messages": [{"role": "user", "content": chance.choice(SENTENCES)}],
    }
    match chance.choice(("user", "metadata", "tools", "stop", "name", "json_schema", "prediction")):
        case "user":
            body["user"] = number
        case "metadata":
            body["metadata"] = {"caller": number}
        case "tools":
            function = {
                "name": "f",
                "description": f"查询 {number}",
                "parameters": {"type": "object", "properties": {"a": {"enum": [number]}}},
            }
            body["tools"] = [{"type": "function", "function": function}]
        case "stop":
            body["stop"] = [number]
        case "name":
            body["messages"][0]["name"] = number
        case "json_schema":
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "x", "schema": {"properties": {number: {"type": "string"}}}},
            }
        case _:
            body["prediction"] = {"type": "content", "content": number}
    return Planted(body, (number,), "around")


_PLACES: tuple[Callable[[random.Random], Planted], ...] = (
    _message, _message, _message, _several, _over_messages, _over_messages, _over_parts, _tool_call, _around,
)  # fmt: skip
