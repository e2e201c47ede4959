"""Tenders and bids for tests: a need with its terms, houses that bid, a bid that may be handed in."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import MemberRole, Membership, Organisation, OrganisationState, Person
from app.core.clock import FixedClock, end_of
from app.core.site import Site
from scenarios.bids.models import Bid, Criterion, Nature, Part, Tender, Unsealing
from scenarios.values import KpiValues
from tests.scenarios.helpers import opened, read, tender
from tests.support import Browser, Cast

SignedIn = Callable[[int], Browser]
END = end_of(date(2026, 11, 27))
"""Near enough that nobody has to sign in again."""
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
KPIS = [KpiValues("漏判率", "1", "%", "3", "down", "抽样 1000 份由两名医师复核")]
TERMS: dict[str, Any] = {
    "nature": "later",
    "public_money": "true",
    "formula": "mean",
    "criteria-0-name": "技术路线",
    "criteria-0-part": "technical",
    "criteria-0-weight": "60",
    "criteria-1-name": "团队与业绩",
    "criteria-1-part": "named",
    "criteria-1-weight": "20",
    "criteria-2-name": "报价",
    "criteria-2-part": "price",
    "criteria-2-weight": "20",
}
PLAN = {"approach": "用自监督预训练的波形模型分级预警，夜间先报高危。", "schedule": "八周接入，八周试运行。"}
RESOURCES = {"data_needs": "脱敏心电图二十万份，不出院。", "ip": "separate"}
NAMED = {"team": "算法六人，临床顾问两人。", "price": "1,280,000", "signatory": "祁衡"}


def watched(site: Site, cast: Cast, *, least: int = 3, **more: Any) -> str:
    """An open need on which may be bid, watched over by the auditor; its public id."""
    public_id = opened(site, cast, content=tender(kpis=KPIS, deadline=END, **more))
    number, now = read(site, public_id).id, site.clock.now()
    with site.database.writing() as db:
        said: dict[str, Any] = {
            "public_money": True,
            "least_bids": least,
            "supervisor_id": cast.auditor,
            "supervisor_name": "监督人",
        }
        db.add(Tender(scenario_id=number, nature=Nature.LATER, updated_at=now, **said))
        db.flush()
        db.add(Criterion(scenario_id=number, name="技术路线", part=Part.TECHNICAL, weight=100))
    return public_id


def begun(who: Browser, need: str) -> str:
    """A bid of her house with nothing in it; its address."""
    return str(who.post(f"/bids/for/{need}", data={}).url.path).rsplit("/edit", 1)[0]


def written(who: Browser, need: str, **more: Any) -> str:
    """A bid that may be handed in; `more` replaces what is said by field. Its address."""
    here = begun(who, need)
    commitments = {"commitments-0-kpi": "漏判率", "commitments-0-promise": more.pop("promise", "0.8%")}
    for key, said in (("plan", PLAN), ("kpis", commitments), ("resources", RESOURCES), ("named", NAMED)):
        sent = who.save(f"{here}/edit/{key}", said | {name: more[name] for name in said if name in more})
        assert sent.status_code == 200, sent.text
    return here


def sealed(who: Browser, need: str, **more: Any) -> str:
    """A bid that was handed in; its address."""
    here = written(who, need, **more)
    assert "应标书已封存" in who.post(f"{here}/submit", data={"terms": "true"}).text
    return here


def paper(who: Browser, here: str, kind: str = "authorisation", name: str = "授权书.pdf", content: bytes = PDF) -> Any:
    return who.post(f"{here}/files", data={"kind": kind}, files={"file": (name, content, "application/pdf")})


def house(db: Session, site: Site, name: str, number: int = 1) -> tuple[int, int]:
    """One more verified firm with its manager: their ids."""
    now = site.clock.now()
    firm = Organisation(
        name=name, name_key=name, kind="firm", district="gaoxin", state=OrganisationState.VERIFIED, created_at=now
    )
    person = Person(name=f"{name}经办", email=f"house{number}@example.com", email_verified_at=now, created_at=now)
    db.add_all([firm, person])
    db.flush()
    db.add(Membership(person_id=person.id, organisation_id=firm.id, role=MemberRole.MANAGER, started_at=now))
    db.flush()
    return firm.id, person.id


def after_the_deadline(clock: FixedClock, **span: float) -> None:
    clock.at = END + timedelta(**(span or {"minutes": 3}))


def bids(site: Site) -> list[Bid]:
    """All of them by their numbers."""
    with site.database.reading() as db:
        found = list(db.exec(select(Bid).order_by(col(Bid.number), col(Bid.id))).all())
        db.expunge_all()
        return found


def record(site: Site) -> Unsealing:
    with site.database.reading() as db:
        row = db.exec(select(Unsealing)).one()
        db.expunge(row)
        return row
