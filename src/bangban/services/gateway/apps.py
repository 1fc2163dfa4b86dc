"""How does Django find the gateway's tables and pages?"""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "bangban.services.gateway"
    label = "gateway"
