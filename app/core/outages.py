"""A sick machine: what disk and database say when they cannot go on, told as a status and a sentence.

Everything else that is raised is a fault of the program and keeps its traceback.
"""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.core.i18n import N_
from app.core.i18n import gettext as _

UNSAVED = N_("服务器的磁盘空间不足，您填写的内容没有保存。请稍后重试，或联系平台管理员。")
READ_ONLY = N_("网站目前只能查看，不能保存，您填写的内容没有保存。请稍后重试。")
UNREADABLE = N_("数据暂时无法读写，您填写的内容没有保存。请稍后重试，或联系平台管理员。")
AWAY = N_("数据库暂时连不上，您填写的内容没有保存，请稍后重试。")
BUSY = N_("数据库暂时繁忙，您填写的内容没有保存，请稍后重试。")


@dataclass(frozen=True)
class Outage:
    """`sentence` is for a visitor, `advice` for whoever has a shell on the machine; both are to be translated."""

    kind: str
    status: int
    sentence: str
    advice: str


FULL_DISK = Outage("full", 507, UNSAVED, N_("磁盘已满，请清理后重试。"))
LOCKED_DISK = Outage("read_only", 503, READ_ONLY, N_("数据不能写入，请检查文件夹的权限和挂载方式：{reason}"))
BROKEN_DISK = Outage("disk", 503, UNREADABLE, N_("读写磁盘时出错：{reason}"))
DAMAGED = Outage("damaged", 503, UNREADABLE, N_("数据库已经损坏，请停止服务，从备份恢复到一个新的数据库（{reason}）。"))
FOREIGN = Outage(
    "foreign", 503, UNREADABLE, N_("数据库文件已经损坏，或者不是 SQLite 数据库；请核对设置，或从备份恢复（{reason}）。")
)
GONE = Outage("gone", 503, AWAY, N_("连不上数据库：{reason}"))
OVERRUN = Outage("busy", 503, BUSY, N_("数据库正忙，请稍后重试：{reason}"))

BY_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL_DISK),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), LOCKED_DISK),
    **dict.fromkeys((errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE), BROKEN_DISK),
}
BY_SQLITE = {5: OVERRUN, 6: OVERRUN, 8: LOCKED_DISK, 10: BROKEN_DISK, 11: DAMAGED, 13: FULL_DISK, 14: GONE, 26: FOREIGN}
"""By SQLite's primary result codes (https://www.sqlite.org/rescode.html)."""
BY_SQLSTATE = (
    ("53100", FULL_DISK),
    ("53", OVERRUN),
    ("25006", LOCKED_DISK),
    ("58", BROKEN_DISK),
    ("XX001", DAMAGED),
    ("XX002", DAMAGED),
    ("08", GONE),
    ("57P", GONE),
)
"""By PostgreSQL's states and their classes, the narrower ones first."""


def outage_of(error: BaseException) -> Outage | None:
    """The outage behind an error, however a library has wrapped it; None where nothing is wrong with the machine."""
    return next(filter(None, map(_one, _chain(error))), None)


def reason(error: BaseException) -> str:
    """What disk or database said, in one line and without the statement's values."""
    said = (str(getattr(one, "orig", one)).strip() for one in _chain(error) if _one(one))
    return (next(said, "").splitlines() or [""])[0]


def advice(error: BaseException) -> str:
    """What whoever has a shell should do about an outage; empty where it is none."""
    outage = outage_of(error)
    return _(outage.advice).format(reason=reason(error)) if outage else ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    current, seen = error, set[int]()
    while id(current) not in seen:
        seen.add(id(current))
        yield current
        before = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        current = before or current


def _one(error: BaseException) -> Outage | None:
    match error:
        case NoConnection():
            return OVERRUN
        case DBAPIError():
            return _database(error)
        case OSError(errno=int(number)):
            return BY_ERRNO.get(number)
        case _:
            return None


def _database(error: DBAPIError) -> Outage | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return BY_SQLITE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None) or ""
    found = next((outage for start, outage in BY_SQLSTATE if state.startswith(start)), None) if state else None
    if found is None and (error.connection_invalidated or (isinstance(error, OperationalError) and not state)):
        return GONE  # a connection that breaks has no state to tell
    return found or (OVERRUN if isinstance(error, OperationalError) else None)
