"""How does Django find the portal service?"""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "bangban.services.portal"
    label = "portal"
