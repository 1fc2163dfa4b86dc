"""Are the numbers the standard's, does a house style change only what it says, and is a mistake in one named?"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from bangban.skills.documents import check, profiles
from bangban.skills.documents.findings import Element
from tests.unit.skills.documents.check.layout import opened, paragraph

HEAD = "name: ours\ntitle: {zh: 本单位, en: Ours}\n"


def house(folder: Path, text: str) -> Path:
    path = folder / "ours.yaml"
    path.write_text(HEAD + text, "utf-8")
    return path


def test_the_shipped_profiles_are_what_the_schema_says() -> None:
    folder = Path(profiles.__file__).parent
    for name in profiles.names():
        values = yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))
        assert not list(Draft202012Validator(profiles.schema()).iter_errors(values)), name


def test_the_national_numbers() -> None:
    page = profiles.load().page
    assert page["width"] - page["left"] - page["right"] == 156
    assert page["height"] - page["top"] - page["bottom"] == 225
    assert profiles.load().text["pitch"] * 22 == pytest.approx(225 / 25.4 * 72, abs=1)


@pytest.mark.parametrize(
    ("font", "family"),
    [
        ("仿宋", "fangsong"), ("仿宋_GB2312", "fangsong"), ("FangSong_GB2312", "fangsong"), ("华文仿宋", "fangsong"),
        ("FZFangSong-Z02S", "fangsong"), ("楷体", "kaiti"), ("KaiTi_GB2312", "kaiti"), ("STKaiti", "kaiti"),
        ("黑体", "heiti"), ("SimHei", "heiti"), ("方正黑体_GBK", "heiti"), ("微软雅黑", ""), ("宋体", "songti"),
        ("SimSun", "songti"), ("新宋体", "songti"), ("方正小标宋_GBK", "xiaobiaosong"), ("FZXBSJW--GB1-0", "xiaobiaosong"),
        ("FZXiaoBiaoSong-B05S", "xiaobiaosong"), ("华文中宋", "xiaobiaosong"), ("Calibri", ""), ("等线", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_face_is_known_by_all_its_names(font: str, family: str) -> None:
    assert profiles.load().family(font) == family


def test_a_house_style_changes_only_what_it_says(tmp_path: Path) -> None:
    ours = profiles.load(house(tmp_path, "elements:\n  title: {size: 24}\n"))
    national = profiles.load()
    assert ours.format("title").size == 24
    assert ours.format("title").fonts == national.format("title").fonts
    assert ours.format("body") == national.format("body")
    assert ours.page == national.page


def test_a_house_style_is_what_a_document_is_judged_by(tmp_path: Path) -> None:
    document, outline = opened("notice")
    for run in paragraph(document, outline, Element.BODY).runs:
        run.font = "楷体"
    path = house(tmp_path, "silent: [font.body]\nelements:\n  title: {size: 24}\n")
    rules = [one.rule for one in check.check(document, outline, profile=path).findings]
    assert rules == ["size.title"]


def test_centred_page_numbers_of_a_house_pass() -> None:
    document, outline = opened("notice")
    for paragraphs in document.sections[0].footers.values():
        for one in paragraphs:
            one.align, one.right, one.right_chars, one.left, one.left_chars = "center", 0.0, None, 0.0, None
    rules = [one.rule for one in check.check(document, outline, profile="centred_pages").findings]
    assert not [one for one in rules if one.startswith("footer.")]


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("elements:\n  title:\n    sise: 22\n", 5, "elements.title.sise"),
        ("elements:\n  title:\n    size: large\n", 5, "elements.title.size"),
        ("page:\n  top: -3\n", 4, "page.top"),
        ("elements:\n  title: {color: green}\n", 4, "elements.title.color"),
        ("over: nowhere\n", 3, "over"),
        ("page: [1\n", 4, "*"),
        ("page: 37\n", 3, "page"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(tmp_path: Path, text: str, line: int, field: str) -> None:
    path = house(tmp_path, text)
    with pytest.raises(profiles.BadProfile) as caught:
        profiles.load(path)
    details = caught.value.details
    assert (details["line"], details["field"]) == (line, field)
    for language in ("zh", "en"):
        assert str(path) in caught.value.text(language)


def test_the_reference_names_every_field() -> None:
    page = Path(__file__).parents[5].joinpath("docs/reference/document-profile.md").read_text("utf-8")
    schema = profiles.schema()["properties"]
    fields = {*schema, *schema["elements"]["properties"]["title"]["properties"]}
    for group in ("page", "text", "lines", "signature", "page_number"):
        fields |= set(schema[group]["properties"])
    assert not [field for field in sorted(fields) if f"`{field}`" not in page]


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(profiles.UnknownProfile, match="national"):
        profiles.load(tmp_path / "none.yaml")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = house(tmp_path, "elements:\n  title: {size: 24}\n")
    assert profiles.load(path).format("title").size == 24
    house(tmp_path, "elements:\n  title: {size: 26.5}\n")
    assert profiles.load(path).format("title").size == 26.5
