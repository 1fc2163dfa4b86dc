"""Which typeface and which colour does the theme mean?"""

from __future__ import annotations

from typing import Any

from bangban.skills.documents.read.docx.names import q

_SCRIPTS = {
    "zh-cn": "Hans",
    "zh-sg": "Hans",
    "zh-hans": "Hans",
    "zh-tw": "Hant",
    "zh-hk": "Hant",
    "zh-mo": "Hant",
    "zh-hant": "Hant",
    "ja-jp": "Jpan",
    "ko-kr": "Hang",
}
_COLORS = {
    "dark1": "dk1",
    "text1": "dk1",
    "tx1": "dk1",
    "light1": "lt1",
    "background1": "lt1",
    "bg1": "lt1",
    "dark2": "dk2",
    "text2": "dk2",
    "tx2": "dk2",
    "light2": "lt2",
    "background2": "lt2",
    "bg2": "lt2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}


class Theme:
    """Fonts and colours of a:theme; with no theme every answer is empty."""

    def __init__(self, root: Any, language: str) -> None:
        """`language` is the East Asian language of w:themeFontLang, which chooses the script's typeface."""
        self._script = _SCRIPTS.get(language.lower(), "Hans")
        self._fonts: dict[str, Any] = {}
        self._faces: dict[tuple[str, str], str] = {}
        self.colors: dict[str, str] = {}
        if root is None:
            return
        for group in ("major", "minor"):
            found = root.find(f".//{q('a:fontScheme')}/{q(f'a:{group}Font')}")
            if found is not None:
                self._fonts[group] = found
        scheme = root.find(f".//{q('a:clrScheme')}")
        for one in scheme if scheme is not None else ():
            for value in one:
                color = value.get("lastClr") or value.get("val") or ""
                self.colors[one.tag.rpartition("}")[2]] = color.upper()

    def font(self, reference: str) -> str:
        """Return the typeface that "minorEastAsia", "majorHAnsi", "minorAscii"… stand for; "" for none."""
        name = "major" if reference.startswith("major") else "minor"
        kind = "ea" if reference.endswith("EastAsia") else "cs" if reference.endswith("Bidi") else "latin"
        if (name, kind) not in self._faces:
            self._faces[name, kind] = self._face(name, kind)
        return self._faces[name, kind]

    def _face(self, name: str, kind: str) -> str:
        group = self._fonts.get(name)
        if group is None:
            return ""
        face = group.find(q(f"a:{kind}"))
        said = face.get("typeface", "") if face is not None else ""
        if not said and kind == "ea":
            for font in group.findall(q("a:font")):
                if font.get("script") == self._script:
                    return font.get("typeface", "")
        return said

    def color(self, name: str) -> str:
        """Return six hexadecimal digits for "accent1", "text1", …; "" when the theme does not say."""
        found = self.colors.get(_COLORS.get(name, name), "")
        return found if len(found) == 6 else ""
