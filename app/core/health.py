"""For whoever watches the site: alive, ready, and figures."""

from contextlib import suppress

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core import migrating
from app.core.site import TheSite
from app.core.troubles import count_troubles

router = APIRouter()
"""Not the site's own `Router`: whoever watches the site waits for no place in its queue."""
ASKED = ["GET", "HEAD"]
FAILED = Gauge("jinghe_failed", "Jobs and mails that were given up, and setbacks of the clock", ["what"])


@router.api_route("/healthz", methods=ASKED, name="health.alive")
async def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.api_route("/readyz", methods=ASKED, name="health.ready")
def ready(site: TheSite) -> JSONResponse:
    """The database answers with the schema of this code, and the index is filled."""
    with site.database.reading() as db:
        db.connection().execute(text("SELECT 1"))
    checks = {
        "database": True,
        "migrations": migrating.current(site.database) == migrating.newest(),
        "index": site.index.ready,
    }
    return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)


@router.api_route("/metrics", methods=ASKED, name="health.metrics")
def metrics(site: TheSite) -> Response:
    """Prometheus figures of this process, and what has failed. The reverse proxy keeps them from the public."""
    # A database that is away is what `readyz` tells; the figures of the process are asked for most of all then.
    with suppress(SQLAlchemyError), site.database.reading() as db:
        for sort, count in count_troubles(db).items():
            FAILED.labels(sort.value).set(count)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
