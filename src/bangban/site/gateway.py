"""Which program does the gateway's process run? The door with its keys, quota and meter in the database, and the employees."""

from __future__ import annotations

import os

os.environ.setdefault("BANGBAN_PROCESS", "gateway")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangban.site.settings")

import django

django.setup()

from bangban.services.gateway.program import Program  # noqa: E402
from bangban.site.answering import AnsweringEmployees  # noqa: E402

application = Program(AnsweringEmployees)
