"""How does Django know the ledger?"""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "bangban.ledger"
    label = "ledger"
    verbose_name = "台账"
