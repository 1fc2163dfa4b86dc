"""How fast is masking, and does anything get through it? Texts and numbers are made from a seed, invented throughout."""

from __future__ import annotations

import random
import time

from bangban.llm.answers import Reading
from bangban.llm.masking import CallMask
from bangban.llm.masking.texts import texts
from bangban.llm.model import Call, Caller, Provider, Target
from bangban.llm.ports import PlainWatch
from tests.support.planted import leaked, prompts

PLAIN = (
    "根据《行政程序办法》第十条规定，各部门应当在收到申请之日起五个工作日内作出答复。", "高度重视安全管理工作，方便群众办事，切实提高服务水平。",
    "近日接到来电反映，辖区内有多处路灯不亮，影响居民夜间出行，请尽快派人维修。", "全年完成投资12345.67万元，同比增长8.5%，其中民间投资占62.3%。",
    "会议时间为2025年11月22日上午9时30分，地点在区政府三号楼会议室。", "请问办理养老保险转移接续需要带哪些材料，多长时间可以办好？",
    "市住建局会同城管局、公安分局等单位开展联合整治行动，取得了明显成效。", "附件请于12月5日前报送至区大数据局，逾期视为无意见。\n",
    "小区物业费一直没有公示，业主多次反映没有回音，希望有关部门介入调查。", "项目总用地面积约3.2公顷，总建筑面积8.6万平方米，计划于2026年6月底前竣工。\n",
)  # fmt: skip
PERSONAL = (
    "电话13812345678，", "住在望江街道观澜苑5栋2单元301室，", "我叫王小明，", "身份证号110101199003077758，", "车牌浙A12345停在门口，",
    "李女士反映：", "联系人：欧阳文静，", "卡号6222021234567890128，",
)  # fmt: skip
_OUTSIDE = Target(Provider("cloud", "openai", "http://127.0.0.1:1/v1", ("m",), "outside"), "m")


def speed() -> dict[str, float]:
    """MB of UTF-8 a second of one core's time: without and with names and addresses, in two kinds of text."""
    found = {}
    for share, name in (
        (0.05, "reports, a personal value per 800 signs"),
        (0.25, "letters, one per 160 signs"),
    ):
        given = [_text(6000, share, seed) for seed in range(60)]
        size = sum(len(text.encode()) for text in given)
        for people, what in ((False, "numbers"), (True, "and names, addresses")):
            found[f"{name}: {what}"] = size / min(_seconds(given, people) for _ in range(5)) / 1e6
    return found


def leaks(count: int) -> tuple[int, int, int]:
    """(prompts, of which a number left, of which the echoed answer came back whole), half of them streamed."""
    chance, left, restored = random.Random(2), 0, 0
    for number, planted in enumerate(prompts(count, 2026)):
        mask = CallMask()
        left += bool(leaked(mask.hide(planted.body), planted.secrets))
        plain = texts(planted.body)
        restored += _echoed(mask, "\n".join(mask.all(plain)), bool(number % 2), chance) == "\n".join(plain)
    return count, left, restored


def _echoed(mask: CallMask, text: str, stream: bool, chance: random.Random) -> str:
    """What a caller gets of a model that answers with what it was sent."""
    call = Call("c", Caller(1, 1, "a"), "public", "chat", {"messages": []}, stream)
    reading = Reading(call, _OUTSIDE, mask, PlainWatch())
    if not stream:
        choice = {"index": 0, "message": {"content": text}, "finish_reason": "stop"}
        return reading.whole({"choices": [choice]})["choices"][0]["message"]["content"] or ""
    said, at = "", 0
    while at < len(text):
        size = chance.randint(1, 12)
        piece = reading.piece({"choices": [{"index": 0, "delta": {"content": text[at : at + size]}}]})
        said += "".join(choice["delta"].get("content") or "" for choice in (piece or {}).get("choices", ()))
        at += size
    for last in reading.end():
        said += "".join(choice["delta"].get("content") or "" for choice in last["choices"])
    return said


def _text(size: int, share: float, seed: int) -> str:
    chance, parts, length = random.Random(seed), [], 0
    while length < size:
        part = (chance.choice(PERSONAL) if chance.random() < share else "") + chance.choice(PLAIN)
        parts.append(part)
        length += len(part.encode())
    return "".join(parts)


def _seconds(given: list[str], people: bool) -> float:
    began = time.process_time()
    for text in given:
        CallMask(people=people).text(text)
    return time.process_time() - began
