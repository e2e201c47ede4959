"""Structured logs: one line an event, with the request's id and no personal data."""

import logging
import sys
from contextvars import ContextVar

import structlog

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request being answered, or an empty text in a job."""
    return _request_id.get()


def bind_request(value: str) -> None:
    """Put the id of a request on everything that is logged and written from here on."""
    _request_id.set(value)
    structlog.contextvars.bind_contextvars(request_id=value)


def configure_logs(style: str) -> None:
    """`console` for people, `json` for machines; both on standard error."""
    machine = style == "json"
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if machine else structlog.processors.UnicodeDecoder(),
            structlog.processors.JSONRenderer(ensure_ascii=False) if machine else structlog.dev.ConsoleRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("uvicorn.access").disabled = True


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger that names its part of the site."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger().bind(part=name)
    return log
