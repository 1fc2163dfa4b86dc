"""How do tests go to a single sign-on provider and come back, like a browser?"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.test import Client

CALLBACK = "http://testserver/accounts/oidc/callback"


def configure(settings: Any, **values: Any) -> None:
    """Set configuration values for one test, by their names with "__" for the dot."""
    given = {name.replace("__", "."): value for name, value in values.items()}
    settings.CONFIG = replace(settings.CONFIG, values={**settings.CONFIG.values, **given})


class Person:
    """Somebody at a browser who knows his name at the provider, and agrees to what it asks."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.browser = requests.Session()

    def at_provider(self, address: str, login: str) -> str:
        """Go to the provider's `address`, sign in as `login`, agree; return where it sends the browser back to."""
        answer = self.browser.get(address, allow_redirects=False, timeout=60)
        for _ in range(20):
            if answer.is_redirect:
                target = urljoin(answer.url, answer.headers["Location"])
                if target.startswith(CALLBACK):
                    return target
                answer = self.browser.get(target, allow_redirects=False, timeout=60)
                continue
            action, fields = _form(answer.text)
            if "login" in fields:
                fields |= {"login": login, "password": "any"}
            target = urljoin(answer.url, action)
            answer = self.browser.post(target, data=fields, allow_redirects=False, timeout=60)
        raise AssertionError("the provider never sent the browser back")

    def come_back(self, address: str) -> Any:
        parts = urlsplit(address)
        return self.client.get(f"{parts.path}?{parts.query}")

    def go(self, start: str, login: str) -> Any:
        """From our page `start` to the provider and back; return our answer."""
        sent = self.client.get(start)
        assert sent.status_code == 302, sent.content.decode()
        return self.come_back(self.at_provider(sent["Location"], login))


def _form(page: str) -> tuple[str, dict[str, str]]:
    action = re.search(r'<form[^>]*action="([^"]*)"', page)
    assert action, page
    fields = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input[^>]*name="([^"]*)"(?:[^>]*value="([^"]*)")?', page)
    }
    return html.unescape(action[1]), fields
