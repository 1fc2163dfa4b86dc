"""Is a fee table of a PDF, as an office prints it, answered from row by row?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bangban.knowledge import originals, retrieve
from bangban.knowledge.add import add, agency_named
from bangban.knowledge.intake.sources import sources_of
from bangban.knowledge.models import Passage, Source
from tests.support.office import Office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.office,
]
ITEMS = [
    (f"第{number}类证件的工本费，包括制作、邮寄和更正的费用", f"{number * 5}元") for number in range(1, 41)
]
PAGE = """<html><head><meta charset="utf-8"></head><body><h1>云栖市证件收费公示</h1>
<p>现将收费项目和标准公布如下，各单位不得擅自增加收费项目。</p>
<table border="1" style="border-collapse:collapse" width="100%">
<thead><tr><th rowspan="2">序号</th><th rowspan="2">收费项目</th><th colspan="2">收费标准</th></tr>
<tr><th>首次</th><th>补办</th></tr></thead>{rows}</table>
<p>本公示由发展和改革局负责解释。</p>
<table width="100%"><tr><td><b>窗口</b></td><td><b>星期</b></td><td><b>上午</b></td><td><b>下午</b></td></tr>
<tr><td>一号窗口</td><td>周一至周五</td><td>9:00-12:00</td><td>13:30-17:00</td></tr>
<tr><td>二号窗口</td><td>周六</td><td>9:30-12:00</td><td>休息</td></tr></table></body></html>"""


def test_rows_of_a_printed_table_are_found_with_their_headers_and_stand_beside_their_lines(
    tmp_path: Path,
) -> None:
    retrieve.forget()
    rows = "".join(
        f"<tr><td>{number}</td><td>{item}</td><td>免费</td><td>{fee}</td></tr>"
        for number, (item, fee) in enumerate(ITEMS, 1)
    )
    path = tmp_path / "收费.pdf"
    path.write_bytes(Office(tmp_path).printed(PAGE.format(rows=rows).encode()))
    [(_, open_source)] = sources_of(path)
    add(open_source(), agency_named("city", "operator:test"), "fees", by="operator:test")
    source = Source.objects.get(shelf_id="fees")
    assert source.title == "云栖市证件收费公示"
    said = list(Passage.objects.filter(source=source, kind="table").order_by("position"))
    assert [one.text for one in said] == [
        *(
            f"序号：{number}；收费项目：{item}；收费标准 首次：免费；收费标准 补办：{fee}"
            for number, (item, fee) in enumerate(ITEMS, 1)
        ),
        "窗口：一号窗口；星期：周一至周五；上午：9:00-12:00；下午：13:30-17:00",
        "窗口：二号窗口；星期：周六；上午：9:30-12:00；下午：休息",
    ]
    assert said[0].page == 1
    assert (said[-1].page or 0) > 1
    hit = retrieve.search("第37类证件补办多少钱", scope="fees")[0]
    assert "补办：185元" in hit.text
    kept = originals.newest(source)
    assert kept is not None
    beside = {row.passage.pk: row.lines for row in originals.beside(kept, said) if row.passage}
    assert [text for text, _ in beside[said[36].pk]] == [
        f"37\u3000{ITEMS[36][0]}\u3000免费\u3000{ITEMS[36][1]}"
    ]
