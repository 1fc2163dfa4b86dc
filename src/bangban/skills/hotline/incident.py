"""What must be written when life is in danger? The duty brief (值班信息) and a drill script (演练脚本), from known facts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bangban.skills.base import Context, Evidence, Result
from bangban.skills.workorders.extract import read
from bangban.skills.workorders.text import cleaned, plain

BRIEF, DRILL = "brief", "drill"
UNKNOWN = "【待核实】"
"""Stands where a fact is not known: an officer fills it in, nothing is made up."""
_KINDS = (
    ("燃气泄漏", ("燃气", "煤气", "天然气"), "关闭总阀、严禁明火和电器开关、疏散人员并拨打燃气抢修电话"),
    ("火灾", ("起火", "着火", "火灾", "冒烟", "浓烟"), "组织疏散、切断电源气源、引导消防车进入"),
    (
        "人员轻生",
        ("不想活", "轻生", "跳楼", "自杀", "跳河"),
        "安抚情绪、不刺激当事人、等待公安和专业人员到场",
    ),
    ("电梯困人", ("电梯",), "安抚被困人员、通知维保单位和特种设备应急处置中心"),
    ("房屋险情", ("塌", "裂缝", "开裂", "危房"), "立即撤离人员、设置警戒、请专业机构鉴定"),
    ("触电或线路险情", ("高压线", "电线", "漏电", "触电"), "设置警戒、严禁靠近、通知供电部门断电"),
    ("积水内涝", ("内涝", "积水", "被淹", "洪水"), "转移低洼处人员、封闭涉水路段、调集排水设备"),
)


class Incident:
    """The skill "hotline.brief"."""

    name = "hotline.brief"
    version = "1.0"
    input_schema: Mapping[str, Any] = {
        "type": "object",
        "required": ["form", "text"],
        "properties": {
            "form": {"type": "string", "enum": [BRIEF, DRILL], "x-title": {"zh": "文种", "en": "Which text"}},
            "title": {"type": "string", "x-title": {"zh": "标题", "en": "Title"}},
            "text": {"type": "string", "x-title": {"zh": "来信内容", "en": "Message"}},
            "place": {"type": "string", "x-title": {"zh": "地点", "en": "Place"}},
            "at": {"type": "string", "x-title": {"zh": "接报时间", "en": "Received"}},
            "issuer": {"type": "string", "x-title": {"zh": "报送单位", "en": "Reporting body"}},
            "agency": {"type": "string", "x-title": {"zh": "处置部门", "en": "Responding agency"}},
            "lines": {"type": "array", "x-title": {"zh": "处置经过", "en": "What was done"}},
        },
    }
    settings_schema: Mapping[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Draft the text. What the message does not say stands as UNKNOWN."""
        message = plain(str(inputs["text"]))
        reading = read(message)
        kind, advice = _kind(message.text)
        facts = {
            "kind": kind,
            "advice": advice,
            "place": cleaned(str(inputs.get("place") or reading.place)) or UNKNOWN,
            "people": f"{reading.people_affected} 人" if reading.people_affected else UNKNOWN,
            "at": str(inputs.get("at") or UNKNOWN),
            "issuer": str(inputs.get("issuer") or UNKNOWN),
            "agency": str(inputs.get("agency") or UNKNOWN),
            "said": (cleaned(reading.request) or cleaned(message.original))[:120].rstrip("。！？!?，, ")
            or UNKNOWN,
        }
        lines = [str(line) for line in inputs.get("lines") or ()]
        title, paragraphs = (_brief if inputs["form"] == BRIEF else _drill)(facts, lines)
        evidence = [
            Evidence(
                "field",
                f"{field.name}：{cleaned(field.value)}",
                "input:text",
                cleaned(field.value),
                field.start,
                field.end,
            )
            for field in reading.fields
            if field.name in ("place", "people", "urgency", "time")
        ][:8]
        open_points = sum(paragraph.count(UNKNOWN) for paragraph in paragraphs)
        return Result(
            content={"form": str(inputs["form"]), "title": title, "paragraphs": paragraphs},
            evidence=tuple(evidence),
            confidence=0.9 if not open_points else 0.5,
            details={
                "labels": {
                    "form": {"zh": "文种", "en": "Which text"},
                    "paragraphs": {"zh": "正文", "en": "Text"},
                },
                "unknown": open_points,
            },
        )


def _kind(text: str) -> tuple[str, str]:
    for kind, words, advice in _KINDS:
        if any(word in text for word in words):
            return kind, advice
    return "突发事件", "核实现场情况、疏散无关人员、通知有关部门到场"


def _brief(facts: Mapping[str, str], lines: Sequence[str]) -> tuple[str, list[str]]:
    done = "；".join(lines) if lines else f"已转{facts['agency']}处置，并通知值班人员"
    return f"{facts['place'] if facts['place'] != UNKNOWN else ''}{facts['kind']}情况", [
        f"{facts['at']}，{facts['issuer']}接群众反映：{facts['said']}。",
        f"一、基本情况。事件类型：{facts['kind']}；地点：{facts['place']}；涉及人员：{facts['people']}；伤亡情况：{UNKNOWN}。",
        f"二、处置情况。{done}。",
        f"三、下一步工作。{facts['advice']}；现场情况核实后续报。",
    ]


def _drill(facts: Mapping[str, str], lines: Sequence[str]) -> tuple[str, list[str]]:
    place = facts["place"] if facts["place"] != UNKNOWN else "某居民小区"
    return f"{facts['kind']}应急处置演练脚本", [
        f"一、演练目的。检验接报、报送、调度、处置、信息发布各环节的衔接，场景取自一次真实接报（{facts['at']}）。",
        f"二、场景设定。{place}发生{facts['kind']}，接报内容：{facts['said']}。",
        f"三、参演单位。{facts['issuer']}（接报与报送）、{facts['agency']}（现场处置）、属地街道（疏散与警戒）、公安、消防、卫健（联动）。",
        "四、演练步骤。0分钟：话务员接报，按紧急件登记，通知值班负责人；"
        "2分钟：值班负责人核实地点和人员，通知110、119、120联动；"
        f"5分钟：{facts['agency']}到岗，{facts['advice']}；"
        "15分钟：形成值班信息初报；30分钟：续报伤亡和处置进展；60分钟：终报，转入善后。",
        "五、检查要点。首报是否在规定时限内；地点是否准确到门牌；部门是否一次派准；群众是否得到回应；台账是否完整。",
        "六、评估与改进。演练后由观察员逐项打分，问题列入整改清单。",
    ]


skill = Incident()
