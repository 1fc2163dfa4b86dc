"""What becomes of an answer whose process died while a resident read it? Its question is kept, and closed as a case.

A case is written when its answer is made. Before the first sentence by itself may be shown, what is needed to open the
case is put down; it goes as soon as the case stands. What is left after the time an answer can take belongs to a process
that is no more: the case is opened with what was read, and a person takes it on.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from bangban.config import load
from bangban.errors import Refusal
from bangban.governance.admission import Work, admit
from bangban.governance.handle import Draft
from bangban.governance.models import Case
from bangban.services.consult import asking
from bangban.services.consult.handover.live import tell
from bangban.services.consult.models import OpenAnswer
from bangban.services.consult.problems import AnswerStopped

GRACE = timedelta(seconds=15)
"""How long after a host's deadline the process that asked may still be writing down what came of it."""
MOST_AT_ONCE = 50


def keep(begun: asking.Begun) -> None:
    """Put down what a case of this question needs, before anything of its answer is shown."""
    work, conversation = begun.work, begun.conversation
    with transaction.atomic():
        if conversation.pk is None:
            conversation.save()
        OpenAnswer.objects.create(
            uid=work.uid, conversation=conversation, asked_by=work.asked_by, source=work.source,
            employee=work.employee or "", body=json.dumps([list(begun.words), dict(work.inputs)], ensure_ascii=False),
        )  # fmt: skip


def done(uid: UUID) -> None:
    """The case stands."""
    OpenAnswer.objects.filter(uid=uid).delete()


def close_left(now: datetime) -> int:
    """Open the cases of answers nobody makes any more; return how many."""
    since = now - timedelta(seconds=load()["hosts.deadline_seconds"]) - GRACE
    rows = OpenAnswer.objects.filter(at__lt=since).select_related("conversation__agency").order_by("pk")
    return sum(_close(one) for one in rows[:MOST_AT_ONCE])


def _close(one: OpenAnswer) -> bool:
    conversation = one.conversation
    words, inputs = json.loads(one.body)
    work = Work(
        asking.SCENARIO, inputs, one.asked_by, one.source, employee=one.employee or None,
        agency=conversation.agency, uid=one.uid,
    )  # fmt: skip
    begun = asking.Begun(conversation, [(role, text) for role, text in words], work)
    try:
        with transaction.atomic():
            # Of several who look, one finds it.
            if not OpenAnswer.objects.filter(pk=one.pk).delete()[0]:
                return False
            if Case.objects.filter(uid=one.uid).exists():
                return False
            try:
                turn = asking.written(begun, Draft(admit(work, asking.desk()), None, AnswerStopped()))
            except Refusal:
                # On no list any more: what was asked stands in the conversation, and a person reads it there.
                for role, text in begun.words:
                    turn = asking.say(conversation, role, text)
            tell(conversation, "turn", turn.number)
    except IntegrityError:
        # Somebody spoke in the same moment: the next look closes it.
        return False
    return True
