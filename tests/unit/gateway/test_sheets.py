"""Does the workload's table run nothing in a spreadsheet?"""

from __future__ import annotations

import csv
import io

from bangban.services.gateway.sheets import as_csv


def test_no_cell_is_a_formula_in_any_width() -> None:
    data = as_csv([["=1+1", "＝1+1", "@x", "＋1", "路灯", 7]]).decode("utf-8-sig")
    [row] = csv.reader(io.StringIO(data))
    assert row == ["'=1+1", "'＝1+1", "'@x", "'＋1", "路灯", "7"]
