"""How does a file an officer sends become a source?"""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

from bangban.agencies import tenancy
from bangban.agencies.models import Officer
from bangban.knowledge import readings
from bangban.knowledge.intake.received import Received, Sent, fitting
from bangban.knowledge.models import Reading


def bring_in(officer: Officer, file: UploadedFile, scope: str, shared: bool) -> Received | Reading:
    """Import a file, or what is in an archive, for the officer's agency; what takes long is only taken, and read later.

    Raises:
        SourceTooLarge: it is not read.
        TooManyReadings: others wait already.
        Problem: what is wrong with it; then nothing of it is in.
    """
    name = fitting(str(file.name or ""), file.size or 0)
    for_all = tenancy.may(officer, "knowledge.end", officer.agency_id)
    sent = Sent(
        name, file.read(), officer.agency, scope, by=f"officer:{officer.pk}", shared=shared, for_all=for_all
    )
    return readings.bring_in(sent)
