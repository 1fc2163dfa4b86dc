"""How does Django find the documents service, the executor its effect, and the desk its pages?"""

from django.apps import AppConfig
from django.conf import settings


class DocumentsConfig(AppConfig):
    name = "bangban.services.documents"
    label = "documents"

    def ready(self) -> None:
        from bangban.governance.effects import register
        from bangban.services.documents.effects import HandOut

        register(HandOut())
        if settings.PROCESS != "executor":
            # The executor opens no case, and loads no skill code.
            from bangban.governance.handle import on_opened
            from bangban.governance.presentation import register as present
            from bangban.services.documents.presentation import Checked, Made
            from bangban.services.documents.reviews import remember

            on_opened(remember)
            present(Checked(), ["documents.check"])
            present(Made(), ["documents.fix", "documents.draft", "documents.letters"])
