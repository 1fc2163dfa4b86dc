"""How does Django find the knowledge base?"""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "bangban.knowledge"
    label = "knowledge"
