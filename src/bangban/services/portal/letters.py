"""How does a message become a case, once? Read, taken through governance, its files and its sender beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils.translation import get_language

from bangban.agencies.models import Resident
from bangban.crypto.digests import digest, digest_of
from bangban.governance.admission import Work
from bangban.governance.handle import handle
from bangban.governance.models import Case
from bangban.governance.scenarios.model import Scenario
from bangban.services.portal import uploads
from bangban.services.portal.models import Attachment
from bangban.services.portal.offers import SOURCE, inputs_for, receiver
from bangban.services.portal.problems import NotAccepted
from bangban.services.portal.uploads import Upload


@dataclass(frozen=True)
class Letter:
    """What a resident sends. `key` comes with the form: the same form sent twice is one message."""

    scenario: Scenario
    text: str
    key: str
    title: str = ""
    name: str = ""
    phone: str = ""
    files: Sequence[Upload] = field(default=())
    for_person: bool = False

    @property
    def source_key(self) -> str:
        """The same form with the same content; a text that was corrected and sent again is a new message."""
        files = [[one.name, digest(one.data)] for one in self.files]
        sent = [
            self.key,
            self.scenario.code,
            self.title,
            self.text,
            self.name,
            self.phone,
            files,
            self.for_person,
        ]
        return f"portal:{digest_of(sent)}"


_WAITING: dict[UUID, list[Attachment]] = {}
"""Files of messages on their way through governance, by the uid of the case to be."""


def send(letter: Letter) -> Case:
    """Take the message in and return its case; sent again, the case that is there already.

    Raises:
        NotAccepted: governance keeps no such content (a mark of classification, say).
        WrongInputs: it does not fit the scenario's form.
        LedgerUnavailable, NoReceiver: it could not be taken in; nothing is kept.
    """
    known = Case.objects.filter(source_key=letter.source_key).first()
    if known is not None:
        return known
    agency, uid = receiver(letter.scenario), uuid4()
    rows = uploads.store(letter.files)
    resident = (
        Resident.objects.create(name=letter.name, phone=letter.phone) if letter.name or letter.phone else None
    )
    work = Work(
        letter.scenario.code,
        inputs_for(letter.scenario, letter.title, letter.text),
        f"resident:{resident.pk}" if resident else "resident:anonymous",
        SOURCE,
        agency=agency,
        source_key=letter.source_key,
        resident_id=resident.pk if resident else None,
        for_person=letter.for_person,
        uid=uid,
    )
    _WAITING[uid] = rows
    case = None
    try:
        outcome = handle(work)
        case = outcome.case
        if case is None:
            raise NotAccepted(
                reason=outcome.refusal.text(get_language() or "zh-hans") if outcome.refusal else ""
            )
    except IntegrityError:
        # The same form at the same moment: the other request was first.
        twin = Case.objects.filter(source_key=letter.source_key).first()
        if twin is None:
            raise
        return twin
    finally:
        del _WAITING[uid]
        if case is None:
            uploads.discard(rows)
            if resident is not None:
                resident.delete()
    return case


def keep_files(cases: Sequence[Case]) -> None:
    """For `on_opened`: the files stand beside their case in the same transaction, or not at all."""
    rows = []
    for case in cases:
        for row in _WAITING.get(case.uid, ()):
            row.case = case
            rows.append(row)
    Attachment.objects.bulk_create(rows)
