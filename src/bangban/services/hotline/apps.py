"""How does Django find the hotline service?"""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "bangban.services.hotline"
    label = "hotline"
