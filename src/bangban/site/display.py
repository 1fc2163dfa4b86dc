"""How does this reader want pages shown? Kept in cookies, so it holds before signing in and without script."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEMES = ("auto", "light", "dark")
THEME_COOKIE, TYPE_COOKIE, KEYS_COOKIE = "bangban_theme", "bangban_type", "bangban_keys"
YEAR_SECONDS = 31_536_000


@dataclass(frozen=True)
class Display:
    theme: str = "auto"
    large: bool = False
    keys: bool = True
    """Whether single-letter shortcuts work (WCAG 2.1.4: they can be switched off)."""

    @classmethod
    def of(cls, request: HttpRequest) -> Display:
        theme = request.COOKIES.get(THEME_COOKIE, "auto")
        return cls(
            theme=theme if theme in THEMES else "auto",
            large=request.COOKIES.get(TYPE_COOKIE) == "large",
            keys=request.COOKIES.get(KEYS_COOKIE) != "off",
        )


def language_of(request: HttpRequest) -> str:
    """The reader's own choice, or the installation's language.

    The browser's Accept-Language is not asked: office machines often come with an English browser.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def remember(response: HttpResponse, given: dict[str, str]) -> None:
    """Keep the choices in `given` (theme, type, keys, language) for a year; a default forgets its cookie."""

    def keep(name: str, value: str, default: str = "") -> None:
        if value == default:
            response.delete_cookie(name, samesite="Lax")
            return
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(name, value, max_age=YEAR_SECONDS, samesite="Lax", secure=secure, httponly=True)

    if given.get("theme") in THEMES:
        keep(THEME_COOKIE, given["theme"], "auto")
    if given.get("type") in ("normal", "large"):
        keep(TYPE_COOKIE, given["type"], "normal")
    if given.get("keys") in ("on", "off"):
        keep(KEYS_COOKIE, given["keys"], "on")
    if given.get("language") in dict(settings.LANGUAGES):
        keep(settings.LANGUAGE_COOKIE_NAME, given["language"])
