"""Are messages about one matter at one place one issue, the hottest first, in memory that does not grow?"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bangban.skills.clusters import Clusters, Message

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
ESTATES = (
    "望江里",
    "柳浦雅苑",
    "青石嘉园",
    "东渡新城",
    "学府壹号",
    "湖滨御景",
    "云栖佳苑",
    "桂花公馆",
    "南门华府",
    "三里亭苑",
)
MATTERS = (
    "健身器材损坏无人维修", "开发商捆绑销售车位", "电梯经常故障困人", "自来水发黄有异味", "外墙瓷砖脱落砸车", "公交线路取消出行难",
    "幼儿园没有按规划建成", "地下车库渗水", "业委会选举不公开", "商铺油烟直排", "井盖丢失没人补", "路灯坏了半个月",
)  # fmt: skip


def ordinary(count: int, seed: int = 1) -> list[Message]:
    chance = random.Random(seed)
    made = []
    for at in range(count):
        estate, matter = chance.choice(ESTATES), chance.choice(MATTERS)
        made.append(
            Message(
                id=f"o{at}",
                title=f"{estate}{matter}",
                text=f"我家住{estate}{chance.randrange(1, 40)}栋，{matter}，请处理。",
                at=BEGIN + timedelta(hours=at),
                person=f"p{at}",
            )
        )
    return made


def mixing_plant(count: int) -> list[Message]:
    say = ("噪音让人整夜睡不着", "粉尘大得不敢开窗", "灰尘漫天机器轰鸣", "大车进出昼夜不停")
    return [
        Message(
            id=f"m{at}",
            title=f"丰泽家苑旁边建混凝土搅拌站，{say[at % 4]}",
            text=f"丰泽家苑小区旁边新建的混凝土搅拌站{say[(at + 1) % 4]}，{say[at % 4]}，几千户居民受影响。",
            at=BEGIN + timedelta(days=10, hours=3 * at),
            person=f"q{at}",
        )
        for at in range(count)
    ]


def clustered(messages: list[Message]) -> Clusters:
    clusters = Clusters()
    for message in sorted(messages, key=lambda one: (one.at or BEGIN, one.id)):
        clusters.add(message)
    return clusters


def test_many_people_on_one_matter_are_the_hottest_issue() -> None:
    issue = clustered([*ordinary(120), *mixing_plant(40)]).issues(5)[0]
    assert {f"m{at}" for at in range(40)} <= set(issue.ids)
    assert all(one.startswith("m") for one in issue.ids[:20])
    assert "搅拌站" in issue.name
    assert issue.people >= 40
    assert any("丰泽家苑" in place for place in issue.places)
    assert issue.first == BEGIN + timedelta(days=10)
    assert 1 <= len(issue.samples) <= 3
    assert "搅拌站" in issue.words


def test_one_person_is_one_person_and_likes_are_damped() -> None:
    def heat(**changes: object) -> float:
        said = [
            Message(id=str(at), text="东渡新城地下车库渗水三个月没有人修", person=str(at), at=BEGIN)
            for at in range(5)
        ]
        first = Message(**{**{name: getattr(said[0], name) for name in Message.__slots__}, **changes})
        return clustered([first, *said[1:]]).issues(1)[0].heat

    assert heat(person="1") < heat()
    assert heat() < heat(likes=100) < heat(likes=2000) < heat() + 5
    unknown = clustered([Message(id=str(at), text="东渡新城地下车库渗水") for at in range(4)]).issues(1)[0]
    assert unknown.people == 4


def test_old_heat_cools_when_asked() -> None:
    clusters = clustered([*ordinary(60), *mixing_plant(20)])
    later = BEGIN + timedelta(days=400)
    assert clusters.issues(1, now=later, half_life=30)[0].heat < clusters.issues(1)[0].heat / 100


def test_an_issue_is_there_as_soon_as_it_comes() -> None:
    clusters = clustered(ordinary(100))
    before = {one for issue in clusters.issues(50) for one in issue.ids}
    for message in mixing_plant(20):
        clusters.add(message)
    assert not any(one.startswith("m") for one in before)
    assert any("m3" in issue.ids for issue in clusters.issues(3))
    assert len(clusters) == 120


def test_every_message_is_in_one_issue() -> None:
    messages = [*ordinary(150), *mixing_plant(15)]
    ids = [one for issue in clustered(messages).issues(1000) for one in issue.ids]
    assert sorted(ids) == sorted(message.id for message in messages)


@pytest.mark.parametrize("text", ["", "   ", "😀", "的", "lamp broken", "长" * 100_000, "\x00\ud800"])
def test_any_text_is_taken(text: str) -> None:
    clusters = clustered([*ordinary(20), Message(id="x", text=text, place="湖滨")])
    assert clusters.issues(5)
    assert len(clusters) == 21


def test_nothing_gives_nothing() -> None:
    assert Clusters().issues() == []


def test_memory_is_bounded() -> None:
    clusters = Clusters(groups=50)
    for message in ordinary(600):
        clusters.add(message)
    assert len(clusters._groups) <= 50
    assert clusters.issues(3)
