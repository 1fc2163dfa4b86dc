"""Is a question about somewhere else? "高雄的停车费怎么缴" is not answered from another city's rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bangban.skills.answers import text as t

# Provinces, regions and cities of the first and second order, in simplified characters and without 省 and 市.
_NAMES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|"
    "甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|石家庄|太原|沈阳|大连|长春|哈尔滨|南京|苏州|无锡|常州|南通|徐州|杭州|宁波|"
    "温州|嘉兴|绍兴|金华|合肥|福州|厦门|泉州|南昌|济南|青岛|烟台|潍坊|郑州|洛阳|武汉|宜昌|长沙|广州|深圳|佛山|东莞|珠海|惠州|"
    "中山|南宁|海口|三亚|成都|绵阳|贵阳|昆明|拉萨|西安|兰州|西宁|银川|乌鲁木齐|呼和浩特|"
    "台北|新北|桃园|台中|台南|高雄|基隆|新竹|嘉义|苗栗|彰化|南投|云林|屏东|宜兰|花莲|台东|澎湖|金门|马祖"
)
# Only where the question begins with it: "我户口在新竹，在这里能办吗" is about here.
_ABOUT = re.compile(
    rf"^(?:请问|想问|问|你好|您好|我想问|请教)?(?:一?下)?[，,：:]?(?:在|到|去)?({_NAMES})(?!户|人|来|籍|路|街|大道|银行|卡)"
)


def elsewhere(question: str, hits: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a question begins with a place that none of the passages found speaks of.

    A city's own sources name it somewhere among thirty; they need not in the one that answers.
    """
    found = _ABOUT.match(t.fold(question[:60]).strip())
    if found is None:
        return False
    name = found.group(1)
    return not any(
        name in t.fold(f"{hit.get('question', '')} {hit['text']} {hit.get('source', '')}"[:2000])
        for hit in hits
    )
