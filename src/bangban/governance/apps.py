"""How does Django find governance?"""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "bangban.governance"
    label = "governance"
