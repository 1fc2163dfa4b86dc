"""Does every text of the pages exist in Chinese, and is what is compiled what is written?"""

from __future__ import annotations

import re

import pytest

from tests.architecture import tree
from tools import messages


@pytest.mark.parametrize(
    "report", messages.reports(set()), ids=lambda report: str(report.app.relative_to(messages.SOURCE))
)
def test_every_text_is_translated_and_compiled(report: messages.Report) -> None:
    assert not report.lines, "run `make messages`, then fill in django.po:\n" + "\n".join(report.lines)


def test_placeholders_survive_translation() -> None:
    wrong = []
    for message in messages.catalogues().values():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        # "one more | %(count)s more": Chinese has one form, which says the number.
        said = message.id[-1] if isinstance(message.id, tuple) else message.id
        wanted = set(re.findall(r"%\(\w+\)\w", said))
        wrong += [text for text in texts if text and set(re.findall(r"%\(\w+\)\w", text)) != wanted]
    assert not wrong


def test_no_percent_sign_in_a_translated_argument() -> None:
    # Django doubles it and never halves it again: {% tag _("5%") %} would show 5%%.
    found = [
        f"{tree.name_of(path)}: {match[0]}"
        for path in tree.templates()
        for match in re.finditer(r"_\(\"[^\"]*%[^\"]*\"\)", path.read_text("utf-8"))
    ]
    assert not found


def test_the_collector_sees_templates_and_python() -> None:
    template = '{% translate "A" %}{% blocktranslate count n=n %}one{% plural %}{{ n }} more{% endblocktranslate %}{{ _("B") }}'
    assert [item.msgid for item in messages.in_template(template, "t.html")] == ["A", "one", "B"]
    python = 'pgettext("verb", "C")\nngettext("D", "Ds", 2)\n'
    assert [(item.context, item.msgid, item.plural) for item in messages.in_python(python, "p.py")] == [
        ("verb", "C", None), (None, "D", "Ds"),
    ]  # fmt: skip
