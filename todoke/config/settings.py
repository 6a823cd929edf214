"""Django's settings, each read from the environment where an instance may differ.

| variable | meaning | default |
|---|---|---|
| TODOKE_MODE | ``local`` (this machine only) or ``production`` | ``local`` |
| SECRET_KEY | signs cookies; required in production | made once in ``var/secret_key`` |
| ALLOWED_HOSTS | host names, by commas; required in production | this machine |
| DATABASE_URL | ``sqlite:///FILE`` or ``postgres://USER:PASSWORD@HOST:PORT/NAME`` | ``var/todoke.sqlite3`` |
| TODOKE_VAR | folder for the database, the key and the collected static files | ``var`` |
| TODOKE_RULES | ``database``: the rules published in the registry; ``files``: those under ``data/`` | ``database`` |
| WHATIF_POPULATION | folder of the residents a changed rule is tried on | ``population/sample`` in TODOKE_VAR |
| TODOKE_CONTACT | mail address or page of the operator, told to sites whose links are checked | no check |
| TRUST_PROXY | 1 when a proxy in front sets X-Forwarded-Proto | 0 |
| TODOKE_KEYS, TODOKE_BLIND_KEY … | keys (todoke/config/keys.py); required in production | ``keys`` in TODOKE_VAR |
| SITE_URL | the address people know, as written in mail and letters | the first host; this machine's PORT |
| OIDC_ISSUER | identity provider (デジタル認証アプリ); compared exactly | the stand-in at 127.0.0.1:8001; off |
| OIDC_CLIENT_ID | our name there; empty: nobody logs in with a card | ``todoke`` on this machine; off |
| OIDC_ACR | levels asked for and accepted, by blanks | ``aal3 crl`` |
| OIDC_ACR_OPTIONAL | 1 when the provider's answer may name no level | 0 |
| MAIL_URL | ``smtp://USER:PASSWORD@HOST:PORT``, ``smtps://`` for TLS | the sink at 127.0.0.1:8025; off |
| MAIL_FROM, MAIL_DOMAIN | who sends, and the domain that signs | ``todoke@`` MAIL_DOMAIN; host of SITE_URL |
| DKIM_SELECTOR | under which name DNS holds the key of mail | ``todoke`` |
| VAPID_CONTACT | ``mailto:`` or ``https:`` of the operator, told to push services; empty: no push | this machine; off |
| PUSH_HOSTS | hosts of push services that may be asked, by commas; ``*.`` for any below | the four browsers' |
| LETTER_FONT | font of letters | ``Noto Sans CJK JP`` |
| AUDIT_SEALS | folder outside the database for the sealed heads of the audit | ``seals`` in TODOKE_VAR |
| VISIT_IDLE, VISIT_LONGEST | minutes after which a resident's visit ends: without a page, and at the latest | 30, 720 |
| LOG_LEVEL | DEBUG, INFO, WARNING, ERROR | INFO |
| DEBUG | 1 for development; refused in production | 0 |
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from todoke.config.database import read_database_url
from todoke.config.environment import Environment
from todoke.config.keys import read_keys
from todoke.config.logs import logging_settings
from todoke.config.secret_key import read_secret_key

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = BASE_DIR / "data"

_env = Environment(os.environ)

VAR_DIR = BASE_DIR / (_env.find_text("TODOKE_VAR") or "var")

# Where the rules of the finder come from: in a running instance the registry's database is the truth.
RULES_FROM = _env.choice("TODOKE_RULES", choices=("database", "files"), default="database")

# On whom a changed rule is tried before it is approved (`todoke population make`).
WHATIF_POPULATION = Path(_env.find_text("WHATIF_POPULATION") or VAR_DIR / "population" / "sample")

# Who asks: sites whose pages are checked are told how to reach the operator (`todoke links check`).
LINK_CONTACT = _env.find_text("TODOKE_CONTACT") or ""

PRODUCTION = _env.choice("TODOKE_MODE", choices=("local", "production"), default="local") == "production"
DEBUG = _env.flag("DEBUG", default=False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DEBUG is on in production. Set DEBUG=0: its error pages show answers.")

SECRET_KEY = read_secret_key(_env, production=PRODUCTION, kept_in=VAR_DIR / "secret_key")
if PRODUCTION:
    _env.text("ALLOWED_HOSTS", example="todoke.example")
ALLOWED_HOSTS = _env.words("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is '*'. Name the hosts, for example: todoke.example")

# --- keys ---

KEYS = read_keys(_env, production=PRODUCTION, kept_in=VAR_DIR / "keys")

# --- who reaches whom: the address of this site, the identity provider, mail, push, letters ---


def _local(default: str) -> str:
    """Return the default of what only a single machine has."""
    return "" if PRODUCTION else default


SITE_URL = (
    _env.find_text("SITE_URL")
    or _local(f"http://127.0.0.1:{_env.number('PORT', default=8000, low=1, high=65535)}")
    or f"https://{ALLOWED_HOSTS[0]}"
).rstrip("/")
OIDC_ISSUER = _env.find_text("OIDC_ISSUER") or _local("http://127.0.0.1:8001/api/realms/main")
OIDC_CLIENT_ID = _env.find_text("OIDC_CLIENT_ID") or _local("todoke")
OIDC_ACR = (_env.find_text("OIDC_ACR") or "aal3 crl").split()
OIDC_ACR_OPTIONAL = _env.flag("OIDC_ACR_OPTIONAL", default=False)
MAIL_URL = _env.find_text("MAIL_URL") or _local("smtp://127.0.0.1:8025")
MAIL_DOMAIN = _env.find_text("MAIL_DOMAIN") or urlsplit(SITE_URL).hostname or ""
MAIL_FROM = _env.find_text("MAIL_FROM") or f"todoke@{MAIL_DOMAIN}"
DKIM_SELECTOR = _env.find_text("DKIM_SELECTOR") or "todoke"
VAPID_CONTACT = _env.find_text("VAPID_CONTACT") or _local("mailto:todoke@localhost")
PUSH_HOSTS = _env.words(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "*.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    ],
)
LETTER_FONT = _env.find_text("LETTER_FONT") or "Noto Sans CJK JP"
AUDIT_SEALS = Path(_env.find_text("AUDIT_SEALS") or VAR_DIR / "seals")
VISIT_IDLE = timedelta(minutes=_env.number("VISIT_IDLE", default=30, low=1, high=24 * 60))
VISIT_LONGEST = timedelta(minutes=_env.number("VISIT_LONGEST", default=12 * 60, low=1, high=7 * 24 * 60))

# --- rooms ---

# What a visitor of the finder answers is never stored; what is held about residents is under /my/ alone.
INSTALLED_APPS = [
    "todoke.config",
    "todoke.ui",
    "todoke.apps.access",
    "todoke.apps.tenancy",
    "todoke.apps.vault",
    "todoke.apps.places",
    "todoke.apps.audit",
    "todoke.apps.accounts",
    "todoke.apps.identity",
    "todoke.apps.people",
    "todoke.apps.registry",
    "todoke.apps.mandates",
    "todoke.apps.consent",
    "todoke.apps.channels",
    "todoke.apps.belief",
    "todoke.apps.notices",
    "todoke.apps.planning",
    "todoke.apps.subscriptions",
    "todoke.apps.entitlements",
    "todoke.apps.responses",
    "todoke.apps.screening",
    "todoke.apps.portal",
    "todoke.apps.desk",
    "todoke.apps.home",
    "todoke.api",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "todoke.config.middleware.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a list of programs shrinks to a quarter; Django pads against BREACH
    "todoke.config.middleware.protect_responses",
    "todoke.config.sessions.Sessions",
    "todoke.config.actors.identify",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "todoke.config.urls"
WSGI_APPLICATION = "todoke.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

DATABASES = {
    "default": read_database_url(
        _env.find_text("DATABASE_URL") or f"sqlite:///{quote(str(VAR_DIR))}/todoke.sqlite3",
        root=BASE_DIR,
    )
}
AUTH_USER_MODEL = "accounts.Account"
AUTH_PASSWORD_VALIDATORS = [{"NAME": "todoke.apps.accounts.passwords.LongEnough"}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- languages and time ---

# Easy Japanese (やさしい日本語) is a language of its own; what it lacks falls back to Japanese, the source.
LANG_INFO["ja-easy"] = {
    "bidi": False,
    "code": "ja-easy",
    "name": "Easy Japanese",
    "name_local": "やさしいにほんご",
}
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("ja-easy", "やさしいにほんご"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# --- static files ---

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# whitenoise warns at start about a folder that collectstatic has not made yet.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# --- what a browser keeps, and how pages are protected ---

# Answers live in a signed cookie that ends with the browser, after two hours at the latest (docs/adr/0004).
# Staff at /desk/ have sessions of their own on the server (todoke/config/sessions.py).
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "todoke_answers"
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_AGE = None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if _env.flag("TRUST_PROXY", default=False) else None
)
# A household is a few kilobytes; anything larger is refused before it is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- logs ---

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(
    _env.choice("LOG_LEVEL", choices=("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"), plain=DEBUG
)
