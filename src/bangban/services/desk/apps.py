"""How does Django find the desk service?"""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "bangban.services.desk"
    label = "desk"
