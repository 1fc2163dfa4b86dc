"""How does Django find the pages of the sources?"""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "bangban.services.sources"
    label = "sources"
