"""Does the shipped proofreader put slips right, and keep its hands off what is right?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bangban.skills.documents import proofread
from bangban.skills.documents.proofread import alike, boosting, grams, learning
from bangban.skills.documents.proofread.model import Model

SLIPS = [
    ("推动各单位压时主体责任。", "推动各单位压实主体责任。"),
    ("地方各级政府才政部门负责管理本地区政府债务。", "地方各级政府财政部门负责管理本地区政府债务。"),
    ("加强的的管理工作。", "加强的管理工作。"),
]
RIGHT = [
    "各单位要高度重视，明确分管负责同志和联络员。",
    "坚持统筹规划、依法合规、安全有序的原则，健全公共数据资源登记制度。",
    "联系人：王芳，联系电话：0755—12345678。",
    "云山区政务服务和数据管理局应当自受理之日起20个工作日内完成审核。",
]


@pytest.mark.parametrize(("wrong", "right"), SLIPS)
def test_a_slip(wrong: str, right: str) -> None:
    (said,) = proofread.proofread([wrong])
    assert said.corrected == right
    (edit,) = said.edits
    assert wrong[edit.start : edit.end] == edit.found
    assert 0 < edit.confidence <= 1


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_stays(text: str) -> None:
    assert proofread.proofread([text]) == [proofread.Correction(text)]


def test_edits_say_where_in_the_whole_text() -> None:
    text = "第一句没有问题。\n推动各单位压时主体责任。"
    said = proofread.shipped().correct(text)
    (edit,) = said.edits
    assert text[edit.start : edit.end] == edit.found == "时"
    assert said.corrected == text.replace("压时", "压实")


def test_an_agencys_word_is_no_mistake() -> None:
    text = "推动各单位压时主体责任。"
    assert proofread.proofread([text], terms=["压时主体"])[0].edits == ()


def test_strange_text_is_left_as_it_is() -> None:
    for text in ("", "\n", "ABC 123", "𠮷𠮷𠮷", "。" * 300, "\x00\x02\x03"):
        assert proofread.shipped().correct(text).corrected == text


# ── learning ──


def pairs() -> list[tuple[str, str]]:
    """Sentences about invented things, half of them spoilt."""
    things = ["台账", "目录", "清单", "方案", "名册", "标准", "报表", "档案", "图册", "规程"]
    acts = ["登记", "更新", "核对", "公布", "汇总", "审核", "修订", "保存", "移交", "抽查"]
    made = []
    for number, thing in enumerate(things):
        for other, act in enumerate(acts):
            right = f"云栖办{act}临江{thing}并报送专班"
            made.append((right.replace("临江", "临讲") if (number + other) % 2 else right, right))
    return made


def test_learning_is_the_same_each_time_and_can_be_kept(tmp_path: Path) -> None:
    first = learning.learn(proofread.base(), pairs(), proofread.shipped())
    again = learning.learn(proofread.base(), pairs(), proofread.shipped())
    assert first.dump() == again.dump()
    file = tmp_path / "own.model"
    file.write_bytes(first.dump())
    kept = proofread.load(file)
    assert kept.dump() == first.dump()
    assert kept.learned.mistaken["讲", "江"] == 50


def test_a_file_of_pairs(tmp_path: Path) -> None:
    source = tmp_path / "pairs.tsv"
    source.write_text("".join(f"{wrong}\t{right}\n" for wrong, right in pairs()), "utf-8")
    model = proofread.learn(source, tmp_path / "own.model")
    assert model.language.own("临江台") > 0
    source.write_text("只有正确的句子。\n", "utf-8")
    assert proofread.learn(source, tmp_path / "plain.model").language.own("正确的") == 1
    source.write_text("\n", "utf-8")
    with pytest.raises(proofread.NothingToLearn):
        proofread.learn(source, tmp_path / "none.model")


def test_what_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(proofread.BadModel):
        proofread.load(tmp_path / "none.model")
    (tmp_path / "bad.model").write_bytes(b"PK nothing")
    with pytest.raises(proofread.BadModel):
        proofread.load(tmp_path / "bad.model")


def test_kin_stand_on_one_side() -> None:
    right = [
        "国家数据局牵头，各部门按职责分工负责",
        "国家数据局牵头，各部门按职责分工负责，年底前完成",
        "今天天气很好",
    ]
    fold = learning.folds([(one, one) for one in right], 2)
    assert fold[0] == fold[1] != fold[2]


# ── parts ──


def test_counts_survive_packing() -> None:
    counts = grams.count(["统筹规划", "统筹推进", "统筹规划"])
    packed = grams.unpack(grams.pack(counts).dump())
    assert packed.get("统筹") == 3
    assert packed.get("规划") == 2
    assert packed.get("推进统") == 0
    assert dict(packed.items(1))["统"] == 3
    with pytest.raises(ValueError, match="not a table"):
        grams.unpack(b"something")


def test_two_characters_are_counted_alike_either_way() -> None:
    counts = grams.count(["统筹规划", "统筹推进，划定范围", "𠀀统"])
    packed = grams.pack(counts)
    signs = sorted({sign for gram in counts for sign in gram} | {"没", "𠀀", "𯿿"})
    pairs = [(one, other) for one in signs for other in signs]
    assert [packed.pair(*pair) for pair in pairs] == [packed.get("".join(pair)) for pair in pairs]
    learned = grams.Language(packed, {"统筹": 4})
    assert learned.pair("统", "筹") == learned.count("统筹") > packed.pair("统", "筹") == 2


def test_what_is_alike() -> None:
    known = alike.shipped()
    assert known.between("治", "冶").shape > 0.7
    assert known.between("财", "才").sound
    assert known.between("名", "民").near
    assert not known.between("财", "水").near


def test_trees_learn_a_border_and_need_both_sides() -> None:
    rows = [[float(at % 50), float(at % 7)] for at in range(400)]
    right = [row[0] > 30 for row in rows]
    trees = boosting.fit(rows, right)
    assert trees.chance([45.0, 3.0]) > 0.9 > 0.1 > trees.chance([5.0, 3.0])
    with pytest.raises(ValueError, match="both"):
        boosting.fit(rows, [True] * 400)


def test_quick_reading_finds_what_is_no_word() -> None:
    model: Model = proofread.shipped()
    said = model.correct("地方各级政府才政部门负责管理本地区政府债务。", quick=True)
    assert [one.expected for one in said.edits] == ["财"]
