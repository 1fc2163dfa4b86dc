"""Is this installation configured safely, alive and backed up?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bangban import config
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.ledger.browse import verification_state
from bangban.services.register import vitals
from bangban.services.register.checkup import MISSING, OK, UNSAFE, findings
from bangban.services.register.rooms import rooms

ORDER = {UNSAFE: 0, MISSING: 1, OK: 2}
TONES = {UNSAFE: "red", MISSING: "amber", OK: "blue"}


@requires("installation.read")
@require_safe
def installation_page(request: OfficerRequest) -> HttpResponse:
    now, language = timezone.now(), get_language() or "zh-hans"
    found = sorted(findings(), key=lambda one: ORDER[one.state])
    backup = vitals.last_backup()
    context: dict[str, Any] = {
        "findings": [{"text": one.text(language), "state": one.state, "tone": TONES[one.state], "code": one.code} for one in found],
        "unsafe": sum(one.state == UNSAFE for one in found),
        "processes": vitals.processes(now),
        "versions": vitals.versions(),
        "database": vitals.database(),
        "disk": vitals.disk(),
        "state": verification_state(),
        "backup": backup,
        "backup_late": backup is None or now - backup > vitals.BACKUP_AFTER,
        "home": config.load().home,
        "admin_rooms": rooms(request.user, "installation"),
        "may_read_ledger": has_permission(request.user, "ledger.read"),
    }  # fmt: skip
    return render(request, "register/installation.html", context)
