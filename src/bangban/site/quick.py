"""How is a node of a template drawn in fewer steps? Each stands for one of Django's and says the same.

Django asks every time what could be known when the template loads: which way a name is looked up, whether a value is
text, what a literal is in the reader's language. What is not plain here goes Django's own way, at the same place.
"""

from __future__ import annotations

from copy import copy
from html import escape
from types import MethodType
from typing import Any

from django.conf import settings
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode, TemplateLiteral, URLNode, WithNode
from django.template.library import SimpleBlockNode, SimpleNode
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_ATTRIBUTE, _KEY, _PLACE, _OTHER, _METHOD, _CALLED = range(6)
_ways: dict[type, int] = {}
"""How one looks into a value of this type: an object's attribute, a dict's key, a list's place, or as Django finds out."""


def _way(value: Any) -> int:
    kind = type(value)
    if callable(value):
        way = _METHOD if kind is MethodType else _CALLED
    elif kind is dict:
        way = _KEY
    elif isinstance(value, list | tuple):
        way = _PLACE
    else:
        way = _OTHER if hasattr(kind, "__getitem__") else _ATTRIBUTE
    return _ways.setdefault(kind, way)


def language_of(context: Context) -> str | None:
    """The language a page is drawn in, asked for once a page."""
    try:
        return context.language  # type: ignore[attr-defined]
    except AttributeError:
        language: str | None = get_language()
        context.language = language  # type: ignore[attr-defined]
        return language


class QuickVariable(Variable):
    """A name of the context and what is looked up in it."""

    __slots__ = ("name", "rest")

    def __init__(self, plain: Variable) -> None:
        for slot in Variable.__slots__:  # type: ignore[attr-defined]
            setattr(self, slot, getattr(plain, slot))
        self.name, *rest = plain.lookups or ()
        self.rest = tuple(rest)

    def resolve(self, context: Any) -> Any:
        name = self.name
        for names in reversed(context.dicts):
            if name in names:
                value = names[name]
                break
        else:
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (name, context))
        for bit in self.rest:
            way = _ways.get(type(value))
            if way is None:
                way = _way(value)
            try:
                if way == _ATTRIBUTE:
                    value = getattr(value, bit)
                elif way == _KEY:
                    value = value[bit]
                elif way == _PLACE and bit.isdecimal():
                    value = value[int(bit)]
                else:
                    return super().resolve(context)
            except Exception:
                # Django knows further ways, and which failure is silent.
                return super().resolve(context)
        way = _ways.get(type(value))
        if way is None:
            way = _way(value)
        if way < _METHOD:
            return value
        if way == _METHOD and not (
            getattr(value, "alters_data", False) or getattr(value, "do_not_call_in_templates", False)
        ):
            try:
                return value()
            except Exception:
                return super().resolve(context)
        return super().resolve(context)


class Spoken(Variable):
    """A literal to be translated: once a language, not once a page."""

    __slots__ = ("lazy", "said")

    def __init__(self, lazy: Promise) -> None:
        self.lazy = lazy
        self.said: dict[str | None, str] = {}

    def resolve(self, context: Any) -> str:
        language = language_of(context)
        text = self.said.get(language)
        if text is None:
            text = self.said[language] = str(self.lazy)
        return text


class Shown(VariableNode):
    """A value, escaped where it stands."""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return escape(value)
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return render_value_in_context(value, context)


class Token(CsrfTokenNode):
    """The field that proves a form to be ours: the same in all forms of a page."""

    def render(self, context: Context) -> str:
        try:
            return context.token_field  # type: ignore[attr-defined]
        except AttributeError:
            context.token_field = drawn = super().render(context)  # type: ignore[attr-defined]
            return drawn


class Scope(Node):
    """Nodes that name things for themselves only: what an include was, or a block."""

    def __init__(self, nodes: NodeList, given: dict[str, FilterExpression]) -> None:
        self.nodelist, self.given = nodes, given

    def render(self, context: Context) -> str:
        values = {name: value.resolve(context) for name, value in self.given.items()}
        with context.push(**values):
            return self.nodelist.render(context)


class Nodes(NodeList):
    """Nodes one after another."""

    def render(self, context: Context) -> SafeString:
        return SafeString("".join([node.render(context) for node in self]))


def quick_expression(plain: Any) -> Any:
    """An expression of a tag's, its name looked up the short way; filters stay Django's."""
    if not isinstance(plain, FilterExpression):
        return plain
    expression = copy(plain)
    expression.var = _quick_variable(plain.var)
    expression.is_var = isinstance(expression.var, Variable)
    expression.filters = [
        (function, [(is_name, _quick_variable(one) if is_name else one) for is_name, one in arguments])
        for function, arguments in plain.filters
    ]
    return expression


def _quick_variable(plain: Any) -> Any:
    if isinstance(plain, Promise):
        return Spoken(plain)
    if isinstance(plain, Variable) and plain.lookups and not plain.translate:
        return QuickVariable(plain)
    return plain


def _quick_condition(plain: Any) -> Any:
    if plain is None:
        return None
    condition = copy(plain)
    if isinstance(plain, TemplateLiteral):
        condition.value = quick_expression(plain.value)
        return condition
    condition.first, condition.second = _quick_condition(plain.first), _quick_condition(plain.second)
    return condition


def quick_node(node: Node, inside: Any) -> Node:
    """The node that stands for this one; `inside` makes the list that stands for a list of nodes."""
    quick: Any = copy(node)
    match node:
        case VariableNode():
            quick.__class__ = Shown
            quick.filter_expression = quick_expression(node.filter_expression)
        case IfNode():
            quick.conditions_nodelists = [
                (_quick_condition(condition), inside(nodes)) for condition, nodes in node.conditions_nodelists
            ]
        case ForNode():
            quick.sequence = quick_expression(node.sequence)
            quick.nodelist_loop, quick.nodelist_empty = (
                inside(node.nodelist_loop),
                inside(node.nodelist_empty),
            )
        case WithNode():
            quick.extra_context = {name: quick_expression(one) for name, one in node.extra_context.items()}
            quick.nodelist = inside(node.nodelist)
        case SimpleNode():
            quick.args = [quick_expression(one) for one in node.args]
            quick.kwargs = {name: quick_expression(one) for name, one in node.kwargs.items()}
            if isinstance(node, SimpleBlockNode):
                quick.nodelist = inside(node.nodelist)
        case URLNode():
            quick.args = [quick_expression(one) for one in node.args]
            quick.kwargs = {name: quick_expression(one) for name, one in node.kwargs.items()}
        case CsrfTokenNode():
            quick.__class__ = Token
        case _:
            return node
    return quick
