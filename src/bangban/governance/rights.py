"""What may each process do in the database? One table; on PostgreSQL it becomes GRANTs, once after each migration.

web talks to people, executor acts, host does what waits (batches, learning) and what commands ask for, skill runs
the skills, gateway asks models. What is not in the table is not granted. Least of all may a skill: it reads what its sources
read and stores the files it makes. It can write no case, no proposal and no passage, so it cannot forge what it quotes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection

from bangban.agencies.models import PLAIN_FIELDS, Officer
from bangban.governance import authors

READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"


@dataclass(frozen=True)
class Right:
    """Rights of one role on one model: verbs, and for UPDATE the columns it is narrowed to (all if empty)."""

    verbs: tuple[str, ...]
    columns: tuple[str, ...] = field(default=())


PLAIN_COLUMNS = tuple(
    str(field.column) for field in Officer._meta.concrete_fields if field.name in PLAIN_FIELDS
)


def _r(*verbs: str, columns: tuple[str, ...] = ()) -> Right:
    return Right(verbs, columns)


EVERYTHING = _r(READ, ADD, CHANGE, REMOVE)
_STATE = ("state", "state_reason", "state_at")

RIGHTS: dict[str, dict[str, Right]] = {
    "web": {
        "agencies.*": EVERYTHING,
        "sessions.*": EVERYTHING,
        "contenttypes.*": _r(READ),
        "django_tasks_database.*": EVERYTHING,
        "accounts.*": EVERYTHING,
        "ledger.ledgerentry": _r(READ, ADD),
        "ledger.ledgercheckpoint": _r(READ),
        "ledger.ledgerverification": EVERYTHING,
        "governance.*": _r(READ, ADD, CHANGE),
        "governance.calendarday": EVERYTHING,
        "governance.employeescenario": EVERYTHING,
        "governance.proposal": _r(READ, ADD, CHANGE, columns=("body",)),
        "governance.decision": _r(READ, ADD, CHANGE, columns=("final", "reason", "difference")),
        "governance.standingorder": _r(READ, ADD, CHANGE, columns=_STATE),
        "governance.effect": _r(READ),
        "governance.employeechange": _r(READ, ADD),
        "governance.remark": _r(READ, ADD),
        "hotline.workorder": _r(READ, CHANGE),
        "hotline.orderstep": _r(READ, ADD),
        "hotline.cohandling": _r(READ, ADD, CHANGE),
        "hotline.extension": _r(READ, ADD, CHANGE),
        "hotline.example": _r(READ, CHANGE),
        "hotline.learnedmodel": _r(READ, ADD),
        # Which model is used, and which alert stands, is the executor's to write.
        "hotline.modelinuse": _r(READ),
        "hotline.hotissue": _r(READ),
        "hotline.hotmember": _r(READ),
        "hotline.alert": _r(READ),
        "hotline.incident": _r(READ, ADD, CHANGE),
        "hotline.incidentline": _r(READ, ADD),
        "hotline.fingerprint": _r(READ, ADD),
        "hotline.band": _r(READ, ADD),
        "hotline.dutyshift": EVERYTHING,
        "hotline.messageimport": _r(READ, ADD),
        "hotline.position": _r(READ, ADD),
        "portal.*": EVERYTHING,
        # Keys, limits and what agencies say of their calls; what was called is the gateway's to write.
        "gateway.*": EVERYTHING,
        "gateway.callrecord": _r(READ),
        "gateway.spent": _r(READ, REMOVE),
        "gateway.lease": _r(READ, REMOVE),
        "gateway.targethealth": _r(READ),
        "gateway.pair": _r(READ),
        "knowledge.*": EVERYTHING,
        "consult.*": EVERYTHING,
        # What may be read as an answer is the executor's to say.
        "consult.release": _r(READ),
        "consult.piece": _r(READ, ADD),
        "consult.piecerelease": _r(READ),
        "documents.*": EVERYTHING,
        "documents.storedfile": _r(READ, ADD, REMOVE),
        # What may leave is the executor's to say; the pages only note that it was taken.
        "documents.release": _r(READ, CHANGE, columns=("taken_at",)),
    },
    "executor": {
        "agencies.*": _r(READ),
        "ledger.ledgerentry": _r(READ, ADD),
        "ledger.ledgercheckpoint": _r(READ, ADD),
        "governance.*": _r(READ),
        "governance.case": _r(READ, CHANGE, columns=("status", "closed_at", "refusal", "warned")),
        "governance.decision": _r(READ, ADD, CHANGE, columns=("state", "state_code")),
        "governance.standingorder": _r(READ, CHANGE, columns=_STATE),
        "governance.effect": _r(READ, ADD, CHANGE, columns=("state", "reversed_by_id", "reversed_at")),
        "governance.notice": _r(READ, ADD, CHANGE),
        "governance.digitalemployee": _r(READ, CHANGE),
        "governance.employeechange": _r(READ, ADD),
        "governance.remark": _r(READ, ADD),
        "hotline.workorder": _r(READ, ADD, CHANGE),
        "hotline.example": _r(READ, ADD, CHANGE),
        "hotline.learnedmodel": _r(READ),
        "hotline.modelinuse": _r(READ, ADD, CHANGE),
        "hotline.alert": _r(READ, CHANGE, columns=("state", "told")),
        "hotline.incident": _r(READ, CHANGE, columns=("told",)),
        "hotline.dutyshift": _r(READ),
        "documents.storedfile": _r(READ),
        "documents.release": _r(READ, ADD, CHANGE, columns=("withdrawn_at",)),
        # Every quote is held against its passage before it is released.
        "knowledge.source": _r(READ),
        "knowledge.passage": _r(READ),
        "knowledge.version": _r(READ),
        "consult.release": _r(READ, ADD, CHANGE, columns=("withdrawn_at",)),
        "consult.piece": _r(READ),
        "consult.piecerelease": _r(READ, ADD),
    },
    "host": {
        # Skills read passages and write none: the executor holds every quote against them, so whoever could write one
        # could have anything released.
        "knowledge.*": _r(READ),
        # A file that is not in yet is nothing to stand on.
        "knowledge.reading": _r(),
        "agencies.agency": _r(READ),
        "agencies.duty": _r(READ),
        # No password digest and no second-factor secret: the columns a guardian is recognised by.
        "agencies.officer": _r(READ, columns=PLAIN_COLUMNS),
        "ledger.ledgerentry": _r(READ, ADD),
        "django_tasks_database.*": _r(READ, ADD, CHANGE),
        "governance.digitalemployee": _r(READ),
        "governance.employeescenario": _r(READ),
        "governance.stop": _r(READ),
        "governance.calendarday": _r(READ),
        "governance.usage": _r(READ, ADD, CHANGE),
        "governance.case": _r(READ, ADD),
        "governance.proposal": _r(READ, ADD),
        "governance.refusalrecord": _r(READ, ADD),
        "hotline.fingerprint": _r(READ, ADD),
        "hotline.band": _r(READ, ADD),
        # How often, about what and where: nothing of what was written or answered.
        "hotline.workorder": _r(READ, columns=("id", "case_id", "agency_id", "category", "place")),
        "hotline.example": _r(READ),
        "hotline.learnedmodel": _r(READ, CHANGE),
        "hotline.modelinuse": _r(READ),
        "hotline.hotissue": EVERYTHING,
        "hotline.hotmember": EVERYTHING,
        "hotline.alert": _r(READ, ADD),
        "hotline.incident": _r(READ, ADD),
        "hotline.messageimport": _r(READ, CHANGE),
        "documents.storedfile": _r(READ, ADD),
        # The worker that goes through a batch: it notes how far it is.
        "documents.batch": _r(
            READ, CHANGE, columns=("state", "done", "problem", "case_id", "started_at", "ended_at")
        ),
        "documents.batchitem": _r(READ, CHANGE, columns=("state", "note", "upload_id", "review_id")),
        "documents.upload": _r(READ, ADD),
        "documents.review": _r(READ, ADD, CHANGE, columns=("kind", "required", "recommended", "practice")),
    },
    "skill": {
        "agencies.agency": _r(READ),
        "agencies.duty": _r(READ),
        "knowledge.*": _r(READ),
        "knowledge.reading": _r(),
        # Near-duplicates are found by sketch and day: nothing of what was written.
        "governance.case": _r(READ, columns=("id", "uid", "opened_at")),
        "hotline.fingerprint": _r(READ),
        "hotline.band": _r(READ),
        "hotline.learnedmodel": _r(READ),
        "hotline.modelinuse": _r(READ),
        "documents.storedfile": _r(READ, ADD),
        # Where the .docx is that an office program made of an older file: no name, and nothing of what it says.
        "documents.upload": _r(READ, columns=("id", "file_id", "drawing_id", "format")),
    },
    "gateway": {
        "agencies.agency": _r(READ),
        "agencies.officer": _r(READ, columns=PLAIN_COLUMNS),
        "ledger.ledgerentry": _r(READ, ADD),
        "gateway.gatewaykey": _r(READ, CHANGE, columns=("last_used_at",)),
        "gateway.limit": _r(READ),
        "gateway.agencypolicy": _r(READ),
        "gateway.comparison": _r(READ),
        "gateway.spent": _r(READ, ADD, CHANGE),
        "gateway.lease": EVERYTHING,
        # What was called can be added and not altered; contents end on their day.
        "gateway.callrecord": _r(READ, ADD),
        "gateway.callcontent": _r(READ, ADD, REMOVE),
        "gateway.targethealth": EVERYTHING,
        "gateway.pair": _r(READ, ADD, CHANGE, columns=("taken", "taken_by")),
        # Questions to employees go through governance as anybody's do; what is released, the executor says.
        "governance.digitalemployee": _r(READ),
        "governance.employeescenario": _r(READ),
        "governance.stop": _r(READ),
        "governance.calendarday": _r(READ),
        "governance.usage": _r(READ, ADD, CHANGE),
        "governance.case": _r(READ, ADD),
        "governance.proposal": _r(READ, ADD),
        "governance.refusalrecord": _r(READ, ADD),
        "governance.complaint": _r(READ),
        "consult.*": _r(READ),
        "consult.conversation": _r(READ, ADD, CHANGE),
        # What was said is added to and never rewritten: an officer's words stand there too.
        "consult.turn": _r(READ, ADD),
        "consult.openanswer": _r(READ, ADD, REMOVE),
        "consult.piece": _r(READ, ADD),
        "consult.handover": _r(READ, ADD, CHANGE),
        "consult.liveevent": _r(READ, ADD),
    },
}


def rights_of(process: str) -> dict[str, Right]:
    """Return {table: Right} for `process`, patterns resolved; a named model wins over its app's star."""
    tables: dict[str, Right] = {}
    rows = sorted(RIGHTS[process].items(), key=lambda row: not row[0].endswith("*"))
    for name, right in rows:
        app, _, model = name.partition(".")
        config = apps.get_app_config(app)
        models = config.get_models(include_auto_created=True) if model == "*" else [config.get_model(model)]
        for found in models:
            tables[found._meta.db_table] = right
    return tables


def role_of(process: str, prefix: str = "bangban") -> str:
    return f"{prefix}_{process}"


def grant(prefix: str = "bangban") -> list[str]:
    """Apply the table on PostgreSQL: revoke everything first, then grant; return the statements that ran.

    A role that does not exist is passed over (`bangban check` names it). On SQLite there are no roles.
    """
    if connection.vendor != "postgresql":
        return []
    statements: list[str] = []
    for process in existing(prefix):
        statements += _statements(process, role_of(process, prefix))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return statements + authors.install(connection)


def existing(prefix: str = "bangban") -> list[str]:
    """The processes whose role the database knows: a newer version may name one that nobody has made yet."""
    with connection.cursor() as cursor:
        names = {role_of(process, prefix): process for process in RIGHTS}
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(names)])
        found = {row[0] for row in cursor.fetchall()}
    return [process for name, process in names.items() if name in found]


def granted(prefix: str = "bangban") -> bool:
    """Whether the roles exist and hold their rights (looked at on one table of each)."""
    with connection.cursor() as cursor:
        for process in RIGHTS:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [role_of(process, prefix)])
            if not cursor.fetchone()[0]:
                return False
            cursor.execute(
                "SELECT has_table_privilege(%s, 'ledger_entry', 'INSERT')", [role_of(process, prefix)]
            )
            if not cursor.fetchone()[0]:
                return False
    return True


def _statements(process: str, role: str) -> list[str]:
    quoted = connection.ops.quote_name(role)
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {quoted}",
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT ON django_migrations TO {quoted}",
    ]
    for table, right in sorted(rights_of(process).items()):
        for verb in right.verbs:
            narrowed = right.columns and (verb == CHANGE or right.verbs == (READ,))
            columns = " (" + ", ".join(f'"{column}"' for column in right.columns) + ")" if narrowed else ""
            statements.append(f'GRANT {verb}{columns} ON "{table}" TO {quoted}')
        if ADD in right.verbs:
            statements += _sequences(table, quoted)
    return statements


def _sequences(table: str, quoted: str) -> list[str]:
    with connection.cursor() as cursor:
        found: list[Any] = connection.introspection.get_sequences(cursor, table)
    return [f'GRANT USAGE ON SEQUENCE "{row["name"]}" TO {quoted}' for row in found if row.get("name")]
