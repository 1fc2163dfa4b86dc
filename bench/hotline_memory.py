"""How fast are messages clustered as they come, and does memory grow with them?

Run: `python -m bench.hotline_memory [COUNT]` (400,000 with LONG=1). Invented messages: matters, places and
phrases drawn at random (seed 20261122), a new issue breaking out every 500 messages. Prints messages/s and
the resident memory after the first 40,000 and at the end.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bangban.skills.clusters import Clusters, Message

SEED, FIRST = 20261122, 40_000
NAMES = "望江 柳浦 青石 东渡 学府 湖滨 云栖 桂花 南门 三里 丰泽 长宁 景和 锦绣 碧水 春晓 金桥 银杏 紫荆 白鹭 朝阳 晨光 福泰 安康 瑞景 天悦 龙湾 凤鸣 松涛 竹苑".split()  # noqa: SIM905
KINDS = "小区 家园 花苑 新城 雅苑 路 街 村 社区 广场 学校 医院 市场 工业园 车站".split()  # noqa: SIM905
WHAT = "电梯 路灯 下水道 停车位 自来水 天然气 公交车 垃圾站 幼儿园 物业费 房产证 工资 社保 医保 油烟 噪音 粉尘 井盖 绿化带 外墙 门禁 充电桩 宽带 快递柜 培训班 健身房".split()  # noqa: SIM905
HOW = "坏了没人修 收费不合理 一直没有解决 半夜扰民 漏水严重 开裂脱落 被占用 拖延办理 没有按合同 突然取消 味道刺鼻 堵塞外溢 无证经营 强制购买 没有公示 存在隐患".split()  # noqa: SIM905


def invented(count: int) -> Iterator[Message]:
    chance = random.Random(SEED)
    hot = ("", "", "")
    for at in range(count):
        if at % 500 == 0:
            hot = (
                chance.choice(NAMES) + chance.choice(NAMES) + chance.choice(KINDS),
                chance.choice(WHAT),
                chance.choice(HOW),
            )
        place, what, how = (
            hot
            if chance.random() < 0.1
            else (
                chance.choice(NAMES) + chance.choice(NAMES) + chance.choice(KINDS),
                chance.choice(WHAT),
                chance.choice(HOW),
            )
        )
        yield Message(
            id=str(at),
            title=f"{place}{what}{how}",
            text=f"您好，我住在{place}{chance.randrange(1, 60)}号，{what}{how}，{chance.choice(WHAT)}也{chance.choice(HOW)}，"
            f"打过{chance.randrange(2, 9)}次电话，已经{chance.randrange(2, 90)}天了，请尽快处理。",
            at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=at),
            person=f"p{chance.randrange(count)}",
            likes=int(chance.paretovariate(1.2)) - 1,
        )


def resident() -> float:
    """Resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000 if os.environ.get("LONG") else 60_000
    clusters = Clusters()
    began, worked, first = time.perf_counter(), time.process_time(), 0.0
    for at, message in enumerate(invented(count), 1):
        clusters.add(message)
        if at == FIRST:
            first = resident()
            print(f"clusters: {at:,} messages, {rates(at, began, worked)}, {first:.0f} MB", flush=True)
    last = resident()
    grown = last / first - 1 if first else 0.0
    print(f"clusters: {count:,} messages, {rates(count, began, worked)}, {last:.0f} MB, grown {grown:+.1%}")
    return 0


def rates(count: int, began: float, worked: float) -> str:
    """By the clock, which a busy machine holds up, and by the processor's time."""
    clock, processor = time.perf_counter() - began, time.process_time() - worked
    return f"{count / clock:.0f}/s ({count / processor:.0f}/s of one core)"


if __name__ == "__main__":
    sys.exit(main())
