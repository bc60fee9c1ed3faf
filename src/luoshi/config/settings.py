"""Django settings, all from the environment; docs/settings.md lists them."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from luoshi.cli import environment
from luoshi.config import assistants, doors, logs

PACKAGE = Path(__file__).resolve().parent.parent
LUOSHI_HOME = environment.home()


def _kept_secret(name: str, file: str) -> str:
    """The secret from the environment, or one made once and kept in the home folder."""
    said = environment.text(name)
    if said:
        return said
    path = LUOSHI_HOME / "secrets" / file
    if not path.exists():
        # Each by itself: the folders above a new one are made as open as the mask of the process leaves them.
        for folder in (LUOSHI_HOME, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = path.with_name(f"{file}.{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        with made.open("w", encoding="utf-8") as out:
            out.write(secrets.token_urlsafe(32))
            out.flush()
            # A key that is lost with the power makes everything sealed with it unreadable.
            os.fsync(out.fileno())
        # A link never replaces: of two processes starting at once, both read the first one's secret.
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    kept = path.read_text(encoding="utf-8").strip()
    if not kept:
        raise environment.SettingError(f"{path} is empty: put the key back from the set of keys, or set {name}")
    return kept


def _database(url: str) -> dict[str, Any]:
    """The `DATABASES` entry for `DATABASE_URL`; SQLite in the home folder without one."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": LUOSHI_HOME / "luoshi.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA cache_size=-64000;PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise environment.SettingError(
            f"DATABASE_URL={parts.scheme}://…: write postgresql://user:password@host:port/name"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        # A server that was started again is noticed before the first statement, not by it.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


SECRET_KEY = _kept_secret("LUOSHI_SECRET_KEY", "session-key")
LUOSHI_KEY = _kept_secret("LUOSHI_KEY", "record-key")
DEBUG = environment.flag("LUOSHI_DEBUG", False)
ALLOWED_HOSTS = [h for h in environment.text("LUOSHI_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
DATABASES = {"default": _database(environment.text("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LUOSHI_FILES = LUOSHI_HOME / "files"
LUOSHI_UPLOAD_LIMIT = environment.whole("LUOSHI_UPLOAD_LIMIT_MB", 30) * 1024 * 1024
LUOSHI_CLAMD = environment.text("LUOSHI_CLAMD")
LUOSHI_EXPORT_AT_ONCE = environment.within("LUOSHI_EXPORT_AT_ONCE", 2000, 0, 1_000_000)
LUOSHI_READ_AT_ONCE = environment.within("LUOSHI_READ_AT_ONCE_KB", 512, 0, 1_000_000) * 1024
LUOSHI_RESULT_DAYS = environment.within("LUOSHI_RESULT_DAYS", 7, 1, 365)
LUOSHI_TRIAL_HOURS = environment.within("LUOSHI_TRIAL_HOURS", 4, 1, 24)
LUOSHI_VERIFY_AT = environment.time_of_day("LUOSHI_VERIFY_AT", "03:00")
LUOSHI_ASSISTANT_URL, LUOSHI_ASSISTANT_MODEL, LUOSHI_ASSISTANT_KEY = assistants.assistant()
LUOSHI_ASSISTANT_SECONDS = environment.within("LUOSHI_ASSISTANT_SECONDS", 30, 1, 300)
LUOSHI_ASSISTANT_MOST = environment.within("LUOSHI_ASSISTANT_MOST", 200, 1, 5000)
LUOSHI_RULES = environment.text("LUOSHI_RULES")
LUOSHI_DEMO = (LUOSHI_HOME / "demo.json").exists()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "luoshi.record",
    "luoshi.jobs",
    "luoshi.search",
    "luoshi.rulebook",
    "luoshi.org",
    "luoshi.ledger",
    "luoshi.supervision",
    "luoshi.intake",
    "luoshi.delivery",
    "luoshi.web",
]
MIDDLEWARE = [
    "luoshi.web.watch.Watched",
    "luoshi.web.middleware.StrictPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "luoshi.web.middleware.SessionsLast",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "luoshi.web.middleware.NotTooMuch",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "luoshi.web.middleware.SittingGoesOn",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "luoshi.web.errors.RefusalPages",
]
ROOT_URLCONF = "luoshi.config.urls"
WSGI_APPLICATION = "luoshi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "luoshi.web.jinja.environment"},
    },
]
AUTH_USER_MODEL = "org.Account"
# The directory server is asked first: what it refuses must not be tried as a password of the house, unless kept so.
AUTHENTICATION_BACKENDS = ["luoshi.org.federation.doors.DirectoryBackend", "luoshi.org.sign_in.LockingBackend"]
LUOSHI_WATERMARK = environment.one_of("LUOSHI_WATERMARK", "sensitive", ("off", "sensitive", "all"))
OIDC_DOOR, LDAP_DOOR = doors.oidc(), doors.ldap()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
CSRF_FAILURE_VIEW = "luoshi.web.errors.forbidden"
# The numbers of R12-07: docs/settings.md says which are a standard's and which are ours.
SESSION_COOKIE_AGE = environment.within("LUOSHI_IDLE_MINUTES", 15, 1, 24 * 60) * 60
LUOSHI_ONE_SITTING = environment.flag("LUOSHI_ONE_SITTING", not LUOSHI_DEMO)
LUOSHI_LOCK_TRIES = environment.within("LUOSHI_LOCK_TRIES", 5, 1, 100)
LUOSHI_LOCK_MINUTES = environment.within("LUOSHI_LOCK_MINUTES", 30, 1, 24 * 60)
LUOSHI_PASSWORD_LENGTH = environment.within("LUOSHI_PASSWORD_LENGTH", 8, 8, 64)
LUOSHI_PASSWORD_SORTS = environment.within("LUOSHI_PASSWORD_SORTS", 3, 1, 4)
LUOSHI_PASSWORD_DAYS = environment.within("LUOSHI_PASSWORD_DAYS", 90, 0, 3650)
LUOSHI_PASSWORD_HISTORY = environment.within("LUOSHI_PASSWORD_HISTORY", 5, 0, 24)
LUOSHI_TWO_FACTOR = environment.one_of("LUOSHI_TWO_FACTOR", "offered", ("off", "offered", "administrators", "everyone"))
LUOSHI_ORIGIN = environment.text("LUOSHI_ORIGIN").rstrip("/")
# A page that is read writes nothing but, once a minute, that the sitting goes on (luoshi.web.sitting).
SESSION_ENGINE = "luoshi.org.sittings"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.flag("LUOSHI_HTTPS", False)
# Behind the TLS proxy the pages themselves speak plain HTTP: without its word a form from https looks foreign.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_ROOT = LUOSHI_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LUOSHI_TICK_SECONDS = environment.within("LUOSHI_TICK_SECONDS", 60, 1, 600)
LUOSHI_METRICS = environment.one_of("LUOSHI_METRICS", "loopback", ("off", "loopback", "token"))
LUOSHI_METRICS_TOKEN = environment.text("LUOSHI_METRICS_TOKEN")
if LUOSHI_METRICS == "token" and len(LUOSHI_METRICS_TOKEN) < 16:
    raise environment.SettingError("LUOSHI_METRICS=token: write at least 16 characters into LUOSHI_METRICS_TOKEN")
LOGGING: dict[str, Any] = logs.configuration(environment.one_of("LUOSHI_LOG", "auto", ("json", "text", "auto")))
