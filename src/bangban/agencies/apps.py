"""How does Django find the agencies, and skills their duties?"""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "bangban.agencies"
    label = "agencies"
