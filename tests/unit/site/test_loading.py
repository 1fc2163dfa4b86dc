"""Does a folded template say what it said before, in each language and for each reader?"""

from __future__ import annotations

import pytest
from django.template import Context, Engine, Template
from django.utils import translation

from bangban.site.loading import SteadyNode, fold

SOURCES = {
    "words": '<h1>{% translate "Inbox" %}</h1><p>{% translate "Filter" %} {{ name }}</p>{% translate "Inbox" %}',
    "branches": '{% if name %}<b>{% translate "Inbox" %}</b>{% else %}<i>{% translate "Filter" %}</i>{% endif %}',
    "loops": '{% for one in name %}{{ one }}{% icon "search" %}<i>{% translate "Filter" %}</i>{% empty %}–{% endfor %}',
    "blocks": '{% panel _("Inbox") %}<p>{% translate "Filter" %}{{ name }}</p>{% endpanel %}',
    "named": '{% translate "Inbox" as here %}{{ here }}{% translate name %}{% url "desk:inbox" %}{% url "desk:case" 7 %}',
    "counted": "{% blocktranslate %}Inbox{% endblocktranslate %}{% blocktranslate with n=name %}{{ n }}!{% endblocktranslate %}",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_folded_and_plain_say_the_same(source: str) -> None:
    engine = Engine.get_default()
    plain, folded = (Template(source, engine=engine) for _ in range(2))
    fold(folded.nodelist)
    for language in ("zh-hans", "en", "zh-hans"):
        for name in ("<甲&乙>", "", "Inbox"):
            with translation.override(language):
                assert folded.render(Context({"name": name})) == plain.render(Context({"name": name}))


def test_what_is_constant_becomes_one_node() -> None:
    template = Template(SOURCES["words"])
    fold(template.nodelist)
    assert [type(node).__name__ for node in template.nodelist] == ["SteadyNode", "VariableNode", "SteadyNode"]
    with translation.override("zh-hans"):
        assert "<h1>待办</h1>" in template.render(Context())
    assert isinstance(template.nodelist[0], SteadyNode)
