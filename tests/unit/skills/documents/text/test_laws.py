"""Is a law known by its name, near it, and to its last day?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bangban.skills.documents import laws


def test_names_long_and_short() -> None:
    table = laws.shipped()
    law = table.find("中华人民共和国数据安全法")
    assert law is not None
    assert table.find("数据安全法") == law
    assert law.since == date(2021, 9, 1)
    assert table.find("数据安全管理法") is None
    assert table.near("数据安全管理法") == "数据安全法"
    assert table.near("云山区数据条例") is None


def test_a_repealed_law_knows_its_last_day() -> None:
    law = laws.shipped().find("合同法")
    assert law is not None
    assert (law.until, law.replaced_by) == (date(2021, 1, 1), "中华人民共和国民法典")


def test_an_own_table_goes_over_the_shipped_one(tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("# name\tkind\n《云山市数据条例》\tlocal\t2024-01-01\t\t\t50\n", "utf-8")
    table = laws.with_tables([file])
    law = table.find("云山市数据条例")
    assert law is not None
    assert law.articles == 50
    assert table.find("数据安全法") is not None
    assert laws.read_table(laws.as_tsv({law.name: law})) == [law]


@pytest.mark.parametrize("row", ["\tlaw", "云山市数据条例\tlocal\t昨天", "云山市数据条例\tlocal\t\t\t\t很多"])
def test_a_row_that_cannot_be_read(tmp_path: Path, row: str) -> None:
    file = tmp_path / "own.tsv"
    file.write_text(f"# name\n{row}\n", "utf-8")
    with pytest.raises(laws.BadTable) as caught:
        laws.with_tables([file])
    assert caught.value.details["line"] == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(laws.BadTable):
        laws.with_tables([tmp_path / "none.tsv"])
