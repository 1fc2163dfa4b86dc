"""What can each process's database role do on PostgreSQL? Connect as it and try."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from bangban.executor.act import act_on_pending
from bangban.executor.parts import release_parts
from bangban.governance import decide, rights
from bangban.governance.admission import Work
from bangban.governance.handle import handle
from bangban.ledger.models import LedgerEntry
from bangban.services.consult import sentences
from bangban.services.consult.held import Sources
from bangban.services.documents.models import Batch
from bangban.skillhost import sources
from tests.support.roles import acting_as, refused
from tests.support.work import fresh, proposed

pytestmark = pytest.mark.postgresql


@pytest.mark.usefixtures("roles")
def test_a_skill_reads_what_its_sources_read_and_writes_nothing(people: Any, settings: Any) -> None:
    """Before all: what it quotes is not its to write, nor is the proposal its answer becomes."""
    with acting_as("skill", settings):
        for name in sources.source_names():
            sources.retrieve(name, {"text": "路灯坏了", "query": "路灯", "file": "x", "bands": [1, 2]})
        for statement in (
            "INSERT INTO knowledge_passage (id) VALUES (1)",
            "UPDATE knowledge_passage SET text = 'x'",
            "UPDATE knowledge_version SET in_force_to = NULL",
            "UPDATE knowledge_source SET shared = true",
            "INSERT INTO governance_case (id) VALUES (1)",
            "INSERT INTO governance_proposal (id) VALUES (1)",
            "INSERT INTO governance_decision (id) VALUES (gen_random_uuid())",
            "INSERT INTO governance_effect (decision_id) VALUES (gen_random_uuid())",
            "INSERT INTO consult_release (id) VALUES (1)",
            "INSERT INTO ledger_entry (seq) VALUES (1)",
            "UPDATE documents_storedfile SET data = ''",
            "UPDATE hotline_learnedmodel SET digest = ''",
            "SELECT inputs FROM governance_case",
            "SELECT body FROM governance_proposal",
            "SELECT username FROM agencies_officer",
            "SELECT text FROM consult_turn",
            "SELECT session_data FROM django_session",
        ):
            refused(statement)


@pytest.mark.usefixtures("roles")
def test_the_host_may_propose_and_nothing_else(people: Any, settings: Any) -> None:
    with acting_as("host", settings):
        outcome = proposed(people)
        assert outcome.proposal is not None
        for statement in (
            "UPDATE governance_case SET status = 'done'",
            "UPDATE governance_proposal SET body = ''",
            "DELETE FROM governance_case",
            "INSERT INTO governance_decision (id) VALUES (gen_random_uuid())",
            "INSERT INTO governance_effect (decision_id) VALUES (gen_random_uuid())",
            "INSERT INTO governance_standingorder (id) VALUES (gen_random_uuid())",
            "INSERT INTO hotline_workorder (id) VALUES (1)",
            "UPDATE governance_digitalemployee SET status = 'on_duty'",
            "UPDATE governance_stop SET lifted_at = now()",
            "INSERT INTO governance_employeescenario (scenario) VALUES ('x')",
            "SELECT password FROM agencies_officer",
            "SELECT totp_secret FROM agencies_officer",
            "SELECT name FROM agencies_resident",
            "SELECT final FROM governance_decision",
            "SELECT session_data FROM django_session",
            "UPDATE ledger_entry SET kind = 'x'",
            "DELETE FROM ledger_entry",
            "TRUNCATE ledger_entry",
            "CREATE TABLE public.mine (id int)",
            "INSERT INTO knowledge_passage (text) VALUES ('x')",
            "UPDATE knowledge_passage SET text = 'x'",
            "UPDATE knowledge_source SET shared = true",
            "DELETE FROM knowledge_passage",
        ):
            refused(statement)
        refused(
            "INSERT INTO ledger_entry (seq, at, kind, actor, subject, details, digest, writer, prev, hash) "
            "SELECT seq + 1, at, kind, actor, subject, details, digest, 'executor', hash, hash "
            "FROM ledger_entry ORDER BY seq DESC LIMIT 1"
        )


@pytest.mark.usefixtures("roles")
def test_the_web_may_decide_but_not_act(people: Any, settings: Any) -> None:
    with acting_as("web", settings):
        outcome = proposed(people)
        decide.decide(
            outcome.case, people.handler, decide.Verdict("accept", outcome.proposal.digest), now=people.now
        )
        for statement in (
            "INSERT INTO governance_effect (decision_id) VALUES (gen_random_uuid())",
            "INSERT INTO hotline_workorder (id) VALUES (1)",
            "UPDATE governance_decision SET state = 'done'",
            "UPDATE governance_effect SET state = 'done'",
            "INSERT INTO consult_piecerelease (piece_id) VALUES (1)",
            "UPDATE consult_piece SET body = ''",
            "DELETE FROM governance_decision",
            "DELETE FROM governance_stop",
            "DELETE FROM ledger_entry",
        ):
            refused(statement)


@pytest.mark.usefixtures("roles")
def test_the_executor_acts_and_proposes_nothing(people: Any, settings: Any) -> None:
    with acting_as("web", settings):
        outcome = proposed(people)
        decision = decide.decide(
            outcome.case, people.handler, decide.Verdict("accept", outcome.proposal.digest), now=people.now
        )
    with acting_as("executor", settings):
        assert act_on_pending(people.now) == 1
        for statement in (
            "INSERT INTO governance_proposal (id) VALUES (1)",
            "INSERT INTO governance_case (id) VALUES (1)",
            "UPDATE governance_case SET inputs = ''",
            "UPDATE governance_decision SET signature = ''",
            "UPDATE agencies_officer SET password = ''",
            "DELETE FROM ledger_entry",
        ):
            refused(statement)
    assert fresh(decision).state == "done"


def test_every_table_is_in_somebodys_rights_or_named_as_nobodys(people: Any) -> None:
    granted = {table for process in rights.RIGHTS for table in rights.rights_of(process)}
    nobodys = {"django_migrations", "auth_group", "auth_permission", "auth_group_permissions"}
    assert set(connection.introspection.table_names()) - granted - nobodys == set()


@pytest.mark.usefixtures("roles")
def test_the_executor_reads_what_an_answer_stands_on(people: Any, settings: Any) -> None:
    cited = [{"id": "x", "digest": "sha256:x", "key": 1}, {"id": "y", "digest": "sha256:y"}]
    with acting_as("web", settings):
        part = {"sentence": {"text": "x", "citation": 0, "quoted": True}, "citations": cited[:1]}
        told = {**part, "outcome": "answered", "confidence": 1.0}
        sentences.propose(uuid4(), people.employee, "consult.answer", 1, told)
    with acting_as("executor", settings):
        Sources([{"citations": cited}])
        assert release_parts() == 1
        refused("UPDATE consult_piece SET body = ''")
        refused("UPDATE consult_piecerelease SET code = ''")


@pytest.mark.usefixtures("roles")
def test_the_gateway_asks_and_rewrites_nothing(people: Any, settings: Any) -> None:
    with acting_as("gateway", settings):
        for statement in (
            "UPDATE consult_turn SET text = 'x'",
            "UPDATE consult_release SET body = 'x'",
            "INSERT INTO consult_piecerelease (piece_id) VALUES (1)",
            "INSERT INTO consult_release (outcome) VALUES ('answered')",
            "UPDATE consult_cannedanswer SET text = 'x'",
            "UPDATE consult_gap SET state = 'taken'",
            "INSERT INTO consult_selectedentry (question) VALUES ('x')",
            "SELECT text FROM knowledge_passage",
            "INSERT INTO governance_decision (id) VALUES (gen_random_uuid())",
            "UPDATE gateway_limit SET amount = 1",
            "UPDATE gateway_gatewaykey SET digest = 'x'",
            "DELETE FROM gateway_callrecord",
        ):
            refused(statement)


@pytest.mark.usefixtures("roles")
def test_the_host_proposes_as_an_employee_and_not_as_an_officer(people: Any, settings: Any) -> None:
    with acting_as("host", settings):
        outcome = proposed(people)
        refused(
            "INSERT INTO governance_proposal (case_id, serial, digest, body, made_by, path, target, made_at, expires_at) "
            "SELECT case_id, serial + 1, 'x', body, 'officer:1', path, target, made_at, expires_at "
            "FROM governance_proposal WHERE id = %s",
            outcome.proposal.pk,
        )


ENTRY = (
    "INSERT INTO ledger_entry (seq, at, kind, actor, subject, details, digest, writer, prev, hash) "
    "SELECT seq + 1, at, %s, %s, %s, '{}', %s, 'host', hash, 'x' FROM ledger_entry ORDER BY seq DESC LIMIT 1"
)


@pytest.mark.usefixtures("roles")
def test_the_host_writes_into_the_ledger_in_nobody_elses_name(people: Any, settings: Any) -> None:
    with acting_as("web", settings):
        other = proposed(people)
    with acting_as("host", settings):
        # What it has to write goes through: the case, its asker, the employee's proposal.
        outcome = proposed(people)
        case, digest = f"case:{outcome.case.pk}", outcome.proposal.digest
        officer = f"officer:{people.guardian.pk}"
        for kind, actor, subject, about in (
            ("decision.accepted", officer, case, digest),
            ("decision.accepted", "employee:0012", case, digest),
            ("decision.accepted", "process:host", case, digest),
            ("effect.done", "process:executor", case, digest),
            ("login.ok", officer, officer, ""),
            ("role.granted", officer, officer, ""),
            ("stop.lifted", officer, "stop:1", ""),
            ("read.case", officer, case, ""),
            ("case.opened", officer, case, ""),
            ("refused", officer, case, ""),
            ("refused", officer, "scenario:hotline.dispatch", ""),
            ("proposal.made", officer, case, digest),
            ("proposal.made", "employee:0099", case, digest),
            ("proposal.made", "employee:0012", case, "sha256:0"),
            ("proposal.made", "employee:0012", f"case:{other.case.pk}", digest),
            ("document.reviewed", officer, case, ""),
            ("case.opened", "resident:anonymous", "case:99999", ""),
        ):
            refused(ENTRY, kind, actor, subject, about)
        with connection.cursor() as cursor:
            cursor.execute(ENTRY, ["case.opened", "resident:anonymous", case, ""])


@pytest.mark.usefixtures("roles")
def test_a_refusal_without_a_case_is_the_hosts_to_write(people: Any, settings: Any) -> None:
    with acting_as("host", settings):
        handled = handle(Work("no.such.scenario", {}, "resident:anonymous", "portal", agency=people.centre))
    assert handled.case is None
    assert LedgerEntry.objects.filter(kind="refused", writer="host").exists()


@pytest.mark.usefixtures("roles")
def test_the_worker_writes_for_the_officer_whose_batch_it_goes_through(people: Any, settings: Any) -> None:
    officer = f"officer:{people.handler.pk}"
    Batch.objects.create(agency=people.centre, officer=people.handler, kind="review", state="running")
    with acting_as("web", settings):
        proposed(people)
    with acting_as("host", settings):
        refused(ENTRY, "document.received", f"officer:{people.guardian.pk}", "document:1", "")
        with connection.cursor() as cursor:
            cursor.execute(ENTRY, ["document.received", officer, "document:1", ""])
