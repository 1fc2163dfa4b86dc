"""How does Django find the register service?"""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "bangban.services.register"
    label = "register"
