"""How does Django find the consultation service, and the executor its effect?"""

from django.apps import AppConfig
from django.conf import settings


class ConsultConfig(AppConfig):
    name = "bangban.services.consult"
    label = "consult"

    def ready(self) -> None:
        from bangban.governance.effects import register
        from bangban.services.consult.effects import ReleaseAnswer

        register(ReleaseAnswer())
        if settings.PROCESS != "executor":
            # The executor answers nobody, and loads no skill code.
            from bangban.governance.erasing import also_erase
            from bangban.governance.presentation import register as present
            from bangban.knowledge.changed import on_change
            from bangban.knowledge.doubted import tells
            from bangban.services.consult import asking, erasing, held, lasting
            from bangban.services.consult.handover import triggers
            from bangban.services.consult.presentation import Answer

            also_erase(erasing.KEPT)
            tells(held.doubted)
            on_change(lasting.follow)
            present(Answer(), ["answers.answer"])
            asking.on_asked(triggers.weigh)
