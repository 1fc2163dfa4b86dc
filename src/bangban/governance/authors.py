"""In whose name may the skill host's and the gateway's roles write into the ledger? One table; on PostgreSQL triggers.

It may say what an employee proposed, and that somebody asked who stands as the asker of the very case it is
about. It may say nothing of decisions, effects, sign-ins, roles or stops, in nobody's name: kinds that are not
here are refused. What stays open: whom a case it opened itself names as its asker. `docs/explanation/trust-domains.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# {s} is the schema, quoted; nothing that anybody typed stands in here.
EMPLOYEE = """EXISTS (
    SELECT 1 FROM {s}.governance_proposal p
    WHERE NEW.subject = 'case:' || p.case_id AND p.made_by = NEW.actor AND p.digest = NEW.digest
      AND NEW.actor LIKE 'employee:%')"""
"""The employee whose proposal, with exactly this digest, stands in the case."""
ASKER = """EXISTS (
    SELECT 1 FROM {s}.governance_case c WHERE NEW.subject = 'case:' || c.id AND c.asked_by = NEW.actor)"""
"""Who asked for the case."""
TURNED_AWAY = """NEW.subject LIKE 'scenario:%' AND EXISTS (
    SELECT 1 FROM {s}.governance_refusalrecord r WHERE r.asked_by = NEW.actor AND r.case_id IS NULL)"""
"""Who asked for what was refused without a case."""
BATCH = """EXISTS (
    SELECT 1 FROM {s}.documents_batch b
    WHERE NEW.actor = 'officer:' || b.officer_id AND b.state IN ('running', 'stopped'))"""
"""The officer whose batch the worker goes through."""
TRAINING = """NEW.actor = 'process:host' AND EXISTS (
    SELECT 1 FROM {s}.hotline_learnedmodel m WHERE NEW.subject = 'model:' || m.id AND m.ended_at IS NOT NULL)"""
"""The worker itself, about a training that ended."""

BY_HOST: Mapping[str, str] = {
    "case.opened": ASKER,
    "refused": f"{ASKER} OR {TURNED_AWAY}",
    "proposal.made": EMPLOYEE,
    "document.received": BATCH,
    "document.reviewed": BATCH,
    "incident.opened": ASKER,
    "model.trained": TRAINING,
}
"""{kind: whose name may stand on it}, as SQL about the row NEW."""

BY_GATEWAY: Mapping[str, str] = {kind: BY_HOST[kind] for kind in ("case.opened", "refused", "proposal.made")}
"""The gateway takes questions to employees through governance; of documents it knows nothing."""

_FUNCTION = """
CREATE OR REPLACE FUNCTION {s}.governance_ledger_author() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    allowed boolean;
BEGIN
    IF current_user::text LIKE '%\\_host' THEN
        allowed := CASE NEW.kind {whens} ELSE false END;
        IF NOT allowed THEN
            RAISE EXCEPTION 'permission denied: % in the name of % is not the skill host''s to write',
                NEW.kind, NEW.actor;
        END IF;
    ELSIF current_user::text LIKE '%\\_gateway' THEN
        allowed := CASE NEW.kind {gateway_whens} ELSE false END;
        IF NOT allowed OR NEW.writer <> 'gateway' THEN
            RAISE EXCEPTION 'permission denied: % in the name of % is not the gateway''s to write',
                NEW.kind, NEW.actor;
        END IF;
    END IF;
    RETURN NEW;
END $body$"""
_PROPOSALS = """
CREATE OR REPLACE FUNCTION {s}.governance_proposal_author() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF (current_user::text LIKE '%\\_host' OR current_user::text LIKE '%\\_gateway')
        AND NEW.made_by NOT LIKE 'employee:%' THEN
        RAISE EXCEPTION 'permission denied: it proposes as an employee or not at all';
    END IF;
    RETURN NEW;
END $body$"""


def _whens(table: Mapping[str, str]) -> str:
    return " ".join(f"WHEN '{kind}' THEN ({allowed})" for kind, allowed in table.items())


def install(connection: Any) -> list[str]:
    """Create the trigger, or bring it up to date; return the statements that ran. Nothing on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        function = _FUNCTION.replace("{whens}", _whens(BY_HOST)).replace(
            "{gateway_whens}", _whens(BY_GATEWAY)
        )
        table = f"{schema}.ledger_entry"
        statements = [
            function.replace("{s}", schema),
            _PROPOSALS.replace("{s}", schema),
            f"DROP TRIGGER IF EXISTS ledger_entry_author ON {table}",
            f"CREATE TRIGGER ledger_entry_author BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE PROCEDURE {schema}.governance_ledger_author()",
        ]
        for statement in statements:
            cursor.execute(statement)
    return statements
