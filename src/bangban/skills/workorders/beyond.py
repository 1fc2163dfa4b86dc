"""Is this a matter no hotline may take, and where does it belong? With the words that say so.

State Council General Office 2020, No. 53 (国办发〔2020〕53号), 一: a hotline does not take what must be settled by
litigation, arbitration, discipline inspection, administrative reconsideration or disclosure of government
information, nor what is already dealt with as a petition. A person tells the resident; nothing is turned away here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Beyond:
    """A matter that belongs elsewhere: `where` is what to tell the resident, {zh, en}; offsets in the text."""

    matter: str
    where: Mapping[str, str]
    start: int
    end: int


_MATTERS: tuple[tuple[str, str, str, str], ...] = (
    (
        "litigation",
        r"(?<!最高人民)法院.{0,12}(?:判决|判了|执行|开庭|裁定|审理)|不服.{0,8}判决|判决.{0,10}(?:不服|不执行|没有?执行)|检察院.{0,8}(?:起诉|批捕)",
        "诉讼事项：请向办理的人民法院提出（诉讼服务热线 12368）；不服判决的，依法上诉或者申请再审。",
        "Litigation: turn to the court that deals with it (12368); a judgment is appealed against as the law provides.",
    ),
    (
        "arbitration",
        r"不服.{0,8}(?:仲裁|裁决)|仲裁(?:委|庭).{0,10}(?:裁决|开庭|审理|受理)|仲裁裁决",
        "仲裁事项：请向受理的仲裁委员会提出；不服裁决的，可以在法定期限内向人民法院起诉。",
        "Arbitration: turn to the arbitration commission; an award may be challenged in court in time.",
    ),
    (
        "discipline",
        r"(?:举报|检举|控告).{0,24}(?:贪污|受贿|行贿|违纪|以权谋私|公款)|(?:贪污|收受|挪用).{0,4}(?:受贿|贿赂|公款|专款)",
        "纪检监察事项：请向纪检监察机关反映（12388）。",
        "Discipline inspection: report it to the discipline inspection and supervision authority (12388).",
    ),
    (
        "reconsideration",
        r"行政复议|复议(?:申请|决定|机关)",
        "行政复议事项：请向有管辖权的行政复议机关申请，一般自知道行政行为之日起六十日内提出。",
        "Administrative reconsideration: apply to the reconsideration authority, as a rule within sixty days.",
    ),
    (
        "disclosure",
        r"政府信息公开|信息公开申请|申请(?:依法)?公开.{0,12}(?:信息|文件)",
        "政府信息公开事项：请向该机关的政府信息公开工作机构提出申请。",
        "Disclosure of government information: apply to the office for disclosure of the authority concerned.",
    ),
    (
        "petition",
        r"信访(?:局|办|部门)?.{0,8}(?:已经?|正在).{0,4}(?:受理|办理)|(?:已经?|正在)走?信访|信访(?:复查|复核)",
        "已进入信访渠道的事项：请向受理的信访机构查询，不服的依法申请复查、复核。",
        "Already dealt with as a petition: ask the office that took it; its answer may be reviewed.",
    ),
)
_COMPILED = tuple((matter, re.compile(found), {"zh": zh, "en": en}) for matter, found, zh, en in _MATTERS)


def beyond(text: str) -> list[Beyond]:
    """Return the matters `text` names that no hotline may take, each once. Never raises."""
    found = ((matter, said.search(text), where) for matter, said, where in _COMPILED)
    return [Beyond(matter, where, *met.span()) for matter, met, where in found if met]
