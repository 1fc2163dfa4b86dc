"""How is a turn read, however it is written? Folded to plain letters: simplified, half-width, no hidden signs, known misspellings."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from bangban import unseen

LONGEST = 20_000
"""Characters of a turn that are read: of a longer one its two ends, for a letter says why at the beginning or at the end."""
MARKS = str.maketrans({",": "，", "!": "！", "?": "？", ";": "；", ":": "：", "’": "'"})
SPACES = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
END = re.compile(r"[。！？；\n…]+|(?<=[a-z])\.(?=\s|$)")
STRETCHED = re.compile(r"(.)\1{2,}")
PINYIN = (
    (r"(?:zhuan|zhuang)\s*ren\s*gong|^\s*ren\s*gong\b|\bzhen\s*ren\b", "转人工"),
    (
        r"bu\s*xiang\s*(?:zai\s*)?huo|huo\s*bu\s*xia\s*qu|\bzi\s*sha\b|tiao\s*lou|xiang\s*(?:qu\s*)?si\b(?!\s*ni)",
        "不想活了",
    ),
    (r"ke\s*fu\b", "客服"),
    (r"gong\s*zuo\s*ren\s*yuan", "工作人员"),
    (r"jiu\s*ming|jiu\s*jiu\s*wo", "救命"),
    (r"jia\s*bao", "家暴"),
    (r"beng\s*kui", "崩溃"),
    (r"ben?g?\s*bu\s*zhu", "撑不住"),
    (r"zen\s*me\s*ban\b", "怎么办"),
    (r"bao\s*guang", "曝光你们"),
    (r"la\s*ji\b", "垃圾政府"),
)
MISSPELT = (
    (r"[装砖专钻赚]\s*(?=人[工公功])", "转"),
    (r"(?<=转)(?:人[公功攻]|任工|人二)", "人工"),
    (r"(?:不|木|吥)想[活话或](?=了|着|$|[，。！])", "不想活"),
    (r"自[沙鲨纱刹煞]", "自杀"),
    (r"跳[搂喽]", "跳楼"),
    (r"[奔蹦嘣蚌]溃", "崩溃"),
    (r"家[爆报抱](?=了|的|我|，|。|$)", "家暴"),
    (r"客[付复父服]", "客服"),
    (r"工做人员|工作人圆|工作人原", "工作人员"),
    (r"爆光|暴光", "曝光"),
    (r"上仿|上防", "上访"),
    (r"zs(?=了|算)|(?<=[想要])z[s杀]|紫砂|自鲨", "自杀"),
    (r"(?<=不想)h(?=了|$|[，。！])", "活"),
    (r"(?<=[想要])s(?=了|$|[，。！])", "死"),
    (r"人\s*gong|\brg(?=客服|$|[，。！])|(?<=[转找要])rg", "人工"),
    (r"机器仁|机气人|鸡器人", "机器人"),
)
SPOKEN = (
    ("唔该晒", "谢谢"), ("唔该", "谢谢"), ("唔使", "不用"), ("唔紧要", "没事"), ("系咪", "是不是"), ("系唔系", "是不是"),
    ("唔系", "不是"), ("佢系", "他是"), ("哋", "们"), ("点样", "怎样"), ("几多钱", "多少钱"), ("有几多", "有多少"), ("边度", "哪里"),
    ("屋企", "家里"), ("听日", "明天"), ("今晏", "今天中午"), ("嚟", "来"), ("㗎", "的"), ("攞", "拿"), ("谂住", "想"), ("老豆", "爸爸"),
    ("行失咗", "走失了"), ("啷个", "怎么"), ("咋个", "怎么"), ("哪点", "哪里"), ("么斯", "什么"), ("要好多钱", "要多少钱"),
    ("好多钱嘛", "多少钱嘛"), ("好久开门", "什么时候开门"), ("有没得", "有没有"), ("没得", "没有"), ("冇得", "没有"), ("晓得", "知道"),
    ("脑壳", "脑子"), ("老汉儿", "爸爸"), ("堂客", "老婆"), ("屋里厢", "家里"), ("屋里头", "家里"), ("呒没", "没有"), ("几钿", "多少钱"),
    ("今朝", "今天"), ("辰光", "时间"), ("一家头住", "一个人住"), ("弄伐来", "不会弄"), ("弄勿来", "不会弄"), ("勿要", "不要"),
    ("勿会", "不会"), ("勿好", "不好"), ("勿知道", "不知道"), ("勿肯", "不肯"), ("勿管", "不管"), ("勿见了", "不见了"), ("也勿", "也不"),
    ("小囡", "孩子"), ("伢子", "孩子"), ("恁们", "你们"), ("恁这", "你这"), ("木有", "没有"),
    ("唔想", "不想"), ("唔知", "不知道"), ("点算", "怎么办"), ("冇", "没有"), ("嘅", "的"), ("咗", "了"), ("喺", "在"),
    ("佢", "他"), ("畀", "给"), ("俾我", "给我"), ("睇", "看"), ("搵", "找"), ("而家", "现在"), ("嗰", "那"), ("边个", "谁"),
    ("落去", "下去"), ("喇", "了"), ("唔", "不"), ("係", "是"), ("啲", "些"), ("同我讲", "和我讲"), ("倾偈", "聊"), ("俺们", "我们"),
    ("俺", "我"), ("咱们", "我们"), ("啥子", "什么"), ("莫得", "没有"), ("弄个办", "怎么办"), ("咋整", "怎么办"), ("咋个办", "怎么办"),
    ("咋办", "怎么办"), ("伐", "吗"), ("阿拉", "我们"), ("侬", "你"), ("伲", "我们"), ("娃儿", "孩子"), ("崽", "孩子"),
    ("细路", "孩子"), ("囡囡", "女儿"), ("幺儿", "孩子"), ("屋头", "家里"), ("晓不得", "不知道"), ("捱", "熬"),
)  # fmt: skip


NUMBER = re.compile(r"([0-9零一二两三四五六七八九十百千几半]{20})[0-9零一二两三四五六七八九十百千几半]+")
"""A row of digits longer than any number is cut: the tables try each way to read it, which costs the cube of its length."""


@cache
def _simplify() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _substitutions() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), text) for pattern, text in (*MISSPELT, *PINYIN))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the turn as the tables expect it: at most LONGEST characters, lower case, simplified."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
    text = unseen.without(unicodedata.normalize("NFKC", text)).lower().strip()
    if not text.isascii():
        text = _simplify().convert(text)
        text = SPACES.sub("", text)
        for spoken, usual in SPOKEN:
            if spoken in text:
                text = text.replace(spoken, usual)
    text = text.translate(MARKS)
    text = NUMBER.sub(r"\1", STRETCHED.sub(r"\1\1", text))
    for pattern, usual in _substitutions():
        text = pattern.sub(usual, text)
    return text


def sentences(text: str) -> list[str]:
    """The sentences of a plain text; marks between them are dropped, but for a question's."""
    parts, start = [], 0
    for end in END.finditer(text):
        mark = "？" if "？" in end.group() else ""
        part = text[start : end.start()].strip() + mark
        if len(part) > len(mark):
            parts.append(part)
        start = end.end()
    last = text[start:].strip()
    return [*parts, last] if last else parts
