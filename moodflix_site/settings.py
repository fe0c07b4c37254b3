"""Settings: one file, every value from the environment, safe and keyless by default.

With nothing set, MoodFlix runs on SQLite, an in-memory channel layer and in-process jobs. `DATABASE_URL`, `REDIS_URL`
and `CELERY_BROKER_URL` grow it. `.env.example` lists every variable.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF

from moodflix_site.env import Env
from moodflix_site.recurring import RECURRING
from moodflix_site.schema_names import ENUM_NAMES
from moodflix_site.secret_key import kept_secret_key

django_stubs_ext.monkeypatch()  # lets annotations such as ModelAdmin[User] stand at run time

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
if (BASE_DIR / ".env").is_file():
    Env.read_env(BASE_DIR / ".env")

# Where this installation keeps its rows, media and secrets.
DATA_DIR = Path(env.str("MOODFLIX_DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)  # journals lie here

# --- The site
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", length=32) or kept_secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if BEHIND_HTTPS else 0)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "moodflix_site.errors.csrf_failure"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "channels",
    "django_htmx",
    "moodflix_site.apps.MoodFlixSiteConfig",
    "moodflix_site.common.apps.CommonConfig",
    "moodflix_site.jobs.apps.JobsConfig",
    "accounts.apps.AccountsConfig",
    "ml.apps.MlAppConfig",
    "emotions.apps.EmotionsConfig",
    "recommendations.apps.RecommendationsConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "moodflix_site.middleware.DevicePermissions",
    "moodflix_site.middleware.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "moodflix_site.form_encoding.FormEncoding",
    "moodflix_site.middleware.PrivatePages",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "moodflix_site.middleware.ErrorPages",
]
ROOT_URLCONF = "moodflix_site.urls"
ASGI_APPLICATION = "moodflix_site.asgi.application"
WSGI_APPLICATION = "moodflix_site.wsgi.application"
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
                "accounts.context_processors.theme",
                "recommendations.context_processors.film_source",
            ],
        },
    },
]

# --- Rows
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'moodflix.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing at its first write
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON;"  # what was deleted leaves no trace in free pages
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis and Celery: by URL alone
REDIS_URL = env.service_url("REDIS_URL", ("redis", "rediss", "unix"))
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # seconds
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},  # a full one forgets callers whose limits still count
        }
    ),
}
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": (
        # The layer waits five seconds at a time for a message; a read must be allowed longer than that.
        {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": 20}]},
        }
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    ),
}
# Empty: the embedded executor runs the jobs.
CELERY_BROKER_URL = env.service_url("CELERY_BROKER_URL", ("redis", "rediss", "amqp", "amqps"))
CELERY_TASK_TIME_LIMIT = env.at_least("JOB_TIME_LIMIT_SECONDS", minimum=1, default=3600)
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True  # a killed worker's job runs again
CELERY_TASK_IGNORE_RESULT = True  # the job row holds it
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0.2,
}  # an unsent message is sent again by the server
CELERY_BEAT_SCHEDULE = RECURRING  # read by the embedded scheduler, or by `celery beat`
JOB_THREADS = env.at_least("JOB_THREADS", minimum=1, default=2)
JOB_LEASE_SECONDS = env.at_least("JOB_LEASE_SECONDS", minimum=2, default=30)

# --- People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.entrance.LoginForm",
    "signup": "accounts.entrance.SignupForm",
    "add_email": "accounts.entrance.AddEmailForm",
    "change_password": "accounts.entrance.ChangePasswordForm",
    "set_password": "accounts.entrance.SetPasswordForm",
    "reset_password_from_key": "accounts.entrance.ResetPasswordKeyForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one takes its place once confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address changes
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None  # the sign-in form asks
ACCOUNT_EMAIL_SUBJECT_PREFIX = "MoodFlix: "
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "home"
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# Confirming the address first is the only way to sign up without telling whether it is taken; it needs mail that
# arrives.
ACCOUNT_EMAIL_VERIFICATION = env.choice(
    "ACCOUNT_EMAIL_VERIFICATION",
    ("mandatory", "optional", "none"),
    default="optional" if EMAIL_CONFIG["EMAIL_BACKEND"].endswith(".console.EmailBackend") else "mandatory",
)
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("NUM_PROXIES", default=0)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="MoodFlix <moodflix@localhost>")

# --- Languages and time
LANGUAGE_CODE = "en"
TIME_ZONE = env.time_zone("TIME_ZONE", default="UTC")
USE_I18N = USE_TZ = True

# --- Static files and kept media
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # `manage.py serve` fills it; until then it is empty, not missing
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"  # never served by path: media leave through views that check the owner
SPOOL_ROOT = DATA_DIR / "spool"
SPOOL_MAX_AGE_SECONDS = env.at_least("SPOOL_MAX_AGE_SECONDS", minimum=60, default=3600)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
STORAGE_ENCRYPTION_KEYS = env.list("STORAGE_ENCRYPTION_KEYS", default=[])  # Fernet keys, newest first

# --- What may come in
MAX_TEXT_LENGTH = env.at_least("MAX_TEXT_LENGTH", minimum=1, default=5000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
MAX_UPLOAD_BYTES = env.at_least("MAX_UPLOAD_BYTES", minimum=1_048_576, default=33_554_432)  # a whole multipart request
MAX_AUDIO_FILE_SIZE = env.at_least("MAX_AUDIO_FILE_SIZE", minimum=1024, default=10_000_000)  # bytes
HEAR_AT_ONCE_SECONDS = env.seconds("HEAR_AT_ONCE_SECONDS", minimum=5, maximum=120, default=30.0)  # longer: as a job
IMPRESSION_DAYS = env.at_least("IMPRESSION_DAYS", minimum=1, default=90)  # what was shown to whom is then forgotten
FEEDBACK_EVENT_DAYS = env.at_least("FEEDBACK_EVENT_DAYS", minimum=4, default=180)  # films opened, put away, …
FEEDBACK_EVENTS_MOST = env.at_least("FEEDBACK_EVENTS_MOST", minimum=1, default=2000)  # of one person
LEGACY_API = env.bool("LEGACY_API", default=True)  # the original contract at the root, without a token
LEGACY_PATHS = ("health", "emotions", "predict", "batch_predict", "recommendations", "api/classify-emotion")
API_URLS_REGEX = rf"^/(api/|({'|'.join(LEGACY_PATHS)})$)"  # programs ask here: errors are JSON
# --- Films of TMDB: with a key (v3) or a token (v4) of https://www.themoviedb.org/settings/api; without, the embedded
# catalogue serves alone
TMDB_API_KEY = env.matching("TMDB_API_KEY", r"[\w-]{16,64}", "the short v3 key (the long one is TMDB_BEARER_TOKEN)")
TMDB_BEARER_TOKEN = env.matching("TMDB_BEARER_TOKEN", r"[\w.~+/=-]{65,4000}", "the long v4 read access token")
TMDB_BASE_URL = env.service_url("TMDB_BASE_URL", ("https", "http")) or "https://api.themoviedb.org/3"
TMDB_IMAGE_URL = (env.service_url("TMDB_IMAGE_URL", ("https",)) or "https://image.tmdb.org/t/p").rstrip("/") + "/"
TMDB_LANGUAGE = env.matching("TMDB_LANGUAGE", r"[a-z]{2}(-[A-Z]{2})?", "a language such as en-US", default="en-US")
TMDB_TIMEOUT_SECONDS = env.seconds("TMDB_TIMEOUT_SECONDS", minimum=0.5, maximum=60, default=6.0)  # retries included
TMDB_IMAGES = [f"https://{urlsplit(TMDB_IMAGE_URL).netloc}"] if TMDB_API_KEY or TMDB_BEARER_TOKEN else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *TMDB_IMAGES],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = API_URLS_REGEX
CORS_PREFLIGHT_MAX_AGE = env.int("CORS_PREFLIGHT_MAX_AGE", default=86_400)

# --- REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["moodflix_site.common.parsers.BoundedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "moodflix_site.common.api.Pagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["moodflix_site.common.throttles.ScopedThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "analyze": env.rate("THROTTLE_ANALYZE", default="60/min"),
        "listen": env.rate("THROTTLE_LISTEN", default="20/min"),
        "recommend": env.rate("THROTTLE_RECOMMEND", default="60/min"),
        "write": env.rate("THROTTLE_WRITE", default="120/min"),
        "read": env.rate("THROTTLE_READ", default="240/min"),
        "legacy": env.rate("THROTTLE_LEGACY", default="60/min"),
        "guest": env.rate("THROTTLE_GUEST", default="20/hour"),
        "stream": env.rate("THROTTLE_STREAM", default="120/min"),
    },
    "EXCEPTION_HANDLER": "moodflix_site.common.api.exception_handler",
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "MoodFlix API",
    "DESCRIPTION": "Say how you feel, get films that fit the mood and the person.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}

# --- Models: read once into ml.config.MlConfig
ML = {
    "DEVICE": env.choice("EMOTION_MODEL_DEVICE", ("auto", "cpu", "cuda"), default="auto"),
    "PRECISION": env.choice("EMOTION_MODEL_PRECISION", ("auto", "fp32", "bf16", "fp16"), default="auto"),
    "QUANTIZED": env.bool("EMOTION_MODEL_QUANTIZED", default=True),
    "THREADS": env.at_least("EMOTION_MODEL_THREADS", minimum=1, default=1),
    "BATCH_SIZE": env.at_least("EMOTION_ANALYSIS_BATCH_SIZE", minimum=1, default=32),
    "CACHE_DIR": Path(env.str("EMOTION_MODEL_CACHE_DIR", default="") or DATA_DIR / "models"),
    "TEXT_MODEL": env.str("EMOTION_TEXT_MODEL", default="").strip(),
    "TEXT_LABELS": env.str("EMOTION_TEXT_LABELS", default="").strip() or None,
    "LICENCES": env.choice("EMOTION_MODEL_LICENCES", ("any", "permissive"), default="any"),
    "CALIBRATION": env.choice("EMOTION_CALIBRATION", ("auto", "modest"), default="auto"),
    "DEADLINE_SECONDS": env.float("EMOTION_DEADLINE_SECONDS", default=5.0),
    "PRELOAD": env.bool("EMOTION_PRELOAD", default=True),
    "VOICE_MODEL": env.str("EMOTION_VOICE_MODEL", default="").strip(),
    "VOICE_LABELS": env.str("EMOTION_VOICE_LABELS", default="").strip() or None,
    "MAX_AUDIO_BYTES": MAX_AUDIO_FILE_SIZE,
    "MAX_AUDIO_SECONDS": env.seconds("MAX_AUDIO_SECONDS", minimum=1, maximum=3600, default=600.0),
    "SEGMENT_SECONDS": env.seconds("EMOTION_SEGMENT_SECONDS", minimum=0.5, maximum=30, default=3.0),
    "IDLE_SECONDS": env.at_least("EMOTION_MODEL_IDLE_SECONDS", minimum=0, default=0),  # 0: a loaded model stays
    "MAX_TEXT_LENGTH": MAX_TEXT_LENGTH,
}

# --- Logs: what happened and where, never what somebody said
LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"httpx": {"level": "WARNING"}},  # its line for every request would hold what was searched for
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
