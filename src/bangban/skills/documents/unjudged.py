"""What could not be judged, or was left aside, in a file's format, and why? One wording for each code."""

from __future__ import annotations

UNJUDGED: dict[str, dict[str, str]] = {
    "text": {
        "zh": "这是录入的文字：只判断文字，不判断版式。",
        "en": "Text was typed in: its words are judged, its layout is not.",
    },
    "macros_not_run": {
        "zh": "文件含有宏。宏没有被执行，也没有被检查；宏可能改动的内容未核对。",
        "en": "The file holds macros. They were neither run nor checked; what they would change is not judged.",
    },
    "imported_part_not_read": {
        "zh": "文件引用了另一格式的嵌入片段（altChunk），其中的文字没有读取。",
        "en": "The file imports a piece in another format (altChunk); its text was not read.",
    },
    "name_differs": {
        "zh": "文件的实际格式与扩展名不符，已按实际内容读取。",
        "en": "The file is not of the format its name says; it was read as what it is.",
    },
    "converted": {
        "zh": "文件由 LibreOffice 转换为 .docx 后读取，个别行距、缩进可能与原程序中的显示略有出入；修改结果将存为 .docx。",
        "en": "The file was read after conversion to .docx by LibreOffice; some pitches and indents may differ slightly from the program it was made in. Corrections are saved as .docx.",
    },
    "fixed_layout": {
        "zh": "PDF、OFD 是版式文件，只有字的位置，没有段落格式：缩进、行距、对齐的设置和页边距无法核对。",
        "en": "PDF and OFD hold the places of characters, not the formats of paragraphs: settings of indents, pitch, alignment and margins cannot be judged.",
    },
    "no_revisions": {
        "zh": "PDF、OFD 不保存修订记录和批注中的正文改动，无法核对。",
        "en": "PDF and OFD keep no tracked changes, so these cannot be judged.",
    },
    "no_fields": {
        "zh": "页眉页脚在版式文件中与正文没有区别，页码按每页最下方的数字识别。",
        "en": "Headers and footers are not marked as such in a fixed layout; page numbers are recognised as the digits at each page's foot.",
    },
    "recognised_from_pictures": {
        "zh": "部分或全部页面是扫描件，文字由本机识别得到，可能有识别错误；字体、字号、颜色没有核对，请对照原件。",
        "en": "Some or all pages are scans: their text was recognised on this machine and may hold mistakes; typefaces, sizes and colours were not judged. Compare it with the original.",
    },
    "some_pages_scanned": {
        "zh": "部分页面是图片，没有可读取的文字，这些页没有核对。",
        "en": "Some pages are pictures without text that can be read; these pages were not judged.",
    },
    "pages_left_out": {
        "zh": "页数超过上限，超出部分没有读取。",
        "en": "There are more pages than the limit; those beyond it were not read.",
    },
    "font_names_missing": {
        "zh": "部分文字没有写明字体名称，这些文字的字体无法核对。",
        "en": "Some text does not name its typeface, so the typeface of that text cannot be judged.",
    },
}
