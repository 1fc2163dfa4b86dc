"""Are the issues that three independent teams found in 4,326 real messages among our hottest, and whole?"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from bangban.cli.workorders_see import when
from bangban.skills.clusters import Clusters, Message

AGREED = ("丽发新城搅拌站噪音", "伊景园捆绑车位", "人才购房补贴", "五矿万境K9房屋质量")
"""Found by all three teams, the last by two: the names the reference gives them."""
SHOWN, FIRST = 20, 20


def measure(messages: Sequence[Mapping[str, str]], votes: Mapping[str, Mapping[str, int]]) -> None:
    """Print for each agreed issue its place among ours, and how much of it is there."""
    clusters = Clusters()
    began = time.perf_counter()
    for row in messages:
        clusters.add(
            Message(
                id=row["留言编号"],
                text=row["留言详情"],
                at=when(row["留言时间"]),
                person=row["留言用户"],
                likes=int(row["点赞数"]),
                dislikes=int(row["反对数"]),
                title=row["留言主题"],
            )
        )
    adding = time.perf_counter() - began
    issues = clusters.issues(SHOWN)
    gathering = time.perf_counter() - began - adding
    print(
        f"hot issues: {len(messages):,} messages, {len(messages) / adding:.0f}/s, gathered in {gathering:.1f} s"
    )
    for name in AGREED:
        agreed = {identity for identity, count in votes[name].items() if count >= 2}
        place = max(range(len(issues)), key=lambda at: len(agreed & set(issues[at].ids)))
        ours = issues[place]
        voted = sum(identity in votes[name] for identity in ours.ids[:FIRST])
        print(
            f"  {name}: place {place + 1}, {len(agreed & set(ours.ids))} of {len(agreed)} agreed messages,"
            f" {voted} of its first {min(FIRST, len(ours.ids))} with a vote"
        )
