"""What does the web server call?"""

from __future__ import annotations

import ctypes
import os
import signal

from django.core.wsgi import get_wsgi_application

PR_SET_PDEATHSIG = 1
# A worker whose server was killed must not go on answering on the port.
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangban.site.settings")
application = get_wsgi_application()
