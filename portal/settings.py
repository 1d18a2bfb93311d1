"""Settings of the portal, read from the environment.

Every setting has a default that is safe: without any environment the portal runs as the
embedded demonstration does (SQLite, a file-system broker, mail to files), with DEBUG off.
A real installation sets those listed in docs/operations.md; `manage.py check --deploy` says what is missing.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
# Any setting may be given as a file instead, by its name and _FILE: SECRET_KEY_FILE=/run/portal/secret_key.
env = environ.FileAwareEnv()

# --- What this installation is ---------------------------------------------------------------

# DEBUG shows stack traces to visitors; only for a developer's own machine.
DEBUG = env.bool("DEBUG", default=False)
# LOCAL_DIR holds what this machine makes for itself: database, uploads, mails, queue, fonts. Never in version control.
LOCAL_DIR = Path(env.str("LOCAL_DIR", default=str(BASE_DIR / ".local")))
# PORTAL_DEMO marks every page as a demonstration and opens the demonstration's own pages.
PORTAL_DEMO = env.bool("PORTAL_DEMO", default=False)
# SECRET_KEY signs sessions and links. The default is for demonstration and tests; the check refuses it elsewhere.
INSECURE_SECRET_KEY = "only-for-the-demonstration-and-the-tests-" + "x" * 20
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_SECRET_KEY)
# ALLOWED_HOSTS are the names under which the portal answers.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
# PORTAL_URL is the address in mails and letters, without a slash at the end.
PORTAL_URL = env.str("PORTAL_URL", default="http://127.0.0.1:8000")
# PORTAL_HTTPS turns on secure cookies, HSTS and the redirect to https; off only where no real person signs in.
PORTAL_HTTPS = env.bool("PORTAL_HTTPS", default=PORTAL_URL.startswith("https://"))
# TRUSTED_PROXIES are the addresses or networks whose X-Request-Start, X-Forwarded-Proto and -For are believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PORTAL_URL])

# --- The authority ----------------------------------------------------------------------------

AGENCY_NAME = env.str("AGENCY_NAME", default="Tillväxtverket")
AGENCY_EMAIL = env.str("AGENCY_EMAIL", default="validering@example.test")
# REGISTRY_NUMBER_FORMAT writes a registry number from a year and the year's running number.
REGISTRY_NUMBER_FORMAT = env.str("REGISTRY_NUMBER_FORMAT", default="{year}-{number:06d}")

# SIGNING_KEY and SIGNING_CERTIFICATE sign letters, as PEM: the key, and its certificate with its chain after it.
# Without them the portal makes its own, which shows that a letter is unchanged but not who made it.
SIGNING_KEY = env.str("SIGNING_KEY", default="", multiline=True)
SIGNING_CERTIFICATE = env.str("SIGNING_CERTIFICATE", default="", multiline=True)
SIGNING_KEY_PASSWORD = env.str("SIGNING_KEY_PASSWORD", default="")

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "portal.accounts",
    "portal.audit",
    "portal.outbox",
    "portal.calendar",
    "portal.notices",
    "portal.files",
    "portal.pdf",
    "portal.pages",
    "portal.ui",
    "regions",
    "applications.calls",
    "applications.cases",
    "applications.correspondence",
    "applications.drafting",
    "applications.submissions",
    "applications.reviews",
    "applications.decisions",
    "applications.letters",
    "applications.reminders",
    "applications.records",
    "applications.desk",
    "applications.demo",
]

MIDDLEWARE = [
    "portal.arrival.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.access.AccessMiddleware",
    "applications.cases.declaring_first.DeclareFirstMiddleware",
    "portal.pages.not_allowed.NotAllowedMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # Kept once read. The portal's own come without their indentation, which a list repeats for every row.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["portal.ui.loader.Loader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.site",
                "portal.accounts.context.who",
                "regions.context.acting_for",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.ui.templatetags.ui",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -------------------------------------------------------------------------------------

# DATABASE_URL: PostgreSQL in every real installation; SQLite is for the demonstration.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{LOCAL_DIR}/portal.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it begins, so that what it read still holds when it writes.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # PostgreSQL keeps the plan of what it is asked again and again, which for our queries takes longer to make than to
    # carry out. A pooler between that hands out connections for each transaction needs to know of prepared statements.
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 5,
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# REDIS_URL: the shared cache (rate limits of sign-in) and, unless CELERY_BROKER_URL says otherwise, Celery's broker.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "portal.shared_cache.SharedCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(LOCAL_DIR / "cache")}
}

# MEDIA_ROOT holds uploads and letters. Nothing in it is served but through a view that checks who asks.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(LOCAL_DIR / "files")))
FILE_UPLOAD_PERMISSIONS = 0o600
# The largest request: attachments of one form together, in bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# UPLOAD_MAX_BYTES is the largest single file that anyone may hand over, whatever a call says.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20_000_000)
# CLAMD_ADDRESS is where the virus scanner listens: host:port or a socket's path. Empty: files count as not scanned.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
# ORPHAN_FILE_DAYS is how long a file stays that nothing points at, such as one whose upload was cut off.
ORPHAN_FILE_DAYS = env.int("ORPHAN_FILE_DAYS", default=7)
# CASE_FILE_DAYS is how long a case file that was made can be fetched, before it is removed and has to be ordered anew.
CASE_FILE_DAYS = env.int("CASE_FILE_DAYS", default=30)
# S3_BUCKET keeps uploads and letters in a private bucket instead of in MEDIA_ROOT. The others say how it is reached.
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
S3_REGION = env.str("S3_REGION", default="")
S3_ACCESS_KEY_ID = env.str("S3_ACCESS_KEY_ID", default="")
S3_SECRET_ACCESS_KEY = env.str("S3_SECRET_ACCESS_KEY", default="")

# --- Celery -----------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://")
CELERY_QUEUE_DIR = LOCAL_DIR / "queue"
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "data_folder_in": str(CELERY_QUEUE_DIR),
        "data_folder_out": str(CELERY_QUEUE_DIR),
        "control_folder": str(CELERY_QUEUE_DIR / "control"),
        # Without this the file-system broker hands out two tasks a second.
        "polling_interval": 0.1,
    }
else:
    # A task whose worker died comes back after the visibility timeout; kombu looks for it every two seconds.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": env.int("CELERY_VISIBILITY_TIMEOUT", default=120),
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        # Who publishes asks a queue that is away twice, at once, and goes on: the outbox keeps the message.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Stockholm"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A broker that is away must not hold up the person who submits: the outbox keeps the message and beat sends it.
CELERY_TASK_PUBLISH_RETRY = False
# OUTBOX_RELAY_SECONDS is how often beat looks for what was left behind.
OUTBOX_RELAY_SECONDS = env.int("OUTBOX_RELAY_SECONDS", default=15)
# OUTBOX_LEASE_SECONDS is how long a started delivery may go on before it counts as interrupted.
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=120)
# REMINDERS_CHECK_SECONDS is how often beat asks which reminders are due.
REMINDERS_CHECK_SECONDS = env.int("REMINDERS_CHECK_SECONDS", default=60)

# --- Mail -------------------------------------------------------------------------------------

# EMAIL_URL, for example smtp+tls://user:password@host:587; without it mails become files under LOCAL_DIR.
MAIL_FILE_DIR = LOCAL_DIR / "mail"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_FILE_DIR)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{AGENCY_NAME} <{AGENCY_EMAIL}>")
# MAIL_DOMAIN stands after the @ in the Message-ID of every mail.
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="portal.example.test")

# --- Sign-in ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["regions.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "portal.accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "reset_password": "portal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.NewPasswordForm",
    "change_password": "portal.accounts.forms.OtherPasswordForm",
    "reauthenticate": "portal.accounts.forms.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # An address is verified by its invitation.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Counted for each account and address, so that one office behind one address is not locked out by one person.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:start"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=12 * 60 * 60)
# INVITATION_DAYS is how long the link in an invitation works.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)

# --- Security ---------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PORTAL_HTTPS
SESSION_COOKIE_NAME = "portal_session"
LANGUAGE_COOKIE_NAME = "portal_language"
SECURE_SSL_REDIRECT = PORTAL_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]  # Machines that watch the portal ask from within, past the proxy.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PORTAL_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PORTAL_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.pages.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}

# --- Language, time and static files ----------------------------------------------------------

# Swedish is the language that texts are written in; English is a translation in locale/en.
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["portal.ui.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(LOCAL_DIR / "static")))
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.ui.finders.NpmFinder",
]
# NPM_FILES are the files of npm packages that pages use, by their address below STATIC_URL.
NPM_FILES = {
    "bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    **{
        f"source-sans-3/{name}": f"@fontsource/source-sans-3/files/{name}"
        for script in ("latin", "latin-ext")
        for weight in (400, 600, 700)
        for name in [f"source-sans-3-{script}-{weight}-normal.woff2"]
    },
}
STORAGES = {
    "default": {
        "BACKEND": "portal.files.storage.PrivateBucket" if S3_BUCKET else "django.core.files.storage.FileSystemStorage"
    },
    "staticfiles": {"BACKEND": "portal.ui.storage.StaticFiles"},
}
# PDF_FONT_DIR holds the letter's fonts as TTF, made once by `manage.py build_fonts` from the npm package.
PDF_FONT_DIR = Path(env.str("PDF_FONT_DIR", default=str(LOCAL_DIR / "fonts")))

# --- Logging ----------------------------------------------------------------------------------

# LOG_JSON writes one JSON object a line, for machines that collect logs.
LOG_JSON = env.bool("LOG_JSON", default=False)
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
from portal.logs import LOGGING  # noqa: E402, F401
