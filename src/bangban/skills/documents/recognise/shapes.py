"""How are numbers, dates, names of bodies and the other small elements written, rightly or wrongly? As patterns."""

from __future__ import annotations

AGENCY = (
    r"(?:政府|委员会|办公室|办公厅|办公所|局|厅|部|委|院|会|处|中心|公司|集团|学校|大学|中学|小学|学院|医院|街道|办事处|指挥部"
    r"|领导小组|党组|党委|支部|总队|支队|大队|所|站|馆|署|台|社|行|室|科|组|团|法院|检察院|人大|政协|协会|纪委|监委|银行|园区|管委会|镇|乡|村)"
)
POST = r"(?:省长|市长|区长|县长|州长|主席|局长|主任|部长|院长|旗长|盟长|乡长|镇长|厅长|总理|书记|会长|行长|处长|检察长)"
YEAR = r"(?:[\d０-９]{2,4}|[一二三四五六七八九〇○零Ｏ０OoО]{4}|[×xX]{2,4})"
MONTH = r"(?:[\d０-９]{1,2}|[元正一二三四五六七八九十]{1,3}|[×xX]{1,2})"


def _date(gap: str) -> str:
    mark, digits = r"[年.\-－/．]", r"(?:[\d０-９]{1,2}|[一二三四五六七八九十廿卅]{1,4}|[×xX]{1,2})"
    return rf"{YEAR}{gap}{mark}{gap}{MONTH}{gap}(?:[月.\-－/．]{gap}{digits}?)?{gap}[日号]?"


DATE = _date("")
"""A date however written, in a text without blanks."""
DATE_SPACED = _date(r"[\s\u3000]*")
"""The same in a text as it stands."""

OPEN, CLOSE = r"[〔\[（(［【{﹝〈<「]", r"[〕\]）)］】}﹞〉>」]"
COUNT = r"第?(?:[\d０-９]{1,5}|[一二三四五六七八九十百〇]{1,5})"
NUMBER = (
    rf"[\u4e00-\u9fff]{{1,12}}(?:{OPEN}(?:[\d０-９OoО]{{2,4}}|[〇○零一二三四五六七八九]{{4}})年?{CLOSE}(?:字)?{COUNT}(?:[号期]|(?=签)|$)"
    r"|[〔\[（(［【{]?[\d０-９]{2,4}年?[〕\]）)］】}]?[\-—－·]?(?:字)?第?[\d０-９]{1,5}(?:[号期]|(?=签)|$))"
)
ORDER_NUMBER = rf"{OPEN}?(?:{OPEN}?\d{{2,4}}年?{CLOSE}?)?{COUNT}[号期]{CLOSE}?|第[\d０-９]{{1,5}}"
YEAR_NUMBER = rf"{OPEN}[\d０-９]{{2,4}}年?{CLOSE}第?[\d０-９]{{1,4}}[号期]?|[\d０-９]{{4}}[\-—－·][\d０-９]{{1,4}}[号期]"
OPEN_NUMBER = rf"{OPEN}(?:\d{{4}})?年?{CLOSE}第?号"
"""A draft's number, whose code and count are given when the document goes out: 〔2026〕　号."""
CLASSIFIED = r"(?:绝密|机密|秘密|内部|密级[:：]?.{0,3})(?:[★☆*＊·\-—﹡]?(?:[\d一二三四五六七八九十]{1,3}(?:年|个?月|天|日)?|长期|启封前|公布前))?"
URGENT = r"(?:特急|加急|急件|特提|平急|紧急|急|火急|特级|十万火急|普通|一般|快|限时)(?:件|文件|公文)?"
SIGNER = r"签发人?[:：;；]?[\u4e00-\u9fff·、，]{0,20}"
COPY = r"(?:抄送|抄报|分送|发送|报送|印送|主送)(?:单位|机关)?"
COLON = r"[:：;；﹕]"
ATTACHMENT = r"(?:附件|附)"
CHINESE_OR_DIGIT = r"[\d０-９一二三四五六七八九十]"
