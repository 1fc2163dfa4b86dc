"""What does the web server call?"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
from importlib import import_module

from django.core.wsgi import get_wsgi_application

PR_SET_PDEATHSIG = 1
# A worker whose server was killed must not go on answering on the port.
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangban.site.settings")
application = get_wsgi_application()
import_module("bangban.site.urls")

# What is loaded now stays for good: looking through it again and again cost a third of every page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 100)
