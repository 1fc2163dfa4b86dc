"""How does Django know the ledger, and may it start as it is configured?"""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "bangban.ledger"
    label = "ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        """Refuse to start with a retention below the law's floor.

        Raises:
            RetentionTooShort: a setting is below its floor.
        """
        from bangban.config import load
        from bangban.ledger.retention import check

        check(load())
