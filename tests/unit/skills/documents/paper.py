"""What does a document look like, written down in a test? One line a paragraph, with its look before a bar."""

from __future__ import annotations

from bangban.skills.documents.model import Border, Document, DrawnLine, Paragraph, Run, Section

LOOKS: dict[str, dict[str, object]] = {
    "mark": {"size": 36.0, "font": "方正小标宋简体", "color": "FF0000", "align": "center"},
    "title": {"size": 22.0, "font": "方正小标宋简体", "align": "center"},
    "center": {"align": "center"},
    "left": {"align": "left"},
    "black": {"font": "黑体", "align": "left"},
    "body": {"first_line_chars": 2.0},
    "h1": {"first_line_chars": 2.0, "font": "黑体"},
    "h2": {"first_line_chars": 2.0, "font": "楷体_GB2312"},
    "right": {"align": "right", "right_chars": 4.0},
    "small": {"size": 14.0, "left_chars": 1.0, "ruled": True},
    "page": {"font": "黑体", "align": "left", "page_break_before": True},
    "more": {"first_line_chars": 5.0},
    "line": {"ruled": True, "align": "center"},
    "double": {"double": True},
}
NOTICE = """
mark | 云山区人民政府文件
center | 云府〔2025〕12号
line |
title | 云山区人民政府关于进一步做好
title | 公共数据资源登记管理工作的通知
left | 各街道办事处，区政府各部门，各直属机构：
body | 为规范全区公共数据资源登记管理工作，结合我区实际，现就有关事项通知如下。
h1 | 一、总体要求
body | 坚持统筹规划、依法合规、安全有序的原则，健全公共数据资源登记制度，压实各单位主体责任。
h1 | 二、主要任务
h2 | （一）建立登记台账
body | 各单位要全面梳理本单位履职过程中产生和获取的公共数据资源，于2025年4月30日前完成台账填报。
body | 1.明确登记范围。凡使用财政资金建设的信息系统所产生的数据，均应纳入登记范围。
body | （1）材料齐全且符合要求的，予以受理并出具受理通知书。
h2 | （二）加强质量管理
body | 各单位应当建立数据质量核查机制，每季度至少开展1次自查，发现问题及时整改。
body |
body | 附件：1.公共数据资源登记台账
more | 2.联络员信息表
body |
right | 云山区人民政府
right | 2025年3月14日
body | （此件公开发布）
page | 附件1
title | 公共数据资源登记台账
body | 登记台账应当载明数据资源名称、来源系统和联系方式，由各单位按季度更新。
page | 附件2
title | 联络员信息表
body | 联络员信息表应当载明单位名称、联络员姓名、职务和办公电话。
small | 抄送：区委各部门，区人大常委会办公室，区政协办公室，区人民法院，区人民检察院。
small | 云山区人民政府办公室　　2025年3月14日印发
"""
REQUEST = """
black | 特急
mark | 云山区教育局文件
left | 云教〔2025〕27号　　　　　　　签发人：李　明
line |
title | 云山区教育局关于申请解决春风小学
title | 校舍抗震加固经费的请示
left | 区人民政府：
body | 春风小学教学楼建成于1998年，需要实施抗震加固。现将有关情况请示如下：
h1 | 一、基本情况
body | 春风小学现有教学班24个、在校学生1080人，教学楼建筑面积5600平方米。
h1 | 二、请示事项
body | 恳请区政府从2025年教育附加资金中安排860万元用于春风小学校舍抗震加固。
body | 妥否，请批示。
body |
body | 附件：春风小学教学楼安全性鉴定报告
body |
right | 云山区教育局
right | 2025年4月8日
body | （联系人：王芳，联系电话：0755—12345678）
page | 附件
title | 春风小学教学楼安全性鉴定报告
body | 鉴定结论：教学楼安全性等级为C级，局部构件承载力不满足要求，应当采取加固措施。
small | 云山区教育局办公室　　　2025年4月8日印发
"""
REPLY = """
mark | 云山区人民政府
center | 云府函〔2025〕8号
line |
title | 云山区人民政府关于同意春风小学
title | 校舍抗震加固经费安排的批复
left | 区教育局：
body | 你局《关于申请解决春风小学校舍抗震加固经费的请示》（云教〔2025〕27号）收悉。经研究，现批复如下：
body | 一、同意从2025年教育附加资金中安排860万元，专项用于春风小学校舍抗震加固。
body | 二、你局要严格按照基本建设程序组织实施，加强质量安全监管，确保2025年8月底前完工。
body | 此复。
body |
right | 云山区人民政府
right | 2025年4月21日
small | 抄送：区发展和改革局，区财政局，区审计局。
small | 云山区人民政府办公室　　　2025年4月21日印发
"""
LETTER = """
mark | 云山区教育局
double |
right | 云教函〔2025〕31号
title | 云山区教育局关于商请支持校园周边道路
title | 交通秩序整治工作的函
left | 市公安局交通警察支队云山大队：
body | 为保障师生出行安全，我局拟于2025年9月在春风小学周边开展交通秩序整治，请贵大队予以支持。
body | 特此函商，请予函复。
body |
right | 云山区教育局
right | 2025年8月12日
body | （联系人：王芳，联系电话：0755—12345678）
small | 抄送：区交通运输局。
"""
ORDER = """
mark | 云山市人民政府令
center | 第12号
body | 《云山市公共数据管理办法》已经2025年3月10日市人民政府第20次常务会议通过，现予公布，自2025年5月1日起施行。
right | 市长　陈　远
right | 2025年3月14日
title | 云山市公共数据管理办法
center | 第一章　总　则
body | 第一条　为了规范公共数据管理，根据有关法律法规，结合本市实际，制定本办法。
body | 第二条　本市行政区域内公共数据的收集、使用和管理，适用本办法。
"""
MINUTES = """
mark | 云山区人民政府常务会议纪要
center | 〔2025〕5号
line |
body | 2025年3月12日，区长陈远主持召开区人民政府第18次常务会议，研究公共数据登记管理工作。现纪要如下：
body | 一、会议听取了区政务服务和数据管理局关于公共数据资源登记管理工作情况的汇报。
body | 二、会议议定，由区财政局安排专项经费120万元，用于登记平台建设。
body | 出席：陈　远、林　静、周　平
body | 请假：吴　桐
body | 列席：区政务服务和数据管理局刘洋，区财政局赵雪
small | 分送：区委办公室，区人大常委会办公室，区政协办公室。
small | 云山区人民政府办公室　　　2025年3月14日印发
"""


def line(index: int, text: str, look: str = "body", **changes: object) -> Paragraph:
    """One paragraph with a named look; `changes` alter it."""
    looks: dict[str, object] = {"size": 16.0, "font": "仿宋_GB2312", "color": ""} | LOOKS[look] | changes
    ruled, double = looks.pop("ruled", False), looks.pop("double", False)
    run = {name: looks.pop(name) for name in ("size", "font", "color", "bold") if name in looks}
    paragraph = Paragraph(index, text, **looks)  # type: ignore[arg-type]
    if text:
        paragraph.runs.append(Run(0, len(text), text, **run))  # type: ignore[arg-type]
    if ruled:
        paragraph.borders.append(Border("top", "single", 1.0, "000000"))
    if double:
        paragraph.lines.append(DrawnLine("FF0000", 2.0, 480.0, "thick_thin"))
    return paragraph


def paper(text: str, *, only: str = "") -> Document:
    """A document from lines "look | text". With `only`, everything has that one look."""
    rows = [row.partition(" |") for row in text.strip("\n").split("\n")]
    paragraphs = [
        line(index, words.removeprefix(" "), only or look.strip() or "body")
        for index, (look, _, words) in enumerate(rows)
    ]
    return Document("docx", paragraphs, [Section(210, 297, 37, 35, 28, 26)])


def changed(text: str, old: str, new: str) -> str:
    """The same document with one thing in it different; the test is wrong when it is not there once."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)
