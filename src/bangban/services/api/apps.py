"""How does Django find the api service?"""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "bangban.services.api"
    label = "api"
