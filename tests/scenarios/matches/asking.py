"""A need with open points, and asking and answering about them."""

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import col, select

from app.core.site import Site
from scenarios.actions.following import follow
from scenarios.matches.models import Inquiry, InquiryPoint
from scenarios.queries.visibility import by_public_id
from scenarios.values import KpiValues
from suppliers.models import Supply
from tests.scenarios.helpers import opened, values
from tests.scenarios.matches.helpers import NEED_TEXT, supply
from tests.support import Browser, Cast

Drain = Callable[[], int]
KPIS = [KpiValues("预警准确率", "90", "%", "", "up"), KpiValues("漏报率", "2", "%", "", "down")]


def asked_need(site: Site, cast: Cast, drain: Drain, **columns: Any) -> tuple[str, Supply]:
    one = supply(site, cast.firm)
    content = values(title="急诊胸痛患者心电图实时预警", description=NEED_TEXT, kpis=KPIS)
    public_id = opened(site, cast, content=content, **columns)
    with site.database.writing() as db:
        scenario = by_public_id(db, public_id)
        assert scenario is not None
        follow(db, scenario, site.clock.now())
    drain()
    return public_id, one


def inquiries(site: Site) -> list[tuple[Inquiry, list[InquiryPoint]]]:
    with site.database.reading() as db:
        rows = db.exec(select(Inquiry).order_by(col(Inquiry.id))).all()
        points = select(InquiryPoint).order_by(col(InquiryPoint.position))
        found = [(row, list(db.exec(points.where(InquiryPoint.inquiry_id == row.id)).all())) for row in rows]
        db.expunge_all()
        return found


def ask(browser: Browser, public_id: str) -> Any:
    url = f"/scenarios/{public_id}/matches/ask"
    named = re.findall(r'name="with" value="(\w+)"', browser.get(url).text)
    return browser.post(url, data={"with": named})


def said(points: list[InquiryPoint], *answers: tuple[str, str], consent: bool = False) -> dict[str, Any]:
    form: dict[str, Any] = {"consent": "true"} if consent else {}
    for place, (point, (outcome, words)) in enumerate(zip(points, answers, strict=True)):
        form |= {
            f"points-{place}-key": str(point.id),
            f"points-{place}-outcome": outcome,
            f"points-{place}-words": words,
        }
    return form
