"""What does the web server call?"""

from __future__ import annotations

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from bangban.kernel import die_with

# A worker whose server was killed must not go on answering on the port.
die_with(os.getppid())

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangban.site.settings")
application = get_wsgi_application()
import_module("bangban.site.urls")

if os.environ.get("BANGBAN_PROCESS") == "web":
    # What was being read when the process before this one ended is read on.
    import_module("bangban.knowledge.readings").read_on()

# What is loaded now stays for good: looking through it again and again cost a third of every page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 100)
