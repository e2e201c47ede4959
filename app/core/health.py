"""For whoever watches the site: alive, ready, and figures."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.core import migrating
from app.core.db import Database
from app.core.i18n import gettext as _
from app.core.outages import advice
from app.core.settings import Settings
from app.core.site import Site, get_site
from app.core.troubles import count_troubles

router = APIRouter()
"""Not the site's own `Router`: whoever watches the site waits for no place in its queue."""
ASKED = ["GET", "HEAD"]
_LIMITER: RunVar[CapacityLimiter] = RunVar("watchers")
FAILED = Gauge("jinghe_failed", "Jobs and mails that were given up, and setbacks of the clock", ["what"])
LEAST_FREE_MB = 200
"""Four of the largest lists: below that the site says that it is not well, while there is still room to act."""


def _limiter() -> CapacityLimiter:
    """Two threads for all who watch: with the database away each waits, and those of the pages must not."""
    found = _LIMITER.get(None)
    if found is None:
        found = CapacityLimiter(2)
        _LIMITER.set(found)
    return found


@router.api_route("/healthz", methods=ASKED, name="health.alive")
async def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.api_route("/readyz", methods=ASKED, name="health.ready")
async def ready(request: Request) -> JSONResponse:
    """The database answers with the schema of this code, the index is filled, and what people hand in can be kept."""
    return await to_thread.run_sync(_ready, get_site(request), limiter=_limiter())


def _ready(site: Site) -> JSONResponse:
    database, migrations = _database(site.database)
    checks = {
        "database": database,
        "migrations": migrations,
        "index": site.index.ready,
        "disk": not disk_trouble(site.settings),
    }
    return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)


def _database(database: Database) -> tuple[bool, bool]:
    """Whether it answers and is whole as far as this process has seen, and whether it has the schema of this code."""
    try:
        with database.reading() as db:
            db.connection().execute(text("SELECT 1"))
        return not database.damaged, migrating.current(database) == migrating.newest()
    except SQLAlchemyError:
        return False, False


def disk_trouble(settings: Settings) -> str:
    """What is wrong with the places that the site writes to, in a sentence; empty when nothing is."""
    return next(filter(None, map(_place_trouble, _places(settings))), "")


def _places(settings: Settings) -> Iterator[Path]:
    yield settings.var
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and url.database:
        yield Path(url.database).parent


def _place_trouble(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(4096))
        free = shutil.disk_usage(folder).free >> 20
    except OSError as error:
        return advice(error) or _("数据不能写入，请检查文件夹的权限和挂载方式：{reason}").format(reason=error)
    if free < LEAST_FREE_MB:
        return _("{folder} 所在的磁盘只剩 {free} MB，请清理或扩容。").format(folder=folder, free=free)
    return ""


@router.api_route("/metrics", methods=ASKED, name="health.metrics")
async def metrics(request: Request) -> Response:
    """Prometheus figures of this process, and what has failed. The reverse proxy keeps them from the public."""
    return await to_thread.run_sync(_metrics, get_site(request), limiter=_limiter())


def _metrics(site: Site) -> Response:
    # A database that is away is what `readyz` tells; the figures of the process are asked for most of all then.
    with suppress(SQLAlchemyError), site.database.reading() as db:
        for sort, count in count_troubles(db).items():
            FAILED.labels(sort.value).set(count)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
