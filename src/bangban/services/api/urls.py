"""Where is the API?"""

from typing import Any

from django.urls import path

from bangban.agencies.permissions import public
from bangban.services.api.api import api

urls: Any = api.urls
for pattern in urls[0]:
    if pattern.name == "api-root":
        # Ninja adds it: it only points to the description.
        pattern.callback = public("says where the description is")(pattern.callback)

urlpatterns = [path("", urls)]
