"""Are times, amounts and confidence said as people say them, in both languages?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from bangban.errors import NotFound
from bangban.site.templatetags import words

NOON = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def test_dates_are_local_and_unpadded() -> None:
    assert words.moment(NOON) == "2026年11月22日 14:05"
    assert words.day(date(2027, 1, 3)) == "2027年1月3日"
    assert words.when(NOON) == '<time datetime="2026-11-22T14:05:00+08:00">2026年11月22日 14:05</time>'
    assert words.day("2027-01-03") == "2027年1月3日"
    assert words.day("旧历") == "旧历"
    assert words.when(None) == words.day(None) == words.ago(None) == words.due(None) == ""


@pytest.mark.usefixtures("english")
def test_dates_in_english() -> None:
    assert words.moment(NOON) == "22 Nov 2026, 14:05"


@pytest.mark.parametrize(
    ("gap", "zh", "en"),
    [
        (timedelta(seconds=2), "刚刚", "just now"),
        (timedelta(seconds=59), "59 秒前", "59 seconds ago"),
        (timedelta(minutes=1), "1 分钟前", "1 minute ago"),
        (timedelta(hours=23, minutes=59), "23 小时前", "23 hours ago"),
        (timedelta(days=-2), "2 天后", "in 2 days"),
    ],
)
def test_relative_time(gap: timedelta, zh: str, en: str) -> None:
    assert words.ago(NOON - gap, NOON) == zh
    with translation.override("en"):
        assert words.ago(NOON - gap, NOON) == en


@pytest.mark.parametrize(
    ("left", "state", "text"),
    [
        (timedelta(hours=-3), "over", "已逾期 3 小时"),
        (timedelta(hours=5), "soon", "剩 5 小时"),
        (timedelta(days=4), "far", "剩 4 天"),
    ],
)
def test_a_deadline_says_how_near_it_is(left: timedelta, state: str, text: str) -> None:
    shown = words.due(NOON + left, NOON)
    assert f'class="due {state}">{text}<' in shown
    assert "<time" in shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "未给出把握，请核对"),
        (0.8, "把握较大"),
        (0.79, "把握一般，请核对"),
        (0.59, "把握较小，请仔细核对"),
        (0.0, "把握较小，请仔细核对"),
    ],
)
def test_confidence_in_words(value: float | None, text: str) -> None:
    assert words.confidence_words(value) == text


def test_amounts() -> None:
    assert (words.seconds_words(95), words.seconds_words(4), words.seconds_words(None)) == (
        "1 分 35 秒",
        "4 秒",
        "–",
    )
    assert (words.percent(0.934), words.percent(0.5, 1), words.percent(None)) == ("93%", "50.0%", "–")


def test_bilingual_picks_and_falls_back() -> None:
    assert words.bilingual({"zh": "区", "en": "District"}) == "区"
    assert words.bilingual("plain") == "plain"
    assert words.bilingual({"other": 1}) == {"other": 1}
    with translation.override("en"):
        assert words.bilingual({"zh": "区", "en": "District"}) == "District"
        assert words.bilingual({"zh": "区", "en": ""}) == "区"


def test_a_problem_speaks_the_pages_language() -> None:
    problem = NotFound(what="办件")
    assert words.problem_text(problem) == words.problem_text(problem.as_dict()) == problem.text("zh-hans")
    with translation.override("en"):
        assert words.problem_text(problem) == problem.text("en")
