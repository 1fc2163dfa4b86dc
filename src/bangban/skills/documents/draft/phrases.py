"""What does a template say with these facts? `{field}` is filled; `[…]` is left out when one of its fields is empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_PART = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")
_SAID_AGAIN = re.compile("情况(?=(?:有关)?情况)")
"""A matter such as 防汛工作情况, in a phrase that says 情况 itself."""
ENDS = "。！？；：…"


def fill(template: str, values: Mapping[str, str]) -> str | None:
    """Return the text, or None when a field outside of brackets is empty."""

    def optional(found: re.Match[str]) -> str:
        inner = found[1]
        return inner if all(values.get(name) for name in _FIELD.findall(inner)) else ""

    said = _PART.sub(optional, template)
    if not all(values.get(name) for name in _FIELD.findall(said)):
        return None
    return _SAID_AGAIN.sub("", _FIELD.sub(lambda found: values[found[1]], said))


def first_filled(templates: Iterable[str], values: Mapping[str, str]) -> str:
    """The first template whose facts are all there, filled; "" when there is none."""
    return next((said for one in templates if (said := fill(one, values)) is not None), "")


def sentence(text: str) -> str:
    """Text that ends as a sentence does."""
    text = text.strip()
    return (
        text if not text or text[-1] in ENDS or (text[-1] in "”）" and text[-2:-1] in ENDS) else text + "。"
    )


def bare(text: str) -> str:
    """Text without the mark that ends it."""
    return text.strip().rstrip("。；，、：;,:.")


def together(names: Iterable[str]) -> str:
    """Names side by side: marks of titles and quotations need no comma between them (GB/T 15834)."""
    said = ""
    for name in names:
        touching = said and (said[-1] in "》”" and name[:1] in "《“")
        said += name if not said or touching else f"、{name}"
    return said


def based_on(basis: Iterable[str]) -> str:
    """ "根据《…法》的有关规定", "根据市政府工作部署"; a law named in full gets its title marks."""
    names = [_marked(one) for one in basis]
    if not names:
        return ""
    last = names[-1]
    end = (
        "等有关规定"
        if len(names) > 1 and last.endswith("》")
        else "的有关规定"
        if last.endswith("》")
        else ""
    )
    said = together(names[:-1])
    if said and not last.startswith("《"):
        return f"根据{said}和{last}{end}"
    return f"根据{together(names)}{end}"


def _marked(name: str) -> str:
    name = bare(name).removeprefix("根据").removeprefix("按照")
    return f"《{name}》" if re.fullmatch(r"中华人民共和国[^《》]+法", name) else name
