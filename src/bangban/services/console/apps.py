"""How does Django find the console service?"""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "bangban.services.console"
    label = "console"
