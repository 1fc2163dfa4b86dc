"""Can every page live under a policy without inline code, and without another host?"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.architecture import tree
from tools import sbom

FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>{%]*\son[a-z]+\s*=", re.I),
    "script address": re.compile(r"javascript:", re.I),
    "another host": re.compile(
        r"<(script|link|img|iframe|source)\b[^>]*\b(src|href)\s*=\s*[\"']?(https?:)?//", re.I
    ),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}


@pytest.mark.parametrize("path", tree.templates(), ids=tree.name_of)
def test_a_template_holds_no_inline_code_and_no_other_host(path: Path) -> None:
    text = path.read_text("utf-8")
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert not found, f"{tree.name_of(path)}: {', '.join(found)}"


def test_the_patterns_find_what_they_are_for() -> None:
    bad = (
        '<script>x</script><p style="a"><a onclick="b" href="javascript:c">{{ d|safe }}'
        '<script src="//cdn.example/x.js">'
    )
    assert [name for name, pattern in FORBIDDEN.items() if not pattern.search(bad)] == []


def test_every_vendored_script_is_the_published_one_with_its_licence() -> None:
    scripts = {str(path.relative_to(sbom.VENDORED)): path for path in sbom.VENDORED.rglob("*.js")}
    table = {file: digest for file, _, _, _, digest in sbom.assets()}
    assert scripts
    assert {file: hashlib.sha256(path.read_bytes()).hexdigest() for file, path in scripts.items()} == table
    assert [file for file, path in scripts.items() if not list(path.parent.glob("LICENSE*"))] == []
