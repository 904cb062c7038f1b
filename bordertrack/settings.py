"""All settings, read from the environment. The embedded default is what `./up` starts under `var/`."""

import importlib.util
import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where and how it runs ---

VAR_DIR = (BASE_DIR / env("VAR_DIR", default="var")).resolve()
PORT = env.int("PORT", default=8000)
PUBLIC_URL = env("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")

# The embedded default: no server was named, so the private ones under var/ are used.
EMBEDDED = not env("DATABASE_URL", default="")

DEBUG = env.bool("DEBUG", default=False)
if DEBUG and not EMBEDDED:
    raise ImproperlyConfigured("DEBUG is for the embedded default only: unset DEBUG, or unset DATABASE_URL.")


def _embedded_secret_key() -> str:
    """Return the key kept in var/, made on first use."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    if not EMBEDDED:
        raise ImproperlyConfigured("SECRET_KEY is not set: give 50 or more random characters.")
    SECRET_KEY = _embedded_secret_key()
elif not EMBEDDED and (len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure")):
    raise ImproperlyConfigured("SECRET_KEY is a default or too short: give 50 or more random characters.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "127.0.0.1"]
    if EMBEDDED:
        ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
if "*" in ALLOWED_HOSTS and not EMBEDDED:
    raise ImproperlyConfigured("ALLOWED_HOSTS may not hold '*': name the hosts.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Gives back what was typed into a form whose token no longer fits.
CSRF_FAILURE_VIEW = "incidents.views.new.csrf_failure"

# --- Apps and middleware ---

INSTALLED_APPS = [
    "bordertrack",
    "analysis",
    "incidents",
    "notifications",
    "segments",
    "audit",
    "people",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "leaflet",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "people.middleware.RequestIdMiddleware",
    # A page of 100 KB takes 16 s at 50 kbit/s. Django pads what it compresses, and masks its CSRF tokens.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "people.middleware.DatabaseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.sessions.SessionLifeMiddleware",
    "people.middleware.TokenMiddleware",
    "people.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "people.middleware.NoStoreMiddleware",
    "people.gate.GateMiddleware",
    # Innermost: everything a view does, late rendering included, runs as the one who asks.
    "people.middleware.ActingMiddleware",
]

ROOT_URLCONF = "bordertrack.urls"
WSGI_APPLICATION = "bordertrack.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "people.context_processors.page_frame",
                "notifications.context_processors.inbox",
            ],
        },
    },
]

# --- Database: two roles, see people/rowsecurity.py ---


def _embedded_database_url(role: str) -> str:
    # A socket path may hold 107 bytes; ./up writes where the socket lies.
    where = VAR_DIR / "postgres.socket"
    folder = where.read_text().strip() if where.exists() else str(VAR_DIR / "run")
    return f"postgis://{role}@/bordertrack?host={quote(folder, safe='')}"


DATABASE_ROLE = env("DATABASE_ROLE", default="app")
_app_url = env("DATABASE_URL", default="") or _embedded_database_url("bordertrack_app")
_owner_url = env("DATABASE_OWNER_URL", default="") or (_embedded_database_url("bordertrack_owner") if EMBEDDED else "")
if DATABASE_ROLE == "owner" and not _owner_url:
    raise ImproperlyConfigured("DATABASE_OWNER_URL is not set: this command signs in as the owner of the tables.")

DATABASES = {"default": environ.Env.db_url_config(_owner_url if DATABASE_ROLE == "owner" else _app_url)}
DATABASES["default"].update(
    ENGINE="django.contrib.gis.db.backends.postgis",
    ATOMIC_REQUESTS=True,
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
)
# 3 s for a page, 60 s for a worker, 600 s for the owner's commands; never without an end.
STATEMENT_TIMEOUT_MS = env.int("STATEMENT_TIMEOUT_MS", default=600_000 if DATABASE_ROLE == "owner" else 3_000)
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=15000 -c timezone=UTC"
)

# GEOS, GDAL and PROJ come with the locked wheels, so that a web machine needs no packages of its own and all run
# the same versions.
_site_packages = Path(str(importlib.util.find_spec("pyogrio").origin)).parent.parent  # type: ignore[union-attr]
GDAL_LIBRARY_PATH = str(next((_site_packages / "pyogrio.libs").glob("libgdal-*.so*")))
GEOS_LIBRARY_PATH = str(next((_site_packages / "shapely.libs").glob("libgeos_c-*.so*")))

# --- Who signs in ---

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {"login": "people.forms.SignInForm", "reauthenticate": "people.forms.ConfirmForm"}
ACCOUNT_ADAPTER = "people.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key,30/15m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
PASSWORD_RESET_TIMEOUT = 24 * 3600

# Whether a person without a second factor gets no further than the page that sets one up.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not EMBEDDED)
MFA_ADAPTER = "people.adapters.FactorAdapter"
MFA_FORMS = {
    "activate_totp": "people.forms.FirstCodeForm",
    "add_webauthn": "people.forms.KeyForm",
    "authenticate": "people.forms.FactorForm",
    "authenticate_webauthn": "people.forms.KeyAnswerForm",
    "reauthenticate": "people.forms.FactorAgainForm",
    "reauthenticate_webauthn": "people.forms.KeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A code counts once, for as long as its 30 seconds last: a tolerance would outlive the mark that it was used.
MFA_TOTP_TOLERANCE = 0

# Counts of failures and used codes hold over all web processes, so they lie in the database. Room for so many
# that an attacker's own entries push nobody else's out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Twelve hours in all, half an hour without a request.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=1800)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# --- What a browser is told ---

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^healthz/alerting$"]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Failures are counted by address too, and the proxy's own would be everybody's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# Not "no-referrer": browsers then send "Origin: null" with a form, and the CSRF check refuses it.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- What may come in ---

# A body is read whole, into memory, before the database's transaction begins: the largest file, and room to say of a
# somewhat larger one beside its field what is wrong. Nothing is laid on a disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
FILE_UPLOAD_HANDLERS = ["people.uploads.BoundedUploadHandler"]

# --- Languages and time ---

LANGUAGE_CODE = "en"
LANGUAGES = [("ru", _("Russian")), ("tg", _("Tajik")), ("ky", _("Kyrgyz")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Static files ---

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("basemap", BASE_DIR / "data" / "basemap")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env("STATICFILES_STORAGE", default="bordertrack.storage.HashedStorage")},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Map: our own basemap, no tile server is ever asked ---

LEAFLET_CONFIG = {
    "TILES": [],
    "DEFAULT_CENTER": (39.95, 70.6),
    "DEFAULT_ZOOM": 9,
    "MIN_ZOOM": 6,
    "MAX_ZOOM": 17,
    "ATTRIBUTION_PREFIX": "",
    "RESET_VIEW": False,
    # Ours says km in the language of the page.
    "SCALE": None,
}
# What a coordinate may be: a box around the border, WGS84 west, south, east, north.
OPERATING_REGION = tuple(env.list("OPERATING_REGION", cast=float, default=[67.0, 37.5, 75.0, 41.5]))

# --- API ---

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "people.authentication.TokenAuthentication",
        "people.authentication.PageSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["people.permissions.SignedInWithScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["bordertrack.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "bordertrack.api.problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "bordertrack",
    "DESCRIPTION": "Incidents along a contested border, and what both sides do about them.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "Cause": "incidents.codes.Cause",
        "Form": "incidents.codes.Form",
        "IncidentStatus": "incidents.codes.Status",
        "Origin": "incidents.codes.Origin",
        "IncidentVisibility": "incidents.codes.Visibility",
        "AlertKind": "notifications.models.outbox.AlertKind",
        "AnswerKind": "notifications.models.outbox.AnswerKind",
        "AccountState": "incidents.codes.AccountState",
        "CasualtyStatus": "incidents.codes.CasualtyStatus",
        "EntryKind": "incidents.models.timeline.EntryKind",
        "LinkKind": "incidents.codes.LinkKind",
        "OwnOrBoth": "incidents.api.fields.OWN_OR_BOTH",
        "Role": "people.models.Role",
        "Severity": "incidents.codes.Severity",
        "TimePrecision": "incidents.codes.TimePrecision",
        "WrittenKind": "incidents.api.timeline.WRITTEN_KINDS",
        "SegmentStatus": "segments.api.schema.STATUS",
        "AlertVisibility": "notifications.models.outbox.AlertVisibility",
    },
}

# --- Figures ---

# Which origins count in figures unless a filter says otherwise.
FIGURES_ORIGINS = env.list("FIGURES_ORIGINS", default=["official", "public_source"] if EMBEDDED else ["official"])

# --- Tasks: PostgreSQL holds the truth, Celery only speeds it up ---

BROKER_URL = env("BROKER_URL", default=f"redis+socket://{quote(str(VAR_DIR))}/run/broker.sock")
if EMBEDDED and (VAR_DIR / "broker.socket").exists() and not env("BROKER_URL", default=""):
    BROKER_URL = f"redis+socket://{quote((VAR_DIR / 'broker.socket').read_text().strip())}"
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "visibility_timeout": 3600,
    "max_retries": 0,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # `expires` keeps ticks from piling up while no worker runs.
    "deliver-due": {"task": "notifications.tasks.deliver_due", "schedule": 5.0, "options": {"expires": 5}},
    "seal-audit": {"task": "audit.tasks.seal_pending", "schedule": 5.0, "options": {"expires": 5}},
    "mail-head": {"task": "audit.tasks.mail_head", "schedule": 300.0, "options": {"expires": 60}},
}

# --- Mail ---

EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "notifications.mailfiles.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("FROM_EMAIL", default="bordertrack@localhost")

# --- Webhooks: public addresses only, unless a closed installation lists its own networks ---

WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", cast=int, default=[443])
WEBHOOK_ALLOWED_NETWORKS = env.list("WEBHOOK_ALLOWED_NETWORKS", default=[])

# --- Logs: no narrative, coordinates, address or token at any level ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"keys": {"()": "people.logs.HideKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["keys"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # GEOS tells the coordinates of what it refuses.
        "django.contrib.gis": {"level": "ERROR"},
        # Statements carry literals.
        "django.db.backends": {"level": "WARNING"},
    },
}

SILENCED_SYSTEM_CHECKS = ["account.W001"]
