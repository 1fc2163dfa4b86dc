"""Which parts of a template say the same to everybody? They are put together once a language, when the template loads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.template.base import FilterExpression, Node, NodeList, Template, TextNode, TokenType, Variable
from django.template.context import Context
from django.template.defaulttags import IfNode, URLNode
from django.template.library import SimpleBlockNode, SimpleNode
from django.template.loaders.cached import Loader as CachedLoader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

CONSTANT_TAGS = frozenset({"icon"})
"""Simple tags of ours whose result depends on their arguments only."""


class SteadyNode(Node):
    """Neighbouring texts and constants, rendered once a language: a page has hundreds of them."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.token, self.origin = nodes[0].token, nodes[0].origin
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        text = self._said.get(language)
        if text is None:
            text = self._said[language] = "".join(str(node.render_annotated(context)) for node in self.nodes)
        return text


class Loader(CachedLoader):
    """Django's cached loader of templates, which folds what is constant."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template: Template = super().get_template(template_name, skip)
        if not getattr(template, "is_folded", False):
            fold(template.nodelist)
            template.is_folded = True  # type: ignore[attr-defined]
        return template


def fold(nodes: NodeList) -> None:
    """Replace each run of two or more constant nodes, or one that is not plain text, by one SteadyNode."""
    folded: list[Node] = []
    for steady, group in groupby(nodes, _is_constant):
        run = list(group)
        if steady and (len(run) > 1 or not isinstance(run[0], TextNode)):
            folded.append(SteadyNode(run))
            continue
        for node in run:
            for inner in _inside(node):
                fold(inner)
        folded += run
    nodes[:] = folded


def _inside(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (part for _condition, part in node.conditions_nodelists)
        return
    # A block tag of ours holds its nodes without naming them.
    names = ("nodelist",) if isinstance(node, SimpleBlockNode) else node.child_nodelists
    for name in names:
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            yield inner


def _is_constant(node: Node) -> bool:
    match node:
        case TextNode():
            return True
        case TranslateNode():
            return not (node.asvar or node.message_context or node.noop) and _says(node.filter_expression)
        case BlockTranslateNode():
            # Without a variable, a plural or a name to be kept under, its text is its message.
            plain = all(token.token_type == TokenType.TEXT for token in node.singular)
            return plain and not (node.extra_context or node.countervar or node.asvar or node.message_context)
        case StaticNode():
            return node.varname is None and _says(node.path)
        case URLNode():
            return not (node.args or node.kwargs or node.asvar) and _says(node.view_name)
        case SimpleBlockNode():
            return False
        case SimpleNode():
            if node.func.__name__ not in CONSTANT_TAGS or node.takes_context or node.target_var:
                return False
            return all(_says(one) for one in (*node.args, *node.kwargs.values()))
    return False


def _says(expression: FilterExpression) -> bool:
    """Whether it is a literal without filters, or a translated one."""
    if not isinstance(expression, FilterExpression) or expression.filters:
        return False
    return not isinstance(expression.var, Variable) or expression.var.lookups is None
