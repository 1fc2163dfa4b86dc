"""How does Django find the accounts service?"""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bangban.services.accounts"
    label = "accounts"
