"""Can the agency write what only it knows into the transparency record, and is what it did not write named?"""

from __future__ import annotations

import pytest

from bangban.governance import statements
from bangban.governance.atrs import as_text, record_of
from bangban.governance.employees import WrongField
from bangban.governance.models import EmployeeChange
from bangban.governance.refusals import ReasonNeeded
from bangban.ledger.models import LedgerEntry
from tests.support.desk import at_desk
from tests.support.district import District, a_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> District:
    return a_district()


def test_what_is_not_written_is_named_as_missing(people: District) -> None:
    record = record_of(people.employee)
    assert set(statements.STATEMENTS) <= set(record["missing"])
    assert "尚待填写" in as_text(record, "zh-hans")
    assert "- Legal basis" in as_text(record, "en")


def test_what_is_written_is_exported(people: District) -> None:
    said = {
        "legal_basis": {"zh": "《信访工作条例》第二十二条", "en": "Regulations on Petitions, Art. 22"},
        "benefit": {"zh": "来信当天分派"},
        "impact_assessment_date": {"zh": "2026-03-01"},
    }
    assert statements.write(people.employee, people.admin, "年度填报", said, now=people.now) == list(said)
    record = record_of(people.employee)
    assert not set(said) & set(record["missing"])
    english, chinese = as_text(record, "en"), as_text(record, "zh-hans")
    assert "Regulations on Petitions, Art. 22" in english
    assert "来信当天分派" in chinese
    assert "来信当天分派" in english
    assert "2026-03-01" in english
    change = EmployeeChange.objects.filter(field="legal_basis").get()
    assert (change.after, change.reason) == ("《信访工作条例》第二十二条", "年度填报")
    assert (
        LedgerEntry.objects.filter(kind="employee.changed").order_by("-seq")[0].details.count("legal_basis")
        == 1
    )
    assert statements.write(people.employee, people.admin, "again", said) == []
    assert statements.write(people.employee, people.admin, "withdrawn", {"benefit": {"zh": ""}}) == [
        "benefit"
    ]
    assert "benefit" in record_of(people.employee)["missing"]


def test_nothing_else_is_taken(people: District) -> None:
    for wrong in (
        {"colour": {"zh": "x"}},
        {"impact_assessment_date": {"zh": "去年"}},
        {"benefit": {"zh": "长" * 2001}},
    ):
        with pytest.raises(WrongField):
            statements.write(people.employee, people.admin, "x", wrong)
    with pytest.raises(ReasonNeeded):
        statements.write(people.employee, people.admin, " ", {"benefit": {"zh": "x"}})


def test_the_administrator_writes_it_on_the_employees_page(people: District) -> None:
    admin, page = at_desk(people.admin), "/register/employees/0012/record"
    assert "法律依据" in admin.get(page).content.decode()
    assert "/statements" in admin.get(page).content.decode()
    form = admin.get("/register/employees/0012/statements")
    assert 'name="legal_basis_en"' in form.content.decode()
    given = {"legal_basis_zh": "条例第二十二条", "impact_assessment_date_zh": "2026-03-01", "reason": "填报"}
    assert admin.post("/register/employees/0012/statements", given).status_code == 302
    text = admin.get(page).content.decode()
    assert "法律依据" not in text
    assert "影响评估日期" not in text
    assert "此前做法" in text
    wrong = admin.post(
        "/register/employees/0012/statements", {"impact_assessment_date_zh": "去年", "reason": "x"}
    )
    assert wrong.status_code == 400
    assert at_desk(people.guardian).post("/register/employees/0012/statements", given).status_code == 403


def test_the_history_names_them_in_words(people: District) -> None:
    statements.write(people.employee, people.admin, "x", {"legal_basis": {"zh": "条例"}})
    text = at_desk(people.admin).get("/register/employees/0012/history").content.decode()
    assert "法律依据" in text
    assert "legal_basis" not in text
