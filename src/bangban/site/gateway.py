"""Which program does the gateway's process run? The door with its keys, quota and meter in the database, and the employees."""

from __future__ import annotations

import gc
import os
import sys

os.environ.setdefault("BANGBAN_PROCESS", "gateway")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangban.site.settings")

import django

django.setup()

from bangban.services.gateway.program import Program  # noqa: E402
from bangban.site.answering import AnsweringEmployees  # noqa: E402

application = Program(AnsweringEmployees)

# What was loaded stays: the collector need not walk it, nor copy its pages in each process.
gc.collect()
gc.freeze()
# The database's thread gives way to the loop after half a millisecond, not after five: a call waits for the loop.
sys.setswitchinterval(0.0005)
