"""How is Django set up for this process? Everything a city may change comes from `bangban.config`."""

from __future__ import annotations

import os
from pathlib import Path

from bangban import config as bangban_config
from bangban.site.databases import database

CONFIG = bangban_config.load()
PROCESS = os.environ.get("BANGBAN_PROCESS", "owner")
"""web, executor, host, or owner (the command line): decides the database role."""

HERE = Path(__file__).resolve().parent


def _secret_key() -> str:
    file = CONFIG.path("keys", "session.key")
    if PROCESS in ("web", "owner") and file.exists():
        return file.read_text("ascii").strip()
    # Only the web process signs sessions; the others never do and hold no key.
    return "this-process-signs-no-session-" + os.urandom(24).hex()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = list(CONFIG["web.allowed_hosts"])
ROOT_URLCONF = "bangban.site.urls"
WSGI_APPLICATION = "bangban.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(CONFIG, PROCESS)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Each costs a third of a second to load, so only where it is used: tasks wait for the worker, and the API's
    # description has a page (also where nobody says which process this is: in tests).
    *(("django_tasks", "django_tasks_db") if PROCESS != "executor" else ()),
    *(("ninja",) if os.environ.get("BANGBAN_PROCESS", "web") == "web" else ()),
    "bangban.agencies",
    "bangban.ledger",
    "bangban.knowledge",
    "bangban.governance",
    "bangban.services.hotline",
    "bangban.services.sources",
    "bangban.services.consult",
    "bangban.services.documents",
    "bangban.services.gateway",
    "bangban.services.portal",
    "bangban.services.desk",
    "bangban.services.console",
    "bangban.services.register",
    "bangban.services.accounts",
    "bangban.services.api",
    "bangban.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bangban.site.middleware.RequestFrame",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bangban.site.bodies.BodyBound",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bangban.services.accounts.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bangban.site.middleware.ProblemPages",
]
CSRF_FAILURE_VIEW = "bangban.site.views.csrf_failed"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [("bangban.site.loading.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bangban.site.context.frame",
            ],
            # The pages' own vocabulary, so that no template begins with a line of loads.
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "bangban.site.templatetags.words",
                "bangban.site.templatetags.components",
                "bangban.site.templatetags.navigation",
            ],
        },
    },
]

AUTH_USER_MODEL = "agencies.Officer"
AUTHENTICATION_BACKENDS = ["bangban.services.accounts.backend.OfficerBackend"]
LOGIN_URL = "/accounts/sign-in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_ENGINE = "bangban.services.accounts.session_store"
SESSION_COOKIE_AGE = CONFIG["web.session_minutes"] * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if CONFIG["web.https"]:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = CONFIG["language"]
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = CONFIG["timezone"]

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Uploads are read in a limited child process; the request itself is bounded here.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 5

EMAIL_HOST = CONFIG["email.host"] or "localhost"
EMAIL_PORT = CONFIG["email.port"]
EMAIL_USE_TLS = CONFIG["email.tls"] == "starttls"
EMAIL_USE_SSL = CONFIG["email.tls"] == "tls"
EMAIL_HOST_USER = CONFIG["email.user"]
EMAIL_HOST_PASSWORD = CONFIG["email.password"]
DEFAULT_FROM_EMAIL = CONFIG["email.sender"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"bangban": {"level": "INFO"}},
}
