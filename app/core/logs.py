"""Structured logs: one line an event on standard error, with the request's id and no personal data.

No log holds a local variable or what an exception says: both may quote what somebody typed, a password or a cookie. An
exception is told by its type and the places it came through; the person's page and the line share the request's id.
"""

import logging
import sys
import threading
import traceback
from contextvars import ContextVar
from types import TracebackType
from typing import Final

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

MOST_FRAMES: Final = 30
LONGEST: Final = 2000
"""Characters of one value in a line."""
LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request being answered, or an empty text in a job."""
    return _request_id.get()


def bind_request(value: str) -> None:
    """Put the id of a request on everything that is logged and written from here on."""
    _request_id.set(value)
    structlog.contextvars.bind_contextvars(request_id=value)


def configure_logs(style: str = "console", level: str = "info") -> None:
    """`console` for people, `json` for machines: one object a line, whoever logs, and whatever ends the process."""
    _shape(machine=style == "json", level=LEVELS[level])
    logging.root.handlers = [_Forward()]
    logging.root.setLevel(max(LEVELS[level], logging.WARNING))  # libraries tell much that is of use to nobody here
    logging.captureWarnings(capture=True)
    sys.excepthook = _crashed
    threading.excepthook = lambda crash: _crashed(crash.exc_type, crash.exc_value, crash.exc_traceback)


def _shape(*, machine: bool, level: int) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_by_places,
            _shortened,
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if machine
            else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


def logger(name: str) -> FilteringBoundLogger:
    """A logger that names its part of the site; it follows the configuration of the moment, not of the import."""
    log: FilteringBoundLogger = structlog.get_logger(part=name)
    return log


class _Forward(logging.Handler):
    """What libraries log, in the same form. Their tracebacks are told by places too, and what asyncio says of a task
    that failed, which quotes its exception, by its first line's beginning."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            said = record.msg if record.name == "asyncio" else record.getMessage()
            level = max(known for known in (0, *LEVELS.values()) if known <= record.levelno) or logging.DEBUG
            logger(record.name).log(level, str(said).partition("\n")[0], exc_info=record.exc_info)
        except Exception:  # noqa: BLE001 - a library that logs wrongly goes on
            logger(record.name).warning("unreadable")


def _crashed(kind: type[BaseException], value: BaseException | None, places: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    assert value is not None
    logger("process").critical("crashed", exc_info=(kind, value, places))


def _exception_by_places(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["exception"] = told(error)
    return event


def told(error: BaseException) -> str:
    """The types and places of an exception and of what led to it, newest first; nothing of what they say."""
    told_of, seen = list[str](), set[int]()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen and len(told_of) < 5:
        seen.add(id(cause))
        frames = traceback.extract_tb(cause.__traceback__)[-MOST_FRAMES:]
        places = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        told_of.append(f"{type(cause).__module__}.{type(cause).__qualname__}{places}")
        cause = cause.__cause__ or cause.__context__
    return "\nfrom ".join(told_of)


def _shortened(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if name != "exception" and isinstance(value, str) and len(value) > LONGEST:
            event[name] = value[:LONGEST] + "…"
    return event


_shape(machine=False, level=logging.INFO)  # before a process has read its settings, and where the house is imported
