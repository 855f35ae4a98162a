"""The one settings file. With no environment at all it is a working clinic on one machine.

Every value a person may change is declared through `env`, so that `manage.py settings` can print it.
"""

import contextlib
import os
import pathlib
import secrets as random_secrets
import urllib.parse

from csp.constants import NONCE, NONE, SELF

from needlepoint.config import env as environment

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ENV = environment.from_process()

# --- What an operator may set -----------------------------------------------------------------------------
MODE = ENV.choice(
    "MODE",
    "clinic",
    ("clinic", "demo", "test"),
    "clinic for real use; demo tells an invented week; test for the tests.",
)
DATA = pathlib.Path(
    ENV.text("DATA", str(ROOT / "data"), "Folder for the database, mail and keys of an embedded clinic.")
)
DATABASE_URL = ENV.text("DATABASE_URL", "", "postgresql://… to leave the embedded SQLite file.")
ADDRESS = ENV.text(
    "ADDRESS", "127.0.0.1", "Address the server listens on. Anything but this machine needs HTTPS in front."
)
PORT = ENV.number("PORT", 0, "Port; 0 takes the first free one of 8000–8099.", most=65535)
WORKERS = ENV.number("WORKERS", 2, "Server processes.", least=1, most=64)
THREADS = ENV.number("THREADS", 4, "Requests that each server process handles at once.", least=1, most=64)
ORIGIN = ENV.text(
    "ORIGIN", "", "How people reach the clinic, such as https://clinic.example. Needed off this machine."
)
PROXIES = ENV.number("PROXIES", 0, "Trusted proxies in front of the server, for the address of a caller.")
GIVEN_SECRET = ENV.secret(
    "SECRET_KEY", "Signs sessions and links. Made on first start in the data folder when not given."
)
EMAIL_URL = ENV.secret(
    "EMAIL_URL", "smtp://user:password@host:587 (or smtps://). Without it mail is written to the data folder."
)
EMAIL_FROM = ENV.text("EMAIL_FROM", "clinic@localhost", "The address that mail comes from.")
SMS_PROVIDER = ENV.choice(
    "SMS_PROVIDER",
    "console",
    ("console", "twilio"),
    "Who carries text messages; console only writes them to the data folder, so with a mail server reminders go by mail.",
)
SMS_FROM = ENV.text(
    "SMS_FROM",
    "",
    "The number that texts come from, such as +12125550100, or a Twilio messaging service (MG…).",
)
SMS_TWILIO_ACCOUNT = ENV.text("SMS_TWILIO_ACCOUNT", "", "The account at Twilio (AC…).")
SMS_TWILIO_TOKEN = ENV.secret(
    "SMS_TWILIO_TOKEN", "The account's auth token; it also proves that answers to texts come from Twilio."
)
SMS_TWILIO_URL = ENV.text(
    "SMS_TWILIO_URL",
    "https://api.twilio.com",
    "Where Twilio's API answers; another region has another address.",
)
CLOCK = ENV.moment(
    "CLOCK",
    "Demo and test only: pretend it is this moment, such as 2026-11-23T09:30-05:00, and run on from there.",
)
STAFF_IDLE_MINUTES = ENV.number(
    "STAFF_IDLE_MINUTES",
    30,
    "Staff are signed out after this many minutes without a deed; needles rest for 25.",
)
PATIENT_IDLE_MINUTES = ENV.number(
    "PATIENT_IDLE_MINUTES", 60, "Patients are signed out after this many quiet minutes."
)
KIOSK_IDLE_MINUTES = ENV.number(
    "KIOSK_IDLE_MINUTES",
    10,
    "A form on the clinic's tablet closes after this many quiet minutes, and after an hour in any case.",
)
BACKUPS = ENV.flag(
    "BACKUPS", default=True, sentence="Whether a backup is made every night, and tried at once."
)
BACKUPS_TO = ENV.text(
    "BACKUPS_TO", "", "Folder for backups, best on another disk; empty is backups in the data folder."
)
BACKUP_KEY = ENV.secret(
    "BACKUP_KEY",
    "Key of the backups (AGE-SECRET-KEY-1…). Made on first use in the data folder when not given.",
)
LOG_LEVEL = ENV.choice(
    "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"), "How much the server says."
)

IS_DEMO = MODE == "demo"
IS_TEST = MODE == "test"
IS_LOOPBACK = ADDRESS in {"127.0.0.1", "localhost", "::1"}
IS_HTTPS = ORIGIN.startswith("https://")

ENV.check_unknown()
if CLOCK and not (IS_DEMO or IS_TEST):
    ENV.faults.append("NEEDLEPOINT_CLOCK is for demo and test only; a clinic runs on the real time.")
if DATABASE_URL and not DATABASE_URL.startswith(("postgresql://", "postgres://")):
    ENV.faults.append(
        "NEEDLEPOINT_DATABASE_URL must begin with postgresql://. Leave it out for the embedded SQLite file."
    )
if SMS_PROVIDER == "twilio":
    ENV.faults += [
        f"NEEDLEPOINT_{name} is needed when NEEDLEPOINT_SMS_PROVIDER is twilio."
        for name in ("SMS_FROM", "SMS_TWILIO_ACCOUNT", "SMS_TWILIO_TOKEN")
        if not ENV.declared[f"NEEDLEPOINT_{name}"].value
    ]
    if not SMS_TWILIO_URL.startswith(("https://", "http://127.0.0.1:")):
        ENV.faults.append(
            "NEEDLEPOINT_SMS_TWILIO_URL must begin with https://, since the token travels there."
        )
if not IS_LOOPBACK:
    # Off this machine, every missing safeguard is named in one message.
    if IS_DEMO:
        ENV.faults.append(
            "The demo lets anyone in as anyone, so it only runs on this machine: leave NEEDLEPOINT_ADDRESS out."
        )
    if not GIVEN_SECRET:
        ENV.faults.append(
            "NEEDLEPOINT_SECRET_KEY (or …_FILE) is needed when the clinic is reached from other machines."
        )
    if not IS_HTTPS:
        ENV.faults.append("NEEDLEPOINT_ORIGIN must be the https:// address people use.")
    if not EMAIL_URL:
        ENV.faults.append("NEEDLEPOINT_EMAIL_URL is needed: sign-in codes and links travel by mail.")
ENV.raise_faults()


def _secret_key() -> str:
    """The given key, or one made on first start and kept in the data folder with mode 600."""
    if GIVEN_SECRET:
        return GIVEN_SECRET
    if IS_TEST:
        return "for the tests only, where nothing is secret"
    file = DATA / "secret-key"
    try:
        if not file.exists():
            DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
            # When two processes start at once, the first one's key stands.
            with contextlib.suppress(FileExistsError):
                handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "w", encoding="utf-8") as open_file:
                    open_file.write(random_secrets.token_urlsafe(48))
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise environment.UnableToStart(environment.folder_words(DATA, error)) from error


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = (
    [urllib.parse.urlsplit(ORIGIN).hostname or ""]
    if ORIGIN
    else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []

# --- Apps, in the order of the journey, last step first (as .importlinter states it) ------------------------
INSTALLED_APPS = [
    "needlepoint.desk",
    "needlepoint.portal",
    "needlepoint.registry",
    "needlepoint.exchange",
    "needlepoint.outcomes",
    "needlepoint.charting",
    "needlepoint.plans",
    "needlepoint.intake",
    "needlepoint.booking",
    "needlepoint.screening",
    "needlepoint.frontdoor",
    "needlepoint.people",
    "needlepoint.house",
    "needlepoint.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.forms",  # its widget templates, for the ones that the design system leaves alone
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "needlepoint.house.middleware.RequestMark",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "needlepoint.house.middleware.Manners",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # below the manners, so that files have them too
    "needlepoint.frontdoor.middleware.PublicPages",  # above what finds out who asks: these are the same for everybody
    "django.contrib.sessions.middleware.SessionMiddleware",
    "needlepoint.house.languages.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "needlepoint.people.middleware.WhoIsAsking",
]

ROOT_URLCONF = "needlepoint.config.urls"
BESIDE_A_NAME = "needlepoint.plans.queries.standing.words_of"  # see house.beside
WHEN_OPEN = "needlepoint.booking.queries.opening"  # see frontdoor.queries.places
BEFORE_A_BOOKING = "needlepoint.plans.queries.beforehand.before_a_booking"  # see booking.queries.beforehand
AFTERWARDS = {  # see house.afterwards
    "visit": (
        "needlepoint.plans.actions.recalling.follow_visit",
        "needlepoint.outcomes.actions.flares.follow_visit",
    ),
    "check": ("needlepoint.outcomes.actions.flares.follow_check",),
}
WSGI_APPLICATION = "needlepoint.config.wsgi.application"
DESIGN = ROOT / "needlepoint" / "house" / "design"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [DESIGN / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "needlepoint.people.context.who_and_where",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "needlepoint.house.design.components",
            ],
        },
    }
]
FORM_RENDERER = "needlepoint.house.forms.Renderer"
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [DESIGN / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = IS_TEST  # tests read the files where they are written

# --- Database ----------------------------------------------------------------------------------------------
# synchronous FULL: NORMAL loses bookings that were already confirmed when the power goes.
# IMMEDIATE: a transaction that will write takes its place at once instead of failing half-way.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
}


def _database(url: str) -> dict:
    if not url:
        return {
            "ENGINE": "needlepoint.house.sqlite",
            "NAME": DATA / "needlepoint.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": os.environ.get("PYTEST_SQLITE_FILE") or None},
        }
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": urllib.parse.unquote(parts.path.lstrip("/")),
        "USER": urllib.parse.unquote(parts.username or ""),
        "PASSWORD": urllib.parse.unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        # The pool lends one connection a request and survives a restarted server.
        "OPTIONS": {
            **query,
            **({} if IS_TEST else {"pool": {"min_size": 1, "max_size": THREADS + 1, "timeout": 10}}),
        },
    }


DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Who is who --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the tests only: argon2 is slow on purpose
    if IS_TEST
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:arrive"
LOGOUT_REDIRECT_URL = "frontdoor:home"
ACCOUNT_ADAPTER = "needlepoint.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "needlepoint.people.forms.Password",
    "request_login_code": "needlepoint.people.adapters.RequestCode",
    "confirm_login_code": "needlepoint.people.forms.TypeCode",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; allauth asks this list whether passwords exist.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# People are entered by the clinic or by a booking; a code proves the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# Six digits are easy to copy from a phone. The limits below leave a guesser 100 tries an hour out of a million.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # no token in an address, so none in a log or a Referer
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,3/m/key,20/h/key",
    "reset_password": "20/m/ip,3/m/key,20/h/key",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "needlepoint.people.adapters.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "needlepoint.people.forms.AddPasskey"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Needlepoint"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
# The demo lets people be anybody with one click, and most tests sign in directly; the tests of this turn it on.
SECOND_FACTOR_FOR_STAFF = not (IS_DEMO or IS_TEST)

# --- Limits shared by every process: they live in the database, and survive a restart ------------------------
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if IS_TEST
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "house_cache"}
}

# --- Manners of the web ---------------------------------------------------------------------------------------
SESSION_ENGINE = "needlepoint.house.session_store"
SESSION_COOKIE_NAME = "__Host-np" if IS_HTTPS else "np"
# The longest a session lasts, however busy; people.sessions ends quiet ones sooner.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "__Host-npf" if IS_HTTPS else "npf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not in a cookie of their own
CSRF_FAILURE_VIEW = "needlepoint.house.views.form_expired"
# Answers that one process keeps for visitors. The tests change what a page says without a row: they keep none unless asked.
PUBLIC_PAGES_KEPT = 0 if IS_TEST else 500
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 63072000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Pain everywhere, each place with its strength and every word for it, is 550 boxes on one page.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 700

# --- Words and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
# What a patient or a visitor reads is there in each of them; staff read English. docs/translations.md says who confirmed what.
LANGUAGES = [("en", "English"), ("es", "Spanish"), ("zh-hans", "Simplified Chinese")]
LOCALE_PATHS = [ROOT / "needlepoint" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # a clinic's own zone is on its row; nothing is shown in this one
FORMAT_MODULE_PATH = "needlepoint.house.written"  # how each language writes a day

# --- Mail: to the data folder until a server is named -----------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM
if EMAIL_URL:
    _mail = urllib.parse.urlsplit(EMAIL_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or ""
    EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER = urllib.parse.unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = urllib.parse.unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp"
    EMAIL_TIMEOUT = 15
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "outbox"
SMS_FILE_PATH = DATA / "outbox"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_secrets": {"()": "needlepoint.house.logs.NoSecrets"}},
    "formatters": {
        "line": {
            "()": "needlepoint.house.logs.WithoutSecrets",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django's own request log prints paths with links in them at WARNING; ours says what an operator needs.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}
