"""Is right wording in all its variety left in peace?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bangban.skills.documents.recognise import recognise
from tests.unit.skills.documents.judged import judged
from tests.unit.skills.documents.paper import LETTER, MINUTES, NOTICE, ORDER, REPLY, REQUEST, paper
from tests.unit.skills.documents.test_elements import ANNOUNCEMENT, REPORT

Swap = tuple[str, str]


def variants() -> Iterator[tuple[str, tuple[Swap, ...]]]:
    """(a correct document, what is said in it instead)."""
    # numbers
    for n in [
        "云政办发〔2025〕3号",
        "云府办函〔2025〕108号",
        "云教基〔2025〕1号",
        "临发改价格〔2025〕26号",
        "云府字〔2025〕12号",
        "云委办发电〔2025〕5号",
        "云市监规〔2025〕1号",
    ]:
        yield NOTICE, (("云府〔2025〕12号", n),)
    # addressees
    for a in [
        "各区县人民政府，市政府各委、办、局，各直属机构：",
        "区财政局、区教育局、区民政局：",
        "各街道党工委、办事处，区委各部委办局，区级各人民团体：",
        "区级各部门：",
        "春风街道办事处：",
        "云山集团有限公司：",
        "各有关单位：",
        "各设区市、县（市、区）人民政府，省政府直属各单位：",
        "市政府各部门，驻云山各单位：",
        "机关各科室，局属各单位：",
        "区属各中小学校、幼儿园：",
    ]:
        yield NOTICE, (("各街道办事处，区政府各部门，各直属机构：", a),)
    # titles of notices
    for t in [
        "云山区人民政府关于印发《云山区公共数据管理办法》的通知",
        "云山区人民政府转发省人民政府关于加强安全生产工作的通知",
        "云山区人民政府关于印发云山区“十四五”数字政府建设规划的通知",
        "云山区人民政府关于2025年“五一”放假安排的通知",
        "云山区人民政府关于调整区安全生产委员会组成人员的通知",
        "云山区人民政府关于召开全区安全生产工作会议的通知",
        "云山区人民政府关于做好防汛、防台风工作的紧急通知",
        "云山区人民政府关于开展春季爱国卫生运动的补充通知",
        "云山区人民政府关于王某某等同志职务任免的通知",
        "云山区人民政府批转区教育局关于加强校园安全工作意见的通知",
        "云山区人民政府关于废止《云山区停车管理办法》的通知",
    ]:
        yield (
            NOTICE,
            (
                (
                    "title | 云山区人民政府关于进一步做好\ntitle | 公共数据资源登记管理工作的通知",
                    "title | " + t,
                ),
            ),
        )
    # notice leads & closings
    for lead in ["现就有关事项通知如下：", "现将有关事项通知如下。"]:
        yield NOTICE, (("现就有关事项通知如下。", lead),)
    yield (
        NOTICE,
        (
            ("现就有关事项通知如下。", "提出如下要求。"),
            ("发现问题及时整改。\n", "发现问题及时整改。\nbody | 特此通知。\n"),
        ),
    )
    yield NOTICE, (("body | （此件公开发布）\n", ""),)
    yield NOTICE, (("（此件公开发布）", "（此件发至乡镇级）"),)
    yield NOTICE, (("（此件公开发布）", "（公开方式：主动公开）"),)
    yield (
        NOTICE,
        (("small | 抄送：区委各部门，区人大常委会办公室，区政协办公室，区人民法院，区人民检察院。\n", ""),),
    )
    for c in [
        "抄送：区委办公室、区人大常委会办公室、区政协办公室，区纪委监委，区人武部。",
        "抄送：省人民政府办公厅，市委、市人大常委会、市政协办公室，市中级人民法院、市人民检察院，驻云部队。",
        "抄送：区委书记、副书记，区长、副区长。",
    ]:
        yield NOTICE, (("抄送：区委各部门，区人大常委会办公室，区政协办公室，区人民法院，区人民检察院。", c),)
    # joint
    yield (
        NOTICE,
        (
            ("mark | 云山区人民政府文件", "mark | 云山区财政局\nmark | 云山区教育局\nmark | 文件"),
            ("title | 云山区人民政府关于进一步做好", "title | 云山区财政局　云山区教育局关于做好"),
            ("right | 云山区人民政府\n", "right | 云山区财政局　　云山区教育局\n"),
        ),
    )
    yield (
        NOTICE,
        (
            ("mark | 云山区人民政府文件", "mark | 中共云山区委文件"),
            ("title | 云山区人民政府关于进一步做好", "title | 中共云山区委　云山区人民政府关于做好"),
            ("right | 云山区人民政府\n", "right | 中共云山区委\nright | 云山区人民政府\n"),
        ),
    )
    yield (
        NOTICE,
        (
            ("mark | 云山区人民政府文件", "mark | 云山区人民政府办公室文件"),
            ("title | 云山区人民政府关于进一步做好", "title | 云山区人民政府办公室关于做好"),
            ("right | 云山区人民政府\n", "right | 云山区人民政府办公室\n"),
        ),
    )
    # requests
    for c in [
        "以上请示，请予批准。",
        "当否，请批复。",
        "以上请示妥否，请批示。",
        "特此请示，请予审批。",
        "以上意见如无不妥，请批转各地执行。",
        "可否，请指示。",
        "请予审批为盼。",
        "上述请示当否，请批复。",
    ]:
        yield REQUEST, (("妥否，请批示。", c),)
    for a in ["中共云山区委：", "省发展改革委：", "区委：", "云山区人民政府：", "市教育局："]:
        yield REQUEST, (("区人民政府：", a),)
    for n in [
        "（联系人：王芳，电话：12345678）",
        "（联系人：王芳；联系电话：13800000000）",
        "（联系人：区教育局计财科　王芳，联系电话：0755－12345678）",
        "（联系人及电话：王芳，12345678）",
    ]:
        yield REQUEST, (("（联系人：王芳，联系电话：0755—12345678）", n),)
    for t in [
        "云山区教育局关于新建春风小学的请示",
        "云山区教育局关于申请拨付春风小学改造经费的请示",
        "云山区教育局关于解决教师编制问题的请示",
        "云山区教育局关于调整学区划分和招生计划的请示",
        "云山区教育局关于建立健全校园安全防控机制的请示",
        "云山区教育局关于批准《春风小学改扩建方案》的请示",
    ]:
        yield (
            REQUEST,
            (("title | 云山区教育局关于申请解决春风小学\ntitle | 校舍抗震加固经费的请示", "title | " + t),),
        )
    yield REQUEST, (("签发人：李　明", "签发人：欧阳明华"),)
    yield REQUEST, (("签发人：李　明", "签发人：李　明　王小芳"),)
    # reports
    for c in ["以上报告，请审阅。", "特此报告，请审阅。", "专此报告。", "以上报告，请审议。", "特此报告。"]:
        yield REPORT, (("特此报告。", c),)
    yield REPORT, (("校舍抗震加固情况的报告", "校舍抗震加固工作情况报告"),)
    yield REPORT, (("我局将抓紧完成施工图审查", "我局将按程序报请区政府批准后组织实施，抓紧完成施工图审查"),)
    yield (
        REPORT,
        (("我局将抓紧完成施工图审查", "对群众请求解决的停车问题，我局已协调处理，并抓紧完成施工图审查"),),
    )
    # replies
    for c in ["特此批复。", "此复。"]:
        yield REPLY, (("此复。", c),)
    yield (
        REPLY,
        (
            (
                "你局《关于申请解决春风小学校舍抗震加固经费的请示》（云教〔2025〕27号）收悉。",
                "你局报来的《云山区教育局关于申请解决春风小学校舍抗震加固经费的请示》（云教〔2025〕27号）收悉。",
            ),
        ),
    )
    # letters
    for c in [
        "特此函达。",
        "特此函商，盼复。",
        "请予支持为盼。",
        "特此致函，请予支持。",
        "专此函达，请研复。",
        "特此函复。",
        "请予函复。",
        "此函。",
        "望予支持。",
        "特此函询，请于5月10日前函复。",
    ]:
        yield LETTER, (("特此函商，请予函复。", c),)
    for a in ["云山大学：", "市公安局交通警察支队：", "云山市发展和改革委员会：", "王建国代表："]:
        yield LETTER, (("市公安局交通警察支队云山大队：", a),)
    yield (
        LETTER,
        (
            (
                "title | 云山区教育局关于商请支持校园周边道路\ntitle | 交通秩序整治工作的函",
                "title | 云山区教育局关于对区政协七届三次会议\ntitle | 第25号提案答复的函",
            ),
        ),
    )
    # orders
    yield ORDER, (("center | 第12号", "center | 2025年第12号"),)
    yield ORDER, (("市长　陈　远", "代市长　陈　远"),)
    yield ORDER, (("市长　陈　远", "市　长　　陈　远"),)
    # minutes
    yield MINUTES, (("center | 〔2025〕5号", "center | 第5期"),)
    yield MINUTES, (("center | 〔2025〕5号", "center | （第5号）"),)
    yield MINUTES, (("mark | 云山区人民政府常务会议纪要", "mark | 专题会议纪要"),)
    yield MINUTES, (("line |\nbody", "line |\ntitle | 云山区人民政府第18次常务会议纪要\nbody"),)
    yield (
        MINUTES,
        (
            (
                "列席：区政务服务和数据管理局刘洋，区财政局赵雪",
                "列席：区政务服务和数据管理局刘洋，区财政局赵雪。",
            ),
        ),
    )
    # announcements
    yield ANNOUNCEMENT, (("body | 特此公告。\n", ""),)
    yield ANNOUNCEMENT, (("center | 2025年第5号", "center | 第5号"),)
    yield ANNOUNCEMENT, (("center | 2025年第5号", "center | 云府告〔2025〕5号"),)
    yield (
        ANNOUNCEMENT,
        (
            ("mark | 云山区人民政府公告", "mark | 云山区人民政府"),
            ("center | 2025年第5号\n", "center | 云府告〔2025〕5号\n"),
        ),
    )
    # attachments
    yield (
        NOTICE,
        (
            ("附件：1.公共", "附件：1．公共"),
            ("more | 2.联", "more | 2．联"),
        ),
    )
    yield (
        NOTICE,
        (
            (
                "附件：1.公共数据资源登记台账\nmore | 2.联络员信息表",
                "附件：1.公共数据资源登记\nmore | 台账\nmore | 2.联络员信息表",
            ),
        ),
    )
    yield NOTICE, (("title | 公共数据资源登记台账", "title | 公共数据资源\ntitle | 登记台账"),)
    yield NOTICE, (("page | 附件1", "page | 附件 1"),)
    yield (
        NOTICE,
        (
            ("附件：1.公共数据资源登记台账", "附件：1.公共数据资源登记台账（试行）"),
            ("title | 公共数据资源登记台账", "title | 公共数据资源登记台账（试行）"),
        ),
    )
    # date and place
    yield (
        NOTICE,
        (
            ("right | 2025年3月14日", "right | 2025年12月31日"),
            ("3月14日印发", "12月31日印发"),
        ),
    )
    yield NOTICE, (("3月14日印发", "3月17日印发"),)
    yield (
        NOTICE,
        (
            ("云府〔2025〕12号", "云府〔2024〕99号"),
            ("right | 2025年3月14日", "right | 2025年1月2日"),
        ),
    )
    # opinion, decision, circular
    yield (
        NOTICE,
        (
            ("登记管理工作的通知", "登记管理工作的意见"),
            ("现就有关事项通知如下。", "提出如下意见。"),
        ),
    )
    yield (
        NOTICE,
        (
            ("登记管理工作的通知", "登记管理工作的实施意见"),
            ("现就有关事项通知如下。", "提出以下实施意见。"),
        ),
    )
    yield (
        NOTICE,
        (
            ("登记管理工作的通知", "登记先进单位的决定"),
            ("现就有关事项通知如下。", "作出如下决定。"),
        ),
    )
    yield (
        NOTICE,
        (
            ("登记管理工作的通知", "登记工作情况的通报"),
            ("现就有关事项通知如下。", "现将有关情况通报如下。"),
        ),
    )
    yield (
        NOTICE,
        (
            ("登记管理工作的通知", "登记工作的通告"),
            ("left | 各街道办事处，区政府各部门，各直属机构：\n", ""),
            ("现就有关事项通知如下。", "现就有关事项通告如下："),
            ("发现问题及时整改。\n", "发现问题及时整改。\nbody | 本通告自发布之日起施行。\n"),
        ),
    )


@pytest.mark.parametrize(("base", "swaps"), [pytest.param(*one, id=one[1][0][1][:40]) for one in variants()])
def test_nothing_is_said_of_what_is_right(base: str, swaps: tuple[Swap, ...]) -> None:
    text = base
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    document = paper(text)
    assert [(one.rule, one.found) for one in judged(document)] == [], recognise(document).roles
