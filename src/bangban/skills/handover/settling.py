"""Is the resident content, calmer, or taking a wish back, so that nobody need be called?"""

from __future__ import annotations

import re
from functools import cache

from bangban.skills.handover.rules import read_yaml

LONGEST = 40
"""Characters of a turn that only settles a matter; a longer one brings something up."""
BACK = re.compile(
    r"^(?:哦|噢|啊|那|嗯|哎|唉|好|行|诶|欸|，)*(?:算了|不用了|不用转|不需要了?|不必了|不转了|先不(?:用|转)|不麻烦|没事了?|我自己|取消|撤回|never ?mind|no need|forget it)"
    r"|(?:哦|噢|诶|欸|等等|等一下|等下)[^？]{0,20}[，。！](?:那|就|先)*(?:不用了|不用转了?|不需要了|算了|不必了|不麻烦了?)(?:吧|啦|哈|，?谢谢)?[。！]*$"
)


NO_LONGER = re.compile(
    r"(?:人工|真人|客服|专员|转接)[^，。？]{0,6}(?:不用|不需要|不必|取消|先不|先别|算了)|(?:不用|不需要|不必|取消|先不|先别|别)[^，。？]{0,3}(?:转|找|接|叫)?(?:人工|真人|客服|专员|转接)|^我?(?:先)?不(?:用)?(?:转|找人|找客服)了"
)
"""A wish for a person that is dropped in so many words, wherever it stands in the turn."""
ABOUT_IT = re.compile(
    r"(?:人工|客服|坐席|热线|专员|接线员)[^。？]{0,8}(?:收费|要钱|费用|几点|上班|下班|周末|时间|多久|电话是?多少|号码|区别|记一下|存一下|备用|以后)|(?:speaking|speaks?) officer|what are .{0,20}(?:hours|phone)"
)
"""What is asked about the people at the desk, without wanting one."""
WANTS_ONE = re.compile(
    r"给我|帮我|转我|我要|我想(?:找|要|跟|和)|找个|来个|换个?人|叫人|马上|赶紧|让.{0,6}(?:来|接|回|打)|(?:回|打)(?:个)?电话|please|want|need|let me|give me|connect|transfer"
)

ASKED_AFTER_ALL = re.compile(r"还是(?:给我|帮我|得|要|想|请)?(?:转|找|接|叫|换|来)|(?:给我|帮我)转(?!账)")


@cache
def _patterns(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in read_yaml("failed_answers")[name]))


def settles(text: str) -> bool:
    """Whether a plain turn says that it is well: "好的", "明白了，谢谢", "找到了"."""
    if len(text) > LONGEST or "？" in text:
        return False
    return bool(_patterns("satisfied").search(text)) and not _patterns("not_satisfied").search(text)


PLAIN = re.compile(
    r"(?:吗|么|呢|多久(?:才)?能?[^，。？]{0,4}|是不是[^，。？]{2,12}了?|多少(?:钱|天|次|米|人)?|几(?:天|点|号|楼|次|年)|怎么(?:办理|申请|查|报|弄|写|走|算|考|开|补|交|领)|在哪(?:里|儿)?|哪里|是什么意思|什么时候)？?$|^(?:what|where|when|how|which)\b"
)
SOMEBODY = re.compile(
    r"我|俺|咱|他|她|自己|孩子|小孩|宝宝|娃|儿子|女儿|闺女|老人|老伴|老婆|老公|[爸妈爷奶]|父|母|邻居|有人|人家|救|死|疼|痛|血|晕|哭|怕|你们|凭什么|到底|还(?:没|不|要)|\b(?:i|me|my|he|she|we|you)\b"
)


def only_asks(text: str) -> bool:
    """Whether a plain turn is one short question about a thing, in which nobody needs or suffers anything."""
    return len(text) <= LONGEST and bool(PLAIN.search(text)) and not SOMEBODY.search(text)


def wants_nobody(text: str) -> bool:
    """Whether a plain turn names the people at the desk only to ask about them, or to say that none is needed."""
    if ASKED_AFTER_ALL.search(text):
        return False
    return bool(NO_LONGER.search(text)) or bool(ABOUT_IT.search(text) and not WANTS_ONE.search(text))


OVER = re.compile(
    r"(?<![没未])(?:出来|找到|找着|救出来|救上来|救下来|醒过来|回来|到家|灭|扑灭)了|(?:人|都|孩子|大家)没事|没事了|脱险|得救|虚惊|(?:消防|警察|民警|救护车|医生|120|110)[^，。？没]{0,4}(?:来|到)了|(?:已经?|给|刚)送(?:到|去|进)医院|(?:is|are|he's|she's|we're) (?:safe|fine|ok|okay) now|found (?:him|her|them)|false alarm"
)


def is_over(text: str) -> bool:
    """Whether a plain turn says that help has come, or that the fright is past."""
    return bool(OVER.search(text))


def takes_back(text: str) -> bool:
    """Whether a plain turn drops the matter: "算了，不用了"."""
    return bool(BACK.search(text)) and not ASKED_AFTER_ALL.search(text)
