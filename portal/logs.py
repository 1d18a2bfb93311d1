"""How the portal logs: structlog's events, as text for people or as JSON for machines.

Nothing that a person wrote in an application, and no name or address, is ever logged: only ids and event names.
"""

import structlog
from environ import Env
from structlog.typing import Processor

_env = Env()
_shared: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_shared,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

# A traceback names files and lines, never the values of variables.
_written_as = (
    [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    if _env.bool("LOG_JSON", default=False)
    else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_written_as],
            "foreign_pre_chain": _shared,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": _env.str("LOG_LEVEL", default="INFO")},
    # WeasyPrint and fontTools tell of every glyph at INFO.
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        # Whoever was refused a page is no fault of the portal's: without this each 403 is a traceback.
        "django.request": {"level": "ERROR"},
    },
}
