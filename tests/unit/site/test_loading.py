"""Does a settled template say what Django says of the same text, in each language and for each reader?"""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.loader_tags import BlockNode, ExtendsNode
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from bangban.site.loading import Loader, SteadyNode, settle

SOURCES = {
    "words": '<h1>{% translate "Inbox" %}</h1><p>{% translate "Filter" %} {{ name }}</p>{% translate "Inbox" %}',
    "branches": '{% if name %}<b>{% translate "Inbox" %}</b>{% else %}<i>{% translate "Filter" %}</i>{% endif %}',
    "loops": '{% for one in name %}{{ one }}{% icon "search" %}<i>{% translate "Filter" %}</i>{% empty %}–{% endfor %}',
    "blocks": '{% panel _("Inbox") %}<p>{% translate "Filter" %}{{ name }}</p>{% endpanel %}',
    "named": '{% translate "Inbox" as here %}{{ here }}{% translate name %}{% url "desk:inbox" %}{% url "desk:case" 7 %}',
    "counted": "{% blocktranslate %}Inbox{% endblocktranslate %}{% blocktranslate with n=name %}{{ n }}!{% endblocktranslate %}",
    "looked up": "{{ person.name }}|{{ person.rows.0 }}|{{ person.table.key }}|{{ person.table.items|length }}|{{ person.said }}|{{ person.spoilt }}|{{ person.rows.7 }}|{{ person.rows.x }}|{{ person.wants }}",
    "missing": "{{ nobody }}|{{ person.nothing }}|{{ person.table.nothing }}|{{ none.name }}|{% if nobody.name %}a{% else %}b{% endif %}",
    "filtered": '{{ name|default:_("Inbox") }}|{{ nobody|default:name }}|{{ name|truncatechars:2 }}|{{ person.number|add:number }}',
    "kinds": "{{ number }}|{{ none }}|{{ safe }}|{{ lazy }}|{{ 7 }}|{{ 'a<b' }}|{% autoescape off %}{{ name }}{% endautoescape %}",
    "conditions": '{% if name and not nobody or number > 3 %}a{% elif name == "Inbox" %}b{% endif %}{% if "x" in person.table %}c{% endif %}',
    "with": "{% with other=person.name %}{{ other }}{% with name=other %}{{ name }}{% endwith %}{% endwith %}{{ name }}{{ other }}",
    "token": "{% csrf_token %}{{ name }}{% csrf_token %}",
    "errors": "{{ person.fails }}|{% if person.fails %}a{% endif %}",
}
FILES = {
    "base.html": "<b>{% block head %}{% translate 'Inbox' %}{% endblock %}</b>{% block main %}{% endblock %}<i>{{ name }}</i>",
    "middle.html": "{% extends 'base.html' %}{% block main %}<p>{% block inner %}{{ name }}{% endblock %}</p>{% endblock %}",
    "page.html": "{% extends 'middle.html' %}{% block inner %}{% translate 'Filter' as said %}{{ said }}"
    "{% include 'part.html' %}{% include 'part.html' with name=person.name %}{% endblock %}"
    "{% block head %}{{ said }}{% if name %}{% include 'deep.html' with n=3 %}{% endif %}{% endblock %}",
    "part.html": "{% translate 'Inbox' as own %}[{{ own }}{{ name }}{% block head %}own{% endblock %}]",
    "deep.html": "{% if n %}{{ n }}{% include 'deep.html' with n=none %}{% endif %}",
    "outer.html": "{{ own }}{% include 'part.html' %}{{ own }}{% include 'part.html' only %}{% include file %}",
    "cycled.html": "{% for one in person.rows %}{% include 'cycle.html' %}{% endfor %}",
    "cycle.html": "{% cycle 'a' 'b' %}",
}


class Silent(Exception):
    """A failure that a template keeps to itself."""

    silent_variable_failure = True


class Person:
    name = "<乙>"
    rows = ("<first>", "second")
    table = {"key": "<value>"}
    number = 4

    def said(self) -> str:
        return "<said>"

    def spoilt(self) -> str:
        raise AssertionError("a template never calls what changes data")

    spoilt.alters_data = True  # type: ignore[attr-defined]

    def wants(self, more: str) -> str:
        return more

    @property
    def fails(self) -> str:
        raise Silent


def _context(name: str) -> dict[str, Any]:
    return {
        "name": name, "person": Person(), "number": 4, "none": None, "safe": mark_safe("<b>"),
        "lazy": gettext_lazy("Inbox"), "csrf_token": "t0ken", "file": "deep.html",
    }  # fmt: skip


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_settled_and_plain_say_the_same(source: str) -> None:
    engine = Engine.get_default()
    plain, settled = (Template(source, engine=engine) for _ in range(2))
    settle(settled)
    _same(plain, settled)


@pytest.mark.parametrize("name", FILES)
def test_what_is_extended_and_included_is_what_django_makes_of_it(name: str) -> None:
    files = ("django.template.loaders.locmem.Loader", FILES)
    builtins = Engine.get_default().builtins
    plain = Engine(loaders=[files], builtins=builtins).get_template(name)
    settled = Engine(loaders=[("bangban.site.loading.Loader", [files])], builtins=builtins).get_template(name)
    assert not settled.nodelist.get_nodes_by_type((BlockNode, ExtendsNode))
    _same(plain, settled)


def _same(plain: Template, settled: Template) -> None:
    for language in ("zh-hans", "en", "zh-hans"):
        for name in ("<甲&乙>", "", "Inbox"):
            with translation.override(language):
                assert settled.render(Context(_context(name))) == plain.render(Context(_context(name)))


@pytest.mark.parametrize(
    "source",
    ["{% extends file %}", "{% extends 'base.html' %}{% block head %}{{ block.super }}{% endblock %}"],
)
def test_what_cannot_be_settled_is_refused_when_it_loads(source: str) -> None:
    files = {**FILES, "wrong.html": source}
    engine = Engine(
        loaders=[("bangban.site.loading.Loader", [("django.template.loaders.locmem.Loader", files)])]
    )
    assert isinstance(engine.template_loaders[0], Loader)
    with pytest.raises(TemplateSyntaxError):
        engine.get_template("wrong.html")


def test_what_is_constant_becomes_one_node() -> None:
    template = Template(SOURCES["words"])
    settle(template)
    assert [type(node).__name__ for node in template.nodelist] == ["SteadyNode", "Shown", "SteadyNode"]
    with translation.override("zh-hans"):
        assert "<h1>待办</h1>" in template.render(Context())
    assert isinstance(template.nodelist[0], SteadyNode)
