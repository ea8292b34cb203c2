"""Django settings: one file, all variation comes from the typed environment."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import pgettext_lazy

from napulse.config.env import read_env

ENV = read_env()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
BASE_URL = ENV.base_url
ALLOWED_HOSTS = [*ENV.hosts, urlsplit(BASE_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "napulse.config",
    "napulse.desk",
    "napulse.mail",
    "napulse.service",
    "napulse.profit",
    "napulse.billing",
    "napulse.timesheets",
    "napulse.estimates",
    "napulse.contracts",
    "napulse.ledger",
    "napulse.delivery",
    "napulse.people",
    "napulse.clients",
    "napulse.ui",
    "napulse.jobs",
    "napulse.audit",
    "napulse.access",
    "napulse.db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "napulse.access.middleware.actor_middleware",
    "napulse.access.middleware.language_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "napulse.access.guarding.guard_middleware",
]

ROOT_URLCONF = "napulse.config.urls"
WSGI_APPLICATION = "napulse.config.wsgi.application"

_LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                ["django.template.loaders.app_directories.Loader"],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "napulse.config.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "napulse.ui.templatetags.ui",
            ],
            "loaders": _LOADERS,
        },
    }
]

_SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
}
DATABASES = {"default": dj_database_url.parse(ENV.database_url, conn_max_age=60)}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = _SQLITE
    DATABASES["default"]["TEST"] = {"NAME": str(ENV.data_dir / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "jobs_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # counters of tries: a flood must not push them out
    }
}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["napulse.access.adapter.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "napulse.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # an office stands behind one address
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "calendar_feed": "120/m/ip,20/m/key",
    "brand_check": "20/m/ip",
    "brand_report": "10/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_ADAPTER = "napulse.access.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the agency's own invitations
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "napulse.ui.errors.out_of_date"
SECURE_SSL_REDIRECT = False  # the proxy in front redirects; see docs/admin/install.md
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ru", pgettext_lazy("to choose", "Russian")),
    ("en", pgettext_lazy("to choose", "English")),
]
AGENCY_LANGUAGE = ENV.language
USE_I18N = USE_TZ = True
TIME_ZONE = ENV.zone
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
FORMAT_MODULE_PATH = ["napulse.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "napulse.ui.storage.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our pages alone ask for our files
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8000  # a breakdown of 500 rows is one form
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_BACKEND = "napulse.jobs.mail.OutboxBackend"
DEFAULT_FROM_EMAIL = ENV.mail.sender
CLIENT_SCOPE = "napulse.people.queries.scope_of"

# What the desk composes: each app's own query, read top to bottom.
PULSE_ATTENTION = [
    "napulse.service.queries.clocks.attention",
    "napulse.service.queries.reports.attention",
    "napulse.service.queries.status.attention",
    "napulse.service.queries.promises.attention",
    "napulse.service.queries.escalations.attention",
    "napulse.service.queries.cadence.attention",
    "napulse.mail.queries.letters.attention",
    "napulse.timesheets.queries.attention.attention",
    "napulse.delivery.queries.attention",
    "napulse.billing.queries.payments.attention",
    "napulse.timesheets.queries.risk.attention",
    "napulse.contracts.queries.attention",
    "napulse.billing.queries.facts.attention",
    "napulse.estimates.queries.attention.attention",
    "napulse.profit.queries.alerts.attention",
    "napulse.clients.queries.attention",
]
# What a status report is drafted from, in this order inside each section.
STATUS_SECTIONS = [
    "napulse.delivery.status.status_lines",
    "napulse.delivery.status_plan.status_lines",
    "napulse.service.queries.status_lines.status_lines",
    "napulse.billing.status.status_lines",
    "napulse.profit.status.status_lines",
]
# What takes the time of colleagues besides the work of the plan.
PLAN_BUSY = ["napulse.service.busy.busy_times"]
# What a person's week is drafted from.
TIME_PROPOSALS = [
    "napulse.service.time_proposals.time_proposals",
    "napulse.timesheets.queries.planned.time_proposals",
]
MENU = "napulse.config.menu.menu_for"
PALETTE_SEARCH = [
    "napulse.clients.queries.search",
    "napulse.delivery.queries.search",
    "napulse.contracts.queries.search",
    "napulse.billing.queries.facts.search",
    "napulse.estimates.queries.attention.search",
    "napulse.service.queries.search.search",
    "napulse.mail.queries.letters.search",
    "napulse.billing.queries.payments.search",
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
NAPULSE_FIRST_USER = "napulse.config.ground.first_start"
ACCOUNT_WITNESS = "napulse.people.actions.witness_account"
# What stands in the calendar of a person's own, in this order.
CALENDAR_FEED = ["napulse.service.feed.feed_events", "napulse.delivery.feed.feed_events"]
CALENDAR_CHOICES = "napulse.people.queries.calendar_choices"

# The client and contact pages are composed of these, see clients/panels.py.
CLIENT_PANELS = [
    "napulse.service.panels.clock_cell",
    "napulse.service.panels.record_buttons",
    "napulse.service.panels.feed",
    "napulse.service.panels.report_card",
    "napulse.service.status_panels.status_button",
    "napulse.service.status_panels.status_tab",
    "napulse.service.promise_panels.open_actions",
    "napulse.service.promise_panels.escalation_badge",
    "napulse.service.promise_panels.escalate_button",
    "napulse.service.promise_panels.relations_card",
    "napulse.mail.panels.letters_tab",
    "napulse.delivery.panels.projects",
    "napulse.timesheets.panels.risk_card",
    "napulse.contracts.panels.contracts_tab",
    "napulse.billing.panels.debt_cell",
    "napulse.billing.panels.invoices_tab",
    "napulse.billing.panels_bank.payments_tab",
    "napulse.estimates.panels.estimates_tab",
    "napulse.clients.dossier.lead_cell",
    "napulse.clients.dossier.key_contact_cell",
    "napulse.profit.panels.money_tab",
    "napulse.profit.panels_budget.client_cell",
    "napulse.clients.dossier.edit_button",
    "napulse.clients.dossier.about_card",
    "napulse.clients.dossier.entities_card",
    "napulse.clients.dossier.contacts_tab",
    "napulse.clients.dossier.team_tab",
    "napulse.clients.dossier.settings_tab",
    "napulse.clients.dossier.history_tab",
]
# A project's page: cells, badges, buttons and cards of apps above, and their own sections.
PROJECT_PANELS = [
    "napulse.estimates.panels.project_card",
    "napulse.profit.panels_budget.budget_cell",
    "napulse.timesheets.panels.rounds_card",
]
PROJECT_SECTIONS = ["napulse.profit.panels_budget.BUDGET", "napulse.profit.panels.MONEY"]
# What a plan does to the money of projects, told before it is accepted.
PLAN_CONSEQUENCES = ["napulse.profit.consequences.consequences"]
CONTACT_PANELS = [
    "napulse.clients.dossier.contact_card",
    "napulse.clients.dossier.contact_history_tab",
    "napulse.clients.dossier.contact_data_card",
]
INTERACTION_PANELS = ["napulse.mail.panels.letter_of_interaction"]
CLIENT_CLOCKS = "napulse.service.queries.clocks.clocks_of_clients"
CONTACT_MARKS = ["napulse.service.promise_panels.contact_marks"]
NAPULSE_PERSON_EXPORTS = [
    "napulse.clients.queries.own_export",
    "napulse.service.queries.personal.own_export",
    "napulse.mail.personal.own_export",
    "napulse.estimates.personal.own_export",
]
NAPULSE_PERSON_ERASERS = [
    "napulse.clients.actions.forgetting.forget_in_clients",
    "napulse.clients.actions.forgetting.forget_letters",
    "napulse.delivery.forgetting.forget_person",
    "napulse.service.actions.personal.forget_person",
    "napulse.mail.personal.forget_person",
    "napulse.estimates.personal.forget_person",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"napulse": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
