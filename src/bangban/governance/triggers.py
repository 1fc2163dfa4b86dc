"""What can nobody change, whatever code asks for it? Proposals, what was signed, and the history of employees.

The database refuses, on SQLite and on PostgreSQL alike: any DELETE, and any UPDATE of a column that is
not listed as movable. Content columns may be emptied, for erasure (PIPL, Art. 47), never rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """`fixed` columns never change; `erasable` ones may only become ''."""

    table: str
    fixed: tuple[str, ...]
    erasable: tuple[str, ...] = ()


RULES = (
    Rule(
        "governance_proposal",
        ("id", "case_id", "serial", "digest", "made_by", "path", "confidence", "target", "made_at", "expires_at"),
        ("body",),
    ),
    Rule(
        "governance_decision",
        (
            "id", "case_id", "proposal_id", "step", "kind", "officer_id", "standing_order_id", "body", "signature",
            "seconds", "decided_at", "expires_at",
        ),
        ("final", "reason", "difference"),
    ),
    Rule(
        "governance_standingorder",
        (
            "id", "employee_id", "scenario", "guardian_id", "body", "signature", "min_confidence", "daily_cap",
            "signed_at", "expires_at",
        ),
    ),
    Rule("governance_effect", ("decision_id", "case_id", "kind", "result", "ran_at", "reversible")),
    Rule("governance_employeechange", ("id", "employee_id", "at", "by", "field", "before", "after", "reason")),
    Rule("governance_stop", ("id", "scope", "employee_id", "scenario", "agency_id", "reason", "set_by_id", "set_at")),
)  # fmt: skip


def _sqlite(rule: Rule) -> list[str]:
    name = rule.table
    changed = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in rule.fixed)
    for column in rule.erasable:
        changed += f""" OR (NEW."{column}" IS NOT OLD."{column}" AND NEW."{column}" <> '')"""
    return [
        f"""CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} WHEN {changed}
            BEGIN SELECT RAISE(ABORT, '{name}: what was recorded stays as it is'); END""",
        f"""CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name}
            BEGIN SELECT RAISE(ABORT, '{name}: what was recorded stays'); END""",
    ]


def _postgresql(rule: Rule) -> list[str]:
    name = rule.table
    changed = " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in rule.fixed)
    for column in rule.erasable:
        changed += f""" OR (NEW."{column}" IS DISTINCT FROM OLD."{column}" AND NEW."{column}" <> '')"""
    return [
        f"""CREATE FUNCTION {name}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION '{name}: what was recorded stays'; END IF;
              IF {changed} THEN RAISE EXCEPTION '{name}: what was recorded stays as it is'; END IF;
              RETURN NEW;
            END $$""",
        f"CREATE TRIGGER {name}_keep BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION {name}_keep()",
        f"CREATE TRIGGER {name}_whole BEFORE TRUNCATE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION {name}_keep()",
    ]


# The skill host may add proposals, but only as the employee's: "officer:…" would pass for a person's own.
_AUTHOR = (
    """CREATE FUNCTION governance_proposal_author() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF current_user::text LIKE '%\\_host' AND NEW.made_by NOT LIKE 'employee:%' THEN
           RAISE EXCEPTION 'permission denied: a skill host proposes as an employee';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER governance_proposal_author BEFORE INSERT ON governance_proposal
       FOR EACH ROW EXECUTE FUNCTION governance_proposal_author()""",
)


def install(connection: Any) -> None:
    """Create the triggers on `connection`'s database."""
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for rule in RULES:
            for statement in statements(rule):
                cursor.execute(statement)
        if connection.vendor == "postgresql":
            for statement in _AUTHOR:
                cursor.execute(statement)


def remove(connection: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION governance_proposal_author() CASCADE")
        for rule in RULES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION {rule.table}_keep() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER {rule.table}_no_update")
                cursor.execute(f"DROP TRIGGER {rule.table}_no_delete")
