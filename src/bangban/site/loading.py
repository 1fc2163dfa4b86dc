"""What of a template is known before a page is asked for? It is done once, when the template loads.

Inheritance and inclusion are settled, so that a page is one list of nodes; neighbouring texts, translations, icons and
addresses become one node, rendered once a language; the rest is drawn by the nodes of `quick`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Template,
    TextNode,
    TokenType,
    Variable,
    VariableNode,
)
from django.template.context import Context
from django.template.defaulttags import (
    CommentNode,
    CsrfTokenNode,
    ForNode,
    IfNode,
    LoadNode,
    NowNode,
    URLNode,
    WithNode,
)
from django.template.library import SimpleBlockNode, SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders.cached import Loader as CachedLoader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode

from bangban.site.quick import Nodes, Scope, language_of, quick_expression, quick_node

CONSTANT_TAGS = frozenset({"icon"})
"""Simple tags of ours whose result depends on their arguments only."""
KNOWN = (
    TextNode, VariableNode, IfNode, ForNode, WithNode, SimpleNode, TranslateNode, BlockTranslateNode, URLNode,
    StaticNode, CsrfTokenNode, NowNode, CommentNode, LoadNode, IncludeNode, BlockNode,
)  # fmt: skip
"""Nodes that keep nothing from one rendering to the next, so that they may stand in another list than their own."""
NAMING = ("asvar", "target_var", "varname")
"""Where a node keeps the name under which it leaves something to those after it."""


class SteadyNode(Node):
    """Neighbouring texts and constants, rendered once a language: a page has hundreds of them."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.token, self.origin = nodes[0].token, nodes[0].origin
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = language_of(context)
        text = self._said.get(language)
        if text is None:
            text = self._said[language] = "".join(str(node.render_annotated(context)) for node in self.nodes)
        return text


class Loader(CachedLoader):
    """Django's cached loader of templates, which settles and folds what it loads."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template: Template = super().get_template(template_name, skip)
        if not hasattr(template, "parsed"):
            settle(template)
        return template


def settle(template: Template) -> None:
    """Let the template be drawn by settled nodes; what was parsed stays beside them, for those that extend it."""
    template.parsed = template.nodelist  # type: ignore[attr-defined]
    template.nodelist = Nodes(_settled(template.nodelist, _Frame(template)))


class _Frame:
    """What a node stands in: whose template it is, which blocks fill it, which templates are being included."""

    def __init__(
        self, template: Template, blocks: Mapping[str, NodeList] | None = None, within: tuple[str, ...] = ()
    ) -> None:
        self.engine = template.engine
        self.name, self.source = str(template.name or ""), template.source
        self.within = (*within, self.name)
        self.blocks = blocks or {}

    def inner(self, nodes: NodeList) -> Nodes:
        return Nodes(_settled(nodes, self))


def _settled(nodes: Iterable[Node], frame: _Frame) -> list[Node]:
    """The nodes that stand for these: spread out, neighbouring constants as one, the rest as quick as can be."""
    settled: list[Node] = []
    for steady, group in groupby(_spread(nodes, frame), lambda one: _is_constant(one[0])):
        run = list(group)
        if steady and (len(run) > 1 or not isinstance(run[0][0], TextNode)):
            settled.append(SteadyNode([node for node, _ in run]))
        else:
            settled += [quick_node(node, around.inner) for node, around in run]
    return settled


def _spread(nodes: Iterable[Node], frame: _Frame) -> Iterator[tuple[Node, _Frame]]:
    """Each node with its frame, where parents, blocks and includes have given way to what they hold."""
    for node in nodes:
        match node:
            case ExtendsNode():
                parent = _parent(node, frame)
                blocks = {name: block.nodelist for name, block in node.blocks.items()}
                filled = _Frame(parent, {**blocks, **frame.blocks}, frame.within)
                yield from _spread(_parsed(parent), filled)
            case BlockNode():
                yield from _held(frame.blocks.get(node.name, node.nodelist), frame, {})
            case IncludeNode() if (template := _included(node, frame)) is not None:
                own = _Frame(template, within=frame.within)
                given = {name: quick_expression(one) for name, one in node.extra_context.items()}
                yield from _held(_parsed(template), own, given)
            case _:
                yield node, frame


def _held(
    nodes: NodeList, frame: _Frame, given: Mapping[str, FilterExpression]
) -> Iterator[tuple[Node, _Frame]]:
    if given or _names_something(nodes):
        yield Scope(frame.inner(nodes), dict(given)), frame
    else:
        yield from _spread(nodes, frame)


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    """These nodes and all inside them."""
    for node in nodes:
        yield node
        # A block tag of ours holds its nodes without naming them.
        for name in ("nodelist",) if isinstance(node, SimpleBlockNode) else node.child_nodelists:
            yield from _all(getattr(node, name, None) or [])


def _names_something(nodes: NodeList) -> bool:
    """Whether a node leaves something to those after it."""
    return any(getattr(node, name, None) for node in _all(nodes) for name in NAMING)


def _parent(node: ExtendsNode, frame: _Frame) -> Template:
    """The template that is extended.

    Raises:
        TemplateSyntaxError: it is not known before a page is asked for, or a block asks for what it replaces.
    """
    parent = _template(node.parent_name, frame)
    if parent is None:
        raise TemplateSyntaxError(f"{frame.name}: what a template extends has to stand in it by name")
    if "block.super" in frame.source:
        raise TemplateSyntaxError(
            f"{frame.name}: a block replaces the whole of what it fills; no block.super"
        )
    return parent


def _included(node: IncludeNode, frame: _Frame) -> Template | None:
    """The template that is included, where it may be spread out; None leaves it to Django."""
    template = None if node.isolated_context else _template(node.template, frame)
    if template is None or template.name in frame.within:
        return None
    return template if all(isinstance(one, KNOWN) for one in _all(_parsed(template))) else None


def _template(name: Any, frame: _Frame) -> Template | None:
    """The template of a name that stands in the text; None where it is another's to find."""
    if not isinstance(name, FilterExpression) or name.filters or not isinstance(name.var, str):
        return None
    if name.var.startswith("."):
        return None
    try:
        return frame.engine.get_template(name.var)
    except TemplateDoesNotExist:
        return None


def _parsed(template: Template) -> NodeList:
    """The nodes as they were written."""
    nodes: Any = getattr(template, "parsed", template.nodelist)
    return nodes


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
