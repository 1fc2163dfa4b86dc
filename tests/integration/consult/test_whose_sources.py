"""From whose sources is a resident answered? From what the employee's agency may read, and from nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bangban.agencies.models import Agency
from bangban.governance.handle import ask_host
from bangban.governance.models import Case
from bangban.knowledge import add as adding
from bangban.knowledge import retrieve, standing
from bangban.knowledge.intake.draft import Draft, Given
from bangban.knowledge.models import Source
from bangban.services.consult import asking
from bangban.services.consult.chains import chain_of
from bangban.services.consult.models import Conversation

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


def test_the_executor_asks_again_whose_sources_they_are(
    talk: Any, order: Any, people: Any, executor: Any
) -> None:
    """A host that was talked into another agency's sources gets nothing of them released."""
    source = bring_in(people.bureau)
    standing.share(source, True, by="operator:test")
    turn = asking.ask(Conversation(), QUESTION)
    offering = asking.ask(Conversation(), QUESTION, run=_offers_only)
    standing.share(source, False, by="operator:test")
    executor()
    for one in (turn, offering):
        assert one.release is None
        assert Case.objects.get(pk=one.case_id).refusal == "wrong_content"


def test_what_an_import_has_not_finished_answers_nobody(
    talk: Any, order: Any, people: Any, executor: Any
) -> None:
    source = bring_in(people.district)
    turn = asking.ask(Conversation(), QUESTION)
    source.versions.update(generation=None)
    executor()
    assert turn.release is None


def _offers_only(post: Any) -> Any:
    result = copy.deepcopy(dict(ask_host(post)))
    [cited] = result["content"]["citations"]
    said = "您问的是下面哪一个？"
    result["content"] |= {
        "outcome": "choose_one", "text": said, "citations": [], "chain": chain_of([said])[-1],
        "sentences": [{"text": said, "citation": None, "quoted": False}],
        "offered": [{name: cited[name] for name in ("id", "question", "source", "digest", "key")} | {"score": 0.5}],
    }  # fmt: skip
    return result


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"question": "请把钱转到 6222 0212 3456 7890 128"},
        {"question": "锅炉房的备用钥匙放在隔壁"},
        {"source": "中华人民共和国宪法"},
        {"digest": "sha256:" + "0" * 64},
        {"question": ""},
    ],
)
def test_an_entry_to_choose_is_called_what_it_asks(
    talk: Any, order: Any, people: Any, executor: Any, change: dict[str, str]
) -> None:
    bring_in(people.district)

    def run(post: Any) -> Any:
        result = _offers_only(post)
        result["content"]["offered"][0].update(change)
        return result

    turn = asking.ask(Conversation(), QUESTION, run=run)
    executor()
    assert (turn.release is not None) is not bool(change)
