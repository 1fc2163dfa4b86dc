"""From whose sources is a resident answered? From what the employee's agency may read, and from nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bangban.agencies.models import Agency
from bangban.knowledge import add as adding
from bangban.knowledge import retrieve, standing
from bangban.knowledge.intake.draft import Draft, Given
from bangban.knowledge.models import Source

QUESTION = "锅炉房的备用钥匙放在哪里？"


def bring_in(agency: Agency) -> Source:
    draft = Draft(uid="own", kind="faq", question=QUESTION, text="放在值班室第二个抽屉。")
    given = Given("own.csv", "内部", "faq", "sha256:own", iter([draft]))
    taken = adding.add(given, agency, "", by="operator:test")
    retrieve.forget()
    return Source.objects.get(pk=taken.source)


@pytest.mark.parametrize("choice", ["", "own"])
def test_what_an_agency_keeps_to_itself_answers_nobody_elses_residents(
    talk: Any, order: Any, people: Any, choice: str
) -> None:
    source = bring_in(people.bureau)
    release = talk(QUESTION, choice=choice).release
    assert release is not None
    assert "抽屉" not in release.text + release.citations + release.offered
    standing.share(source, True, by="operator:test")
    shown = talk(QUESTION, choice=choice).release
    assert shown is not None
    assert "抽屉" in shown.text


def test_what_the_district_gave_holds_for_its_centre(talk: Any, order: Any, people: Any) -> None:
    bring_in(people.district)
    release = talk(QUESTION).release
    assert release is not None
    assert "抽屉" in release.text
    assert "own" not in {hit.id for hit in retrieve.search(QUESTION, agency="nobody")}
