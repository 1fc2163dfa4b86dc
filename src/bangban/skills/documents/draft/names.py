"""How does a body speak of itself, of its region, and of whom it writes to?"""

from __future__ import annotations

import re

LEVEL = r"(?:自治区|自治州|街道|[省市区县旗镇州盟]|(?<!城)乡)"
_UNITS = (
    ("街道办事处", "街道"),
    ("委员会办公室", "办"),
    ("人民代表大会常务委员会", "会"),
    ("委员会", "委"),
    ("办公厅", "厅"),
    ("办公室", "办"),
    ("管理局", "局"),
    ("检察院", "院"),
    ("法院", "院"),
    ("公司", "公司"),
    ("集团", "集团"),
    ("中心", "中心"),
    ("支队", "支队"),
    ("学校", "校"),
    ("大学", "校"),
    ("学院", "院"),
    ("中学", "校"),
    ("小学", "校"),
    ("医院", "院"),
)


def region_of(body: str) -> str:
    """ "云栖市临江区" of "云栖市临江区教育局"; "" when no region is named."""
    found = ""
    at = 0
    for step in re.finditer(rf"[\u4e00-\u9fff]{{2,7}}?{LEVEL}", body):
        # "行政区" in a bureau's own name is not met: regions come first and follow each other.
        if step.start() != at or len(body) - step.end() < 2 or body[step.end() :].startswith("场"):
            break
        found, at = body[: step.end()], step.end()
    return found


def level_of(body: str) -> str:
    """ "区", "市", "街道"…: the last word of the body's region."""
    region = region_of(body)
    found = re.search(rf"{LEVEL}$", region)
    return found[0] if found else ""


def unit_of(body: str) -> str:
    """What a body is called after 我, 你 or 贵: "局", "委", "区" for a government, "单位" when nothing fits."""
    body = re.split("[，、]", body)[0]
    if body.endswith("人民政府"):
        return level_of(body) or body.removesuffix("人民政府")[-1:] or "单位"
    for ending, unit in _UNITS:
        if body.endswith(ending):
            return unit
    return body[-1] if body and body[-1] in "局委办厅部院会校所队站县区市州镇乡" else "单位"


def ours(body: str) -> str:
    """How a body speaks of itself: "区政府", "区政府办公室", "我局"."""
    level = level_of(body)
    if body.endswith("人民政府"):
        return f"{level}政府" if level else body
    if body.endswith("人民政府办公室"):
        return f"{level}政府办公室"
    return "我" + unit_of(body)


def speaks_up(body: str) -> str:
    """How it speaks of itself to whom it asks: "我区", "我局"."""
    return "我" + unit_of(body)


def yours(addressee: str, *, level: bool) -> str:
    """ "你局" to a subordinate, "贵局" to an equal; "各单位" to several."""
    if re.search("[，、]|^各", addressee):
        return "各单位"
    return ("贵" if level else "你") + unit_of(addressee)


def office_of(body: str) -> str:
    """Who prints a body's documents."""
    return body if body.endswith(("办公室", "办公厅")) else f"{body}办公室"


def spaced(name: str) -> str:
    """A post or name of two characters, spread as wide as one of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name
