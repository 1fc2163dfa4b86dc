"""What is a question besides a question about a source? A cry for help, a wish for an opinion, a look into one's own file."""

from __future__ import annotations

import re

from bangban.skills.answers import across
from bangban.skills.answers import text as t
from bangban.skills.handover.dialogue import at_risk
from bangban.skills.handover.settling import wants_nobody

# First person and present: talk of prevention, of others or of the past is none. "12356" is answered by people.
_CRISIS = re.compile(
    r"(?:我|俺)[^。？！?!]{0,12}?(?:不想活|想(?:要)?自杀|活不下去|想死|想跳(?:楼|河|江)|要跳(?:楼|河|江)|割腕|了结(?:自己|生命)|结束(?:自己的)?生命|想一了百了)"
    r"|^(?:不想活了|活不下去了|想自杀|想死|活着没意思|不如死了)"
    r"|(?:安眠药|农药)[^。？！?!]{0,6}(?:吃了|喝了|喝下|已经吃)|(?:喝了|吃了)(?:一整?瓶)?(?:农药|安眠药)"
    r"|\bi (?:want to|am going to|will) (?:die|kill myself)|\bsuicidal\b|\bend my life\b"
)
_NOT_CRISIS = re.compile(r"急死|笑死|热死|累死|烦死|饿死|防治|预防|统计|新闻|电影|小说")
_PERSON = re.compile(
    r"转(?:接)?人工|人工(?:客服|服务|坐席)|找(?:个)?(?:真人|人工|活人)|真人|(?:我要|想|帮我)(?:跟|和|找)(?:工作人员|客服|人)(?:说|谈|聊|讲)?|接线员"
    r"|\b(?:talk|speak) to (?:a |an )?(?:person|human|agent|someone)\b|\bhuman agent\b"
)
_OWN = re.compile(
    r"(?:帮我|替我)?查(?:一下|下|询)?我(?:自己)?的?[^。？！?!]{0,10}(?:余额|进度|状态|记录|结果|档案|缴费|欠费)"
    r"|我的[^。？！?!]{0,10}(?:余额|办到哪|审核到哪|审批到哪|批了没|批下来没|批了吗|进度|到账了没|到账了吗|有没有通过|通过了没)"
    r"|我(?:上次|之前|已经)?(?:申请|提交|交)的[^。？！?!]{0,12}(?:怎么样了|批了没|进度|到哪(?:一步)?了|好了没|通过了没)"
    # What stands in a record: how much there is, how far it is. "多久能批下来" is asked of the rule.
    r"|我(?:的|家|们|爸|妈|爷爷|奶奶|孩子|儿子|女儿|老公|老婆)?(?:的)?[^。？！?!，,]{0,8}(?:余额|公积金|社保|医保|养老金|退休金|补贴|津贴|违章|罚款)[^。？！?!，,]{0,4}(?:还有多少|还剩多少|剩多少|有多少|是多少|交了几年|交了多少|缴了多少|到账了?[没吗]|发了[没吗])"
    r"|我[^。？！?!]{0,16}(?:办好|办完|批下来|审下来|审核过|审批过|通过|到账|寄出|发下来)了?(?:没有?|吗|么)"
    r"|我[^。？！?!]{0,16}(?:办得|办理得|处理得|审得|进展)(?:怎么样|如何|咋样)|我(?:家|的)?[^。？！?!]{0,8}分到(?:哪|什么)"
    r"|我(?:还)?欠了?多少"
    r"|\bmy (?:balance|application status|case status)\b|\bhow much (?:do i owe|is in my)\b"
)
_OPINION = re.compile(
    r"你(?:觉得|认为|怎么看|怎么评价|支持|喜欢|讨厌)|(?:市长|书记|区长|局长|领导|总统|主席|政府|哪个(?:党|政党))[^。？！?!]{0,10}(?:好不好|怎么样|行不行|称职|腐败|做得|该下台)"
    r"|(?:应该|该)?支持(?:哪个|哪位|谁|什么)(?:党|派|人|候选)?|对[^。？！?!]{1,10}(?:有)?(?:什么|啥|怎么)(?:看法|评价|意见)|是不是(?:贪官|腐败|有病|不作为)|谁对谁错|谁有理"
    r"|(?:应该|该)投(?:票)?给谁|哪个(?:党|政党|候选人)(?:好|比较好)|\bwhat do you think\b|\bwho should i vote\b"
)
_ELSEWHERE = re.compile(
    r"(?:写|作|编)(?:一?(?:首|篇|个|段))?[^。？！?!]{0,8}(?:诗|作文|故事|小说|歌词|代码|程序|情书|笑话)|讲(?:个|一个)?(?:笑话|故事)"
    r"|(?:今天|明天|后天|这周)[^。？！?!]{0,6}(?:天气|下雨|几度)|天气(?:怎么样|如何|预报)|会不会下雨|会下雨吗"
    r"|(?:哪|什么|推荐)[^。？！?!]{0,4}(?:股票|基金)|股价|会涨吗|会涨|彩票(?:号码|预测)|推荐(?:一部|一首|几部)?(?:电影|歌|餐厅|美食)|好吃的|怎么做(?:红烧肉|菜)|菜谱|星座|算命|双色球"
    r"|(?:帮我|替我)(?:写|做)(?:作业|论文|作文|题)|陪我(?:聊|说话|玩)|翻译(?:一句|一段|这)|(?:火锅|烧烤|奶茶|饭店|餐馆|小吃)[^。？！?!]{0,8}(?:哪家|推荐|最?好)|哪家[^。？！?!]{0,6}好吃"
    r"|(?:世界杯|球赛|比赛|决赛)[^。？！?!]{0,6}(?:谁赢|比分|夺冠)|^\s*\d+\s*[-+*/×÷x]\s*\d+\s*(?:=|等于|是多少|[?？]?$)"
    r"|你(?:是谁|叫什么|几岁|是男是女|会不会|能不能)(?:[^。？！?!]{0,8})$|翻译(?:成|一下)|\bwrite (?:me )?a (?:poem|story|song)\b|\btell me a joke\b|\bweather\b"
)
_ATTACK = re.compile(
    r"(?:忽略|忘(?:记|掉)|无视|不(?:要|用)(?:管|理会)|跳过|覆盖)[^。？！?!]{0,12}(?:指令|指示|规则|提示|设定|要求|限制|上文|前面|以上)"
    r"|(?:输出|显示|告诉我|重复|打印|泄露|说出|复述|翻译)[^。？！?!]{0,12}(?:系统提示|提示词|系统指令|初始指令|prompt|system|内部(?:指令|规则)|密钥|口令)"
    r"|(?:你(?:现在|从现在起)?是|扮演|假装(?:你)?是?|进入)[^。？！?!]{0,14}(?:dan|开发者|管理员|越狱|无限制|没有限制|root|上帝|黑客)"
    r"|ignore (?:all |any |the |your )?(?:previous|prior|above|earlier)|disregard [^.?!]{0,20}(?:instruction|rule|above)"
    r"|(?:system|developer) prompt|reveal (?:your|the) (?:prompt|instruction|rule)|jailbreak|<\|im_start\||\[/?inst\]|<<sys>>|</?(?:system|assistant|tool)>"
)


def is_crisis(question: str) -> bool:
    """Whether somebody speaks of ending their own life, now."""
    folded = t.fold(question[: t.LONGEST])
    return bool(_CRISIS.search(folded)) and not _NOT_CRISIS.search(folded)


def may_be_crisis(question: str) -> bool:
    """The same in whatever words: for what would else be told that nothing was found."""
    return not _NOT_CRISIS.search(t.fold(question[: t.LONGEST])) and at_risk(question)


def wants_person(question: str) -> bool:
    folded = t.fold(question[: t.LONGEST])
    return bool(_PERSON.search(folded)) and not wants_nobody(folded)


def outside(question: str) -> str:
    """ "out_of_scope", "opinion_refused" or "personal_data_needed" when it is that, and "" when sources may answer."""
    folded = t.fold(question[: t.LONGEST])
    if _ATTACK.search(folded) or _ELSEWHERE.search(folded):
        return "out_of_scope"
    if _OPINION.search(folded):
        return "opinion_refused"
    return "personal_data_needed" if _OWN.search(folded) else ""


def is_attack(question: str) -> bool:
    """Whether a text tries to instruct the machine instead of asking it something."""
    return bool(_ATTACK.search(t.fold(question[: t.LONGEST])))


def stands_apart(question: str) -> bool:
    """Whether it is no question about a source at all, whatever was spoken of before."""
    return (
        is_crisis(question) or wants_person(question) or bool(courtesy(question)) or bool(outside(question))
    )


_GREETS = re.compile(
    r"^(?:你好|您好|hello|hi|hey|good (?:morning|afternoon|evening)|在吗|有人吗|喂|嗨|哈[喽啰])[啊呀吗呢,，.。!！?？~ ]*$"
)
_THANKS = re.compile(
    r"^(?:好的?|嗯+|哦+|行|ok(?:ay)?|没了|没有了|没事了?|知道了|明白了?|算了|不用了|[,，.。!！~ ])*"
    r"(?:谢谢|多谢|感谢|谢了|辛苦了|再见|拜拜|没了|没事了|知道了|明白了|算了|不用了|thanks|thank you|thx|bye|goodbye)"
    r"(?:你|您|啊|了|so much|very much|再见|拜拜|谢谢|[,，.。!！~ ])*$"
)


def courtesy(question: str) -> str:
    """ "greeting" or "thanks" when it is that and no question."""
    folded = t.fold(question[:60]).strip()
    if len(question) > 40:
        return ""
    return "greeting" if _GREETS.search(folded) else "thanks" if _THANKS.search(folded) else ""


def is_vague(question: str) -> bool:
    """Whether it does not say what it is about: "怎么办理？", "多少钱"."""
    return not subject(question)


def subject(question: str) -> list[str]:
    """The words that say what it is about."""
    folded = t.fold(question[: t.LONGEST])
    if t.is_english(folded):
        return [word for word in across.glossed(folded).split() if word not in _ASKS and not word.isdigit()]
    return [word for word in t.content_words(folded) if word not in NO_MATTER and not word.isdigit()]


# What the gloss of an English question asks of any matter.
_ASKS = frozenset(
    [
        "多少钱",
        "费用",
        "标准",
        "多少",
        "多久",
        "时间",
        "怎么",
        "什么时候",
        "开放时间",
        "办公时间",
        "哪里",
        "地点",
        "地址",
        "材料",
        "证件",
        "条件",
        "资格",
        "电话",
        "网站",
        "网上",
        "申请表",
        "申请",
        "登记",
        "报名",
        "缴纳",
        "缴费",
        "领取",
        "查询",
        "休息日",
        "例假",
        "夜间",
        "到期",
        "过期",
        "hello",
        "hi",
        "monday",
        "mondays",
        "tuesday",
        "sunday",
        "saturday",
    ]
)
NO_MATTER = frozenset(
    [
        "多少钱",
        "钱",
        "费用",
        "时间",
        "地点",
        "材料",
        "条件",
        "流程",
        "手续",
        "资格",
        "电话",
        "地址",
        "多久",
        "带",
        "准备",
        "弄",
        "搞",
        "政策",
        "补贴",
        "补助",
        "规定",
        "问题",
        "咨询",
        "查询",
        "查",
        "事情",
        "事",
        "东西",
        "资料",
        "文件",
        "业务",
        "服务",
        "怎么办",
        "规定",
        "帮忙",
        "帮",
        "看看",
        "什么样",
        "多长时间",
        "几天",
        "几号",
        "哪天",
        "何时",
        "标准",
        "办",
        "办完",
        "花钱",
        "要钱",
        "收钱",
        "领钱",
        "报名",
        "罚",
        "急用",
        "加急",
        "工本费",
        "来着",
        "几点",
        "开门",
        "关门",
        "周末",
        "周一",
        "星期一",
        "本人",
        "代办",
        "哪儿",
        "下来",
        "拿到",
        "说",
        "说说",
        "我想",
        "我要",
        "办个",
        "办事",
        "帮帮我",
        "证",
        "讲",
        "介绍",
        "是不是",
        "行",
        "好",
    ]
)
