"""How does Django find the portal service, and governance the files that came with a message?"""

from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "bangban.services.portal"
    label = "portal"

    def ready(self) -> None:
        if settings.PROCESS != "executor":
            # The executor opens no case, and loads no skill code.
            from bangban.governance.handle import on_opened
            from bangban.services.portal.letters import keep_files

            on_opened(keep_files)
