"""Do several attachments on one line keep what parts them, until a person gives each a line of its own?"""

from __future__ import annotations

from bangban.skills.documents import fix
from bangban.skills.documents.check import check
from bangban.skills.documents.draft.paper import Line
from bangban.skills.documents.findings import Element
from bangban.skills.documents.read import open_document
from tests.support.papers import a_notice

NOTE = "附件:1、老旧小区改造项目清单；2、检查表。"


def test_names_on_one_line_do_not_run_together() -> None:
    body = (Line(Element.BODY, "现就有关事项通知如下。"), Line(Element.BODY, NOTE))
    document = open_document(a_notice(blocks=body))
    found = [one for one in check(document).findings if one.rule == "attachment.end_sign"]
    assert [(one.found, one.fixable) for one in found] == [("；", False), ("。", True)]
    fixed = open_document(fix.apply_clean(document, check(document).findings).data)
    text = next(one.text for one in fixed.flow if one.text.startswith("附件"))
    assert text == "附件：1.老旧小区改造项目清单；2.检查表"
