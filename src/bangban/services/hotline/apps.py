"""How does Django find the hotline service, the executor its effect, and governance its memory?"""

from django.apps import AppConfig
from django.conf import settings


class HotlineConfig(AppConfig):
    name = "bangban.services.hotline"
    label = "hotline"

    def ready(self) -> None:
        from bangban.governance.deadlines import watch_also
        from bangban.governance.effects import register
        from bangban.governance.tree import on_closing
        from bangban.services.hotline.adopting import RaiseAlert, UseModel
        from bangban.services.hotline.effects import CreateWorkOrder
        from bangban.services.hotline.orders import open_orders
        from bangban.services.hotline.watch import Watch

        register(CreateWorkOrder())
        register(UseModel())
        register(RaiseAlert())
        watch_also(Watch().round)
        on_closing(open_orders)
        if settings.PROCESS != "executor":
            # The executor opens no case, and loads no skill code.
            from bangban.governance.erasing import also_erase
            from bangban.governance.handle import on_opened, on_proposed
            from bangban.governance.presentation import register as present
            from bangban.services.hotline import erasing, incidents, lookout
            from bangban.services.hotline.fingerprints import remember
            from bangban.services.hotline.presentation import Advice, Dispatch, Warned

            also_erase(erasing.KEPT)
            on_opened(remember)
            on_proposed(incidents.on_proposed)
            on_opened(lookout.on_opened)
            present(Dispatch(), ["workorders.route"])
            present(Advice(), ["workorders.read"])
            present(Warned(), ["hotline.alert"])
