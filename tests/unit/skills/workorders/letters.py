"""Which invented letters do the tests of learning use? Of three classes, as many as wanted, never the same twice."""

from __future__ import annotations

import random
from collections.abc import Sequence

PLACES = (
    "望江路",
    "柳浦社区",
    "青石巷",
    "东渡新村",
    "学府花园",
    "湖滨小区",
    "云栖大道",
    "桂花苑",
    "南门桥",
    "三里亭",
)
GREETINGS = ("您好，", "尊敬的领导：", "请问", "各位领导，", "", "你好！")
ASKING = ("请尽快处理。", "望有关部门核实。", "谁来管一管？", "盼回复。", "请给个说法。")
MATTERS: dict[str, Sequence[str]] = {
    "人社": (
        "工地老板拖欠我们三个月工资", "公司不签劳动合同就辞退员工", "退休金这个月没有发放", "社保断缴了怎么补缴", "加班费一直不给",
        "工伤认定迟迟不下来", "厂里克扣高温补贴", "养老保险缴费年限算少了",
    ),
    "教育": (
        "学校暑假组织学生补课收费", "幼儿园招生名额不公开", "老师布置作业太多孩子睡得晚", "小学门口放学时家长堵成一片", "培训班跑路学费不退",
        "中考志愿填报系统打不开", "食堂饭菜质量差学生拉肚子", "转学手续办不下来",
    ),
    "环保": (
        "工厂夜里偷排废气刺鼻难闻", "河水发黑臭味熏人", "搅拌站粉尘大噪音大", "养猪场污水直排鱼塘", "工地夜间施工噪声扰民", "饭店油烟直排居民楼",
        "垃圾焚烧冒黑烟", "小作坊电镀废水渗进井里",
    ),
}  # fmt: skip


def letters(count: int, seed: int = 1) -> tuple[list[str], list[str]]:
    """Return `count` texts and their classes, the same for a seed."""
    chance = random.Random(seed)
    texts, labels = [], []
    for _ in range(count):
        label = chance.choice(list(MATTERS))
        matter, place = chance.choice(MATTERS[label]), chance.choice(PLACES)
        number = chance.randrange(1, 400)
        texts.append(
            f"{chance.choice(GREETINGS)}{place}{number}号附近{matter}，已经{chance.randrange(2, 30)}天了，"
            f"我们{chance.randrange(3, 90)}户都受影响，{chance.choice(ASKING)}"
        )
        labels.append(label)
    return texts, labels
