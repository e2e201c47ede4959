"""What commands share: settings read or refused in one sentence, a site that is closed again, JSON on standard output."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from pydantic import ValidationError
from rich.console import Console
from sqlalchemy.exc import ArgumentError

from app.assembly import assemble
from app.core import migrating
from app.core.errors import AppError
from app.core.i18n import gettext as _
from app.core.logs import configure_logs
from app.core.outages import advice
from app.core.settings import Settings
from app.core.site import Site

screen = Console(stderr=True)
"""Progress and words for people go to standard error, so that standard output holds only results."""


def complain(sentence: str) -> NoReturn:
    """Say what is wrong in one sentence and end with exit code 2."""
    sys.stderr.write(sentence.strip() + "\n")
    raise SystemExit(2)


def told(error: Exception) -> str:
    """What a person with a shell can mend about an error, in a sentence; empty where it is a fault of the program."""
    match error:
        case AppError():
            return error.sentence
        case ArgumentError():
            return _("JINGHE_DATABASE_URL 不是数据库地址，例如 postgresql+psycopg://user:password@host/jinghe。")
        case FileNotFoundError() | NotADirectoryError() | IsADirectoryError() if error.filename:
            return f"{error.filename}: {error.strerror}"
        case _:
            return advice(error)


def print_json(value: Any) -> None:
    """One JSON value on standard output and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def read_settings(**given: Any) -> Settings:
    """Settings from the environment, with what the command line gives on top."""
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "JINGHE_" + str(first["loc"][0]).upper() if first["loc"] else "JINGHE_*"
        complain(_("配置项 {name} 有误：{reason}").format(name=name, reason=first["msg"]))
    configure_logs(settings.log_format, settings.log_level)
    return settings


@contextmanager
def opened(settings: Settings | None = None, *, migrated: bool = True, level: str = "warning") -> Iterator[Site]:
    """The site of a command; refuses a database that was not migrated to this code, unless the command does that."""
    settings = settings or read_settings()
    configure_logs(settings.log_format, level)
    try:
        site = assemble(settings)
    except FileExistsError:
        complain(_("JINGHE_VAR={var} 不是文件夹。").format(var=settings.var))
    try:
        if migrated and migrating.current(site.database) != migrating.newest():
            complain(_("数据库还没有升级到当前版本，请先运行 jinghe migrate。"))
        yield site
    finally:
        site.index.stop()
        site.database.close()
