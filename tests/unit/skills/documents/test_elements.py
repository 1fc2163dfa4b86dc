"""Is every fault in what an element says found once, put right exactly, and is nothing else alarmed?"""

from __future__ import annotations

import pytest

from tests.unit.skills.documents.judged import mended, rules
from tests.unit.skills.documents.paper import LETTER, MINUTES, NOTICE, ORDER, REPLY, REQUEST, changed, paper

REPORT = (
    REQUEST.replace("关于申请解决春风小学", "关于春风小学")
    .replace("校舍抗震加固经费的请示", "校舍抗震加固情况的报告")
    .replace("现将有关情况请示如下", "现将有关情况报告如下")
    .replace("二、请示事项", "二、下一步打算")
    .replace(
        "恳请区政府从2025年教育附加资金中安排860万元用于春风小学校舍抗震加固。",
        "我局将抓紧完成施工图审查，确保2025年8月底前完工。",
    )
    .replace("妥否，请批示。", "特此报告。")
)
ANNOUNCEMENT = """
mark | 云山区人民政府公告
center | 2025年第5号
title | 云山区人民政府关于禁止燃放烟花爆竹的公告
body | 为保障公共安全，根据《中华人民共和国大气污染防治法》，现将有关事项公告如下：
body | 一、春风街道行政区域内禁止燃放烟花爆竹。
body | 二、本公告自2025年2月1日起施行。
body | 特此公告。
right | 云山区人民政府
right | 2025年1月10日
"""
SECRET = "left | 000012\nblack | 机密★1年\nblack | 特急\n" + NOTICE.lstrip()
ALL = {
    "notice": NOTICE, "request": REQUEST, "reply": REPLY, "letter": LETTER, "order": ORDER, "minutes": MINUTES,
    "report": REPORT, "announcement": ANNOUNCEMENT, "secret": SECRET,
}  # fmt: skip


@pytest.mark.parametrize("name", [one for one in ALL if one != "secret"])
def test_a_correct_document_is_silent(name: str) -> None:
    assert rules(paper(ALL[name])) == []


def test_a_classified_document_is_told_where_it_must_not_be() -> None:
    assert rules(paper(SECRET)) == ["classification.here"]


# (document, what stands there, what is written instead, the rule): put right, it reads as before.
MENDED = [
    ("notice", "云府〔2025〕12号", "云府[2025]12号", "number.brackets"),
    ("notice", "云府〔2025〕12号", "云府(2025)12号", "number.brackets"),
    ("notice", "云府〔2025〕12号", "云府【2025】12号", "number.brackets"),
    ("notice", "云府〔2025〕12号", "云府〔2025）12号", "number.brackets"),
    ("notice", "云府〔2025〕12号", "云府2025年12号", "number.brackets"),
    ("notice", "云府〔2025〕12号", "云府〔25〕12号", "number.year"),
    ("notice", "云府〔2025〕12号", "云府〔二〇二五〕12号", "number.year"),
    ("notice", "云府〔2025〕12号", "云府〔2025年〕12号", "number.year"),
    ("notice", "云府〔2025〕12号", "云府〔2025〕第12号", "number.prefix"),
    ("notice", "云府〔2025〕12号", "云府〔2025〕012号", "number.padding"),
    ("notice", "云府〔2025〕12号", "云府〔2025〕12", "number.suffix"),
    ("notice", "云府〔2025〕12号", "云府〔2025〕12期", "number.suffix"),
    ("notice", "云府〔2025〕12号", "云府〔2025〕十二号", "number.arabic"),
    ("notice", "云府〔2025〕12号", "云府 〔2025〕 12号", "number.spaces"),
    ("order", "第12号", "第012号", "number.padding"),
    ("order", "第12号", "12号", "number.order_form"),
    ("order", "第12号", "第12", "number.suffix"),
    ("minutes", "〔2025〕5号", "[2025]5号", "number.brackets"),
    ("secret", "000012", "00012", "serial.form"),
    ("secret", "机密★1年", "机密☆1年", "classification.star"),
    ("secret", "机密★1年", "机密1年", "classification.star"),
    ("secret", "机密★1年", "机密★一年", "classification.numeral"),
    ("secret", "特急", "特急件", "urgency.word"),
    ("request", "签发人：李", "签发人:李", "signer.colon"),
    ("request", "签发人：李", "签发人李", "signer.colon"),
    ("request", "签发人：李", "签发：李", "signer.label"),
    ("request", "加固经费的请示", "加固经费的请示。", "title.end_sign"),
    ("request", "加固经费的请示", "加固经费的的请示", "title.doubled"),
    ("reply", "云山区人民政府关于同意春风小学", "云山区人民政府关 于同意春风小学", "title.gap"),
    ("reply", "云山区人民政府关于同意春风小学", "关于同意春风小学", "title.issuer"),
    ("notice", "资源登记管理工作的通知", "资源登记管理工作通知", "title.of"),
    ("notice", "各直属机构：", "各直属机构:", "addressee.colon"),
    ("notice", "各直属机构：", "各直属机构", "addressee.colon"),
    ("notice", "各直属机构：", "各直属机构；", "addressee.colon"),
    ("notice", "各直属机构：", "各直属机构。", "addressee.colon"),
    ("notice", "各街道办事处，区政府", "各街道办事处,区政府", "addressee.separators"),
    ("notice", "附件：1.公", "附件:1.公", "attachment.colon"),
    ("notice", "附件：1.公", "附件1.公", "attachment.colon"),
    ("request", "附件：春", "附件 春", "attachment.colon"),
    ("notice", "附件：1.公", "附：1.公", "attachment.word"),
    ("notice", "附件：1.公", "附件：1、公", "attachment.number_form"),
    ("notice", "附件：1.公", "附件：一、公", "attachment.number_form"),
    ("notice", "more | 2.联", "more | 3.联", "attachment.sequence"),
    ("notice", "more | 2.联", "more | 联", "attachment.unnumbered"),
    ("request", "附件：春", "附件：1.春", "attachment.single_numbered"),
    ("notice", "附件：1.公共数据资源登记台账", "附件：1.公共数据资源登记台账；", "attachment.end_sign"),
    ("notice", "more | 2.联络员信息表", "more | 2.联络员信息表。", "attachment.end_sign"),
    ("notice", "more | 2.联络员信息表", "more | 2.《联络员信息表》", "attachment.title_marks"),
    ("notice", "page | 附件1", "page | 附件1：", "attachment.mark_form"),
    ("notice", "page | 附件2", "page | 附件二", "attachment.mark_form"),
    ("request", "page | 附件", "page | 附件1", "attachment.mark_single"),
    ("notice", "right | 2025年3月14日", "right | 二〇二五年三月十四日", "date.numerals"),
    ("notice", "right | 2025年3月14日", "right | 二○二五年三月十四日", "date.numerals"),
    ("notice", "right | 2025年3月14日", "right | 2025年03月14日", "date.padding"),
    ("notice", "right | 2025年3月14日", "right | 2025.3.14", "date.form"),
    ("notice", "right | 2025年3月14日", "right | 2025-3-14", "date.form"),
    ("notice", "right | 2025年3月14日", "right | 2025/3/14", "date.form"),
    ("notice", "right | 2025年3月14日", "right | 2025年3月14号", "date.form"),
    ("notice", "right | 2025年3月14日", "right | 25年3月14日", "date.year"),
    ("notice", "right | 2025年3月14日", "right | 2025 年 3 月 14 日", "date.spaces"),
    ("notice", "right | 2025年3月14日", "right | 2025年3月14日。", "date.sign"),
    ("notice", "（此件公开发布）", "此件公开发布", "note.brackets"),
    ("notice", "（此件公开发布）", "【此件公开发布】", "note.brackets"),
    ("notice", "（此件公开发布）", "（此件公开发布", "note.brackets"),
    ("notice", "（此件公开发布）", "（此件公开发布）。", "note.sign"),
    ("notice", "抄送：区委", "抄送:区委", "copy_to.colon"),
    ("notice", "抄送：区委", "抄送 区委", "copy_to.colon"),
    ("notice", "区人民检察院。", "区人民检察院", "copy_to.stop"),
    ("notice", "区人民检察院。", "区人民检察院；", "copy_to.stop"),
    ("notice", "抄送：区委", "抄报：区委", "copy_to.word"),
    ("notice", "办公室，区政协", "办公室,区政协", "copy_to.separators"),
    ("notice", "3月14日印发", "3月14日", "imprint.printed"),
    ("notice", "3月14日印发", "3月14日印", "imprint.printed"),
    ("notice", "2025年3月14日印发", "2025年03月14日印发", "imprint.date"),
    ("notice", "2025年3月14日印发", "二〇二五年三月十四日印发", "imprint.date"),
    ("notice", "3月14日印发", "3月14日印发。", "imprint.sign"),
    ("minutes", "出席：陈", "出席:陈", "attendance.colon"),
    ("minutes", "出席：陈", "出席　陈", "attendance.colon"),
    ("minutes", "出席：陈", "出席人员：陈", "attendance.label"),
    ("request", "妥否，请批示。", "妥否，请批示", "closing.stop"),
    ("reply", "此复。", "此复", "closing.stop"),
    ("request", "加固经费的请示", "加固经费的报告", "title.other_kind"),
    ("notice", "登记管理工作的通知", "登记管理工作的请示", "title.other_kind"),
    ("notice", "登记管理工作的通知", "登记管理工作的通告", "title.other_kind"),
    ("reply", "right | 云山区人民政府", "right | 云山区政府", "signature.issuer"),
    ("reply", "云山区人民政府关于同意", "云山区政府关于同意", "title.issuer_name"),
    ("request", "签发人：李　明", "签发人：李　明、王小芳", "signer.separator"),
    ("notice", "附件：1.公", "附件1：公", "attachment.number_place"),
    ("notice", "附件：1.公", "附件：①公", "attachment.number_form"),
    ("notice", "page | 附件1", "page | 附件：1", "attachment.mark_form"),
    ("notice", "云府〔2025〕12号", "云府〔2O25〕12号", "number.year"),
    ("notice", "云府〔2025〕12号", "云府〔２０２５〕12号", "number.wide"),
    ("notice", "抄送：区委", "主报：区委", "copy_to.word"),
    ("announcement", "特此公告。", "特此通知。", "closing.kind"),
    ("announcement", "特此公告。", "特此通告。", "closing.kind"),
    ("report", "特此报告。", "特此通知。", "closing.kind"),
    ("announcement", "有关事项公告如下", "有关事项通知如下", "closing.opening"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "rule"), MENDED)
def test_found_and_put_right(name: str, right: str, wrong: str, rule: str) -> None:
    document = paper(changed(ALL[name], right, wrong))
    assert [one for one in rules(document) if one != "classification.here"] == [rule]
    right_text = [one.text for one in paper(ALL[name]).paragraphs]
    if rule == "signer.separator":
        right_text = [one.replace("签发人：李　明", "签发人：李　明　王小芳") for one in right_text]
    assert mended(document) == right_text


# Found, and left to a person: what is right cannot be known from the document.
FOUND = [
    ("notice", "云府〔2025〕12号", "〔2025〕12号", "number.code"),
    ("notice", "云府〔2025〕12号", "第12号", "number.code"),
    ("notice", "center | 云府〔2025〕12号\n", "", "number.missing"),
    ("notice", "云府〔2025〕12号", "云府〔2024〕12号", "number.year_of_date"),
    ("notice", "mark | 云山区人民政府文件\n", "", "mark.missing"),
    ("notice", "mark | 云山区人民政府文件", "mark | 云山区教育局基础教育科文件", "mark.internal,mark.issuer"),
    ("letter", "mark | 云山区教育局\n", "mark | 云山区教育局文件\n", "mark.letter"),
    ("request", "　　　　　　　签发人：李　明", "", "signer.missing"),
    ("request", "签发人：李　明", "签发人：", "signer.name"),
    ("request", "签发人：李　明", "签发人：李　明　王小芳　赵立新", "signer.two_a_line"),
    ("notice", "center | 云府〔2025〕12号", "left | 云府〔2025〕12号　　　　签发人：李　明", "signer.not_wanted"),
    ("letter", "right | 云教函〔2025〕31号", "left | 云教函〔2025〕31号　　　　签发人：李　明", "signer.not_wanted"),
    ("secret", "left | 000012\n", "", "serial.missing"),
    ("secret", "机密★1年", "机密", "classification.period"),
    ("secret", "black | 机密★1年\nblack | 特急", "black | 特急\nblack | 机密★1年", "urgency.order"),
    ("secret", "特急", "紧急", "urgency.word"),
    ("request", "加固经费的请示", "加固经费的请示报告", "title.not_a_kind"),
    ("request", "加固经费的请示", "加固经费的申请", "title.not_a_kind"),
    ("notice", "资源登记管理工作的通知", "资源登记管理工作", "title.no_kind"),
    ("notice", "云山区人民政府关于进一步做好\ntitle | 公共数据资源登记管理工作的通知", "云山区人民政府通知", "title.matter"),
    ("notice", "云山区人民政府关于", "云山县人民政府关于", "title.issuer_name"),
    ("notice", "right | 云山区人民政府", "right | 云山区人民政府办公室", "signature.issuer"),
    ("notice", "title | 公共数据资源登记管理工作", "title | 公共数据，资源登记管理工作", "title.signs"),
    ("notice", "进一步做好\ntitle | 公共数据资源登记", "进一步做好公共数据资\ntitle | 源登记", "title.line_break"),
    ("notice", "登记管理工作的通知", "登记管理工作\ntitle | 的通知", "title.line_begin"),
    ("request", "区人民政府：", "区人民政府、市教育局：", "addressee.one"),
    ("report", "区人民政府：", "区委，区人民政府：", "addressee.one_report"),
    ("request", "区人民政府：", "王建国区长：", "addressee.leader"),
    ("request", "区人民政府：", "各街道办事处：", "addressee.downward"),
    ("request", "left | 区人民政府：\n", "", "addressee.missing"),
    ("announcement", "公告\nbody | 为", "公告\nleft | 各街道办事处：\nbody | 为", "addressee.not_wanted"),
    ("notice", "各街道办事处，区政府", "各直属机构，区政府", "addressee.repeated"),
    ("notice", "title | 联络员信息表", "title | 联络员登记表", "attachment.name"),
    ("notice", "page | 附件2\ntitle | 联络员信息表\nbody | 联络员信息表应当载明单位名称、联络员姓名、职务和办公电话。\n", "", "attachment.missing"),
    ("notice", "more | 2.联络员信息表\n", "", "attachment.not_named"),
    ("request", "body | 附件：春风小学教学楼安全性鉴定报告\nbody |\n", "", "attachment.no_note"),
    ("notice", "page | 附件1\n", "page | 附件2\n", "attachment.mark_form|attachment.mark_order|attachment.name|attachment.order"),
    ("reply", "确保2025年8月底前完工", "确保2025年8月底前完工（工程计划详见附件）", "attachment.nowhere"),
    ("notice", "right | 2025年3月14日\n", "", "date.missing"),
    ("notice", "right | 2025年3月14日", "right | 2025年3月", "date.incomplete"),
    ("notice", "right | 云山区人民政府\n", "", "signature.missing"),
    ("notice", "right | 云山区人民政府\nright | 2025年3月14日", "right | 2025年3月14日\nright | 云山区人民政府", "signature.order"),
    ("notice", "right | 云山区人民政府\n", "body | （此页无正文）\nright | 云山区人民政府\n", "signature.filler"),
    ("order", "市长　陈　远", "云山市人民政府", "signature.of_order"),
    ("request", "body | （联系人：王芳，联系电话：0755—12345678）\n", "", "note.contact"),
    ("request", "，联系电话：0755—12345678", "", "note.contact"),
    ("notice", "body | （此件公开发布）\n", "", None),
    ("request", "small | 云山区教育局办公室", "small | 抄送：各街道办事处，区财政局。\nsmall | 云山区教育局办公室", "copy_to.downward"),
    ("reply", "抄送：区发展和改革局", "抄送：区教育局，区发展和改革局", "copy_to.addressed"),
    ("reply", "抄送：区发展和改革局", "抄送：区审计局，区发展和改革局", "copy_to.repeated"),
    ("reply", "4月21日印发", "4月11日印发", "imprint.before_date"),
    ("letter", "抄送：区交通运输局。\n", "抄送：区交通运输局。\nsmall | 云山区教育局办公室　　　2025年8月12日印发\n", "imprint.of_letter"),
    ("reply", "small | 云山区人民政府办公室　　　2025年4月21日印发\n", "", "imprint.missing"),
    ("reply", "　　　2025年4月21日印发", "", "imprint.no_date"),
    ("minutes", "出席：陈　远、林　静、周　平\nbody | 请假：吴　桐", "请假：吴　桐\nbody | 出席：陈　远、林　静、周　平", "attendance.order"),
    ("request", "body | 妥否，请批示。\n", "", "closing.missing"),
    ("reply", "body | 此复。\n", "", "closing.missing"),
    ("letter", "body | 特此函商，请予函复。\n", "", "closing.missing"),
    ("report", "body | 特此报告。\n", "", "closing.missing"),
    ("announcement", "body | 二、本公告自2025年2月1日起施行。\nbody | 特此公告。\n", "", "closing.missing"),
    ("report", "特此报告。", "妥否，请批示。", "closing.report_asks"),
    ("report", "确保2025年8月底前完工。", "恳请区政府安排专项资金50万元予以支持。", "closing.report_asks"),
    ("reply", "此复。", "妥否，请批示。", "closing.asks"),
    ("notice", "发现问题及时整改。\n", "发现问题及时整改。\nbody | 特此通知。\n", "closing.twice"),
    ("minutes", "用于登记平台建设。\n", "用于登记平台建设。\nbody | 特此纪要。\n", "closing.minutes"),
    ("request", "关于申请解决春风小学\ntitle | 校舍抗震加固经费的请示", "关于解决春风小学加固经费和增加教师编制的请示", "direction.one_matter"),
    ("request", "用于春风小学校舍抗震加固。\n", "用于春风小学校舍抗震加固。\nbody | 另，我局拟购置公务用车2辆，请一并批准。\n", "direction.one_matter"),
    ("reply", "（云教〔2025〕27号）收悉", "收悉", "direction.reply_number"),
    ("reply", "你局《关于申请解决春风小学校舍抗震加固经费的请示》（云教〔2025〕27号）收悉", "你局云教〔2025〕27号请示收悉", "direction.reply_title"),
    ("request", "妥否，请批示。", "请遵照执行。", "closing.kind"),
    ("request", "有关情况请示如下", "有关情况通知如下", "closing.opening"),
    ("letter", "请贵大队予以支持", "责令你大队予以支持", "direction.commands"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "rule"), FOUND)
def test_found_and_left_to_a_person(name: str, right: str, wrong: str, rule: str | None) -> None:
    got = [one for one in rules(paper(changed(ALL[name], right, wrong))) if one != "classification.here"]
    if rule is None:
        assert got in ([], ["attachment.nowhere"])
    elif "|" in rule:
        assert got
        assert set(got) <= set(rule.split("|"))
    else:
        assert sorted(got) == rule.split(",")
