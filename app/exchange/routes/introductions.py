"""The monthly report of introductions to take away, for whoever may see it."""

from fastapi import Depends
from fastapi.responses import Response

from app.core.db import Db
from app.core.routing import Router
from app.core.site import Now, TheSite
from app.exchange.routes.handing_in import MIME, attachment, scratch
from app.exchange.writing import write_xlsx
from scenarios.introductions.queries.report import as_rows, first_of, report
from scenarios.matches.access import load_curator

router = Router()


@router.get("/reports/introductions.xlsx", name="exchange.introductions", dependencies=[Depends(load_curator)])
def export(db: Db, site: TheSite, now: Now, month: str = "") -> Response:
    found = report(db, site.slices, first_of(month, now))
    header, rows = as_rows(found)
    with scratch(site, "xlsx") as path:
        write_xlsx(path, header, rows, found.month)
        content = path.read_bytes()
    return Response(content, media_type=MIME["xlsx"], headers=attachment(f"introductions-{found.month}.xlsx"))
