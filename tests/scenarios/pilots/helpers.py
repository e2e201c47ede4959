"""Pilots for tests: a mutual match, a pilot brought to any state by the deeds themselves, and what they need to be sent."""

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import col, select

from app.accounts.models import MemberRole, Membership, Organisation, OrganisationState, Person
from app.core.clock import city_date
from app.core.site import Site
from matching.calibrate import Tier
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match, MatchSource
from scenarios.pilots.models import Pilot, PilotKpi
from scenarios.values import KpiValues
from tests.scenarios.helpers import opened, read, values
from tests.scenarios.matches.helpers import supply
from tests.support import Browser, Cast

SignedIn = Callable[[int], Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
KPIS = [
    KpiValues("漏诊率", "≤1", "‰", "3", "down", "两名医师复核 1000 份"),
    KpiValues("报告出具时间", "5", "分钟", "30", "down", "取中位数"),
]
FREE = {"purchase": "free", "no_promise": "true"}
SCOPE: dict[str, Any] = {
    "scope": "急诊胸痛患者心电图预警，夜间时段",
    "site": "嵩云医院急诊楼",
    "weeks": "16",
    "traits": ["medical"],
}
MONEY = {"ip": "separate"}
EXIT = {"exit_rule": "任一方提前两周书面通知可以结束，供给方恢复现场。"}


def mutual(site: Site, cast: Cast, state: MatchState = MatchState.MUTUAL, **columns: Any) -> tuple[str, Match]:
    """An open need with two figures, and a match with the firm on which both have said yes: public id and row."""
    public_id = opened(site, cast, content=values(kpis=KPIS), **columns)
    one, now = supply(site, cast.firm), site.clock.now()
    with site.database.writing() as db:
        row = Match(
            scenario_id=read(site, public_id).id,
            supply_id=one.id,
            source=MatchSource.CURATOR,
            state=state,
            tier=Tier.MAYBE,
            score=80,
            created_at=now,
            updated_at=now,
        )
        db.add(row)
        db.flush()
        db.refresh(row)
        db.expunge(row)
    return public_id, row


def pilot_row(site: Site) -> Pilot:
    """The newest pilot as it is now."""
    with site.database.reading() as db:
        row = db.exec(select(Pilot).order_by(col(Pilot.id).desc())).first()
        assert row is not None
        db.expunge(row)
        return row


def scan(name: str = "协议.pdf", content: bytes = PDF) -> dict[str, Any]:
    return {"file": (name, content, "application/pdf")}


def proposed(site: Site, cast: Cast, signed_in: SignedIn, **columns: Any) -> str:
    """A pilot that the owner has begun from a mutual match; its address."""
    _need, match = mutual(site, cast, **columns)
    signed_in(cast.owner).post(f"/pilots/new?match={match.public_id}", data=FREE)
    return f"/pilots/{pilot_row(site).public_id}"


def planned(site: Site, cast: Cast, signed_in: SignedIn, **columns: Any) -> str:
    here = proposed(site, cast, signed_in, **columns)
    signed_in(cast.supplier).post(f"{here}/confirm")
    return here


def signed(site: Site, cast: Cast, signed_in: SignedIn, traits: list[str] | None = None, **columns: Any) -> str:
    """Its agreement is filled in, scanned and confirmed by both."""
    here = planned(site, cast, signed_in, **columns)
    owner = signed_in(cast.owner)
    scope = SCOPE | ({"traits": traits} if traits is not None else {})
    for key, said in (("scope", scope), ("money", MONEY), ("exit", EXIT)):
        owner.save(f"{here}/agreement/{key}", said)
    hand_in(owner, here)
    signed_in(cast.supplier).post(f"{here}/countersign")
    return here


def hand_in(who: Browser, here: str, **more: Any) -> Any:
    """Print the agreement as it stands, and bring the scan of that paper."""
    code = str(who.post(f"{here}/papers/agreement").url).rpartition("/")[2]
    return who.post(f"{here}/hand-in", data={"code": code, **more}, files=scan())


def rows(page: str, kind: str, deed: str) -> list[str]:
    """The public ids of the rows of a kind for which a page offers this deed."""
    return re.findall(rf'/{kind}/(\w+)/{deed}"', page)


BASELINES = {
    "漏诊率": {"unit": "‰", "target": "≤1", "baseline": "0.3 %", "disclosure": "verdict", "weight": "2"},
    "报告出具时间": {"unit": "分钟", "target": "5", "baseline": "0.5 小时", "disclosure": "change", "weight": "1"},
}
MEASURED = {"sample": "1000 份", "measured_from": "2026-10-01", "measured_to": "2026-10-31", "method": "两名医师复核"}


def fill_baselines(site: Site, owner: Browser, here: str) -> None:
    for kpi in kpis_of(site):
        said = {"name": kpi.name, "direction": "down", **BASELINES[kpi.name], **MEASURED}
        owner.post(f"{here}/kpis/{kpi.public_id}/edit", data=said)


def kpis_of(site: Site) -> list[PilotKpi]:
    """The figures of the newest pilot, in order."""
    with site.database.reading() as db:
        query = select(PilotKpi).where(PilotKpi.pilot_id == pilot_row(site).id).order_by(col(PilotKpi.position))
        found = list(db.exec(query).all())
        db.expunge_all()
        return found


def settle_all(owner: Browser, here: str) -> None:
    """Settle every thing that waits, each with its paper."""
    for number in rows(owner.get(f"{here}/readiness").text, "readiness", "settle"):
        permit = {"number": "豫路测 2026-017", "valid_until": "2026-12-10"}
        owner.post(f"{here}/readiness/{number}/settle", data={"note": "已落实", **permit}, files=scan("证明.pdf"))


def ready(site: Site, cast: Cast, signed_in: SignedIn, **more: Any) -> str:
    """Signed, its figures locked by both, everything settled."""
    here = signed(site, cast, signed_in, **more)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    fill_baselines(site, owner, here)
    owner.post(f"{here}/lock")
    supplier.post(f"{here}/lock")
    settle_all(owner, here)
    owner.post(f"{here}/make-ready")
    return here


def running(site: Site, cast: Cast, signed_in: SignedIn, **more: Any) -> str:
    here = ready(site, cast, signed_in, **more)
    signed_in(cast.supplier).post(f"{here}/start")
    return here


def a_house(site: Site, name: str, kind: str = "verifier") -> tuple[int, str, int]:
    """A verified house with one manager: its id, its public id, the manager's id."""
    now = site.clock.now()
    with site.database.writing() as db:
        house = Organisation(name=name, name_key=name, kind=kind, state=OrganisationState.VERIFIED, created_at=now)
        email = f"v{hash(name) % 10**8}@example.com"
        person = Person(name=f"{name}经办", email=email, email_verified_at=now, created_at=now)
        db.add_all([house, person])
        db.flush()
        role = MemberRole.MANAGER
        db.add(Membership(person_id=person.id, organisation_id=house.id, role=role, started_at=now))
        return house.id, house.public_id, person.id


def report(site: Site, *values: str, **more: str) -> dict[str, str]:
    """A third party's report with these readings of today, in the order of the figures."""
    today = city_date(site.clock.now()).isoformat()
    said = {
        "method": "随机抽取病历双盲复核",
        "sample": "1200 份",
        "measured_from": today,
        "measured_to": today,
        "report_number": "JC-2027-031",
        "accreditation": "cma_cnas",
        "accreditation_scope": "软件产品性能测试",
        "signatory": "祁衡",
        "paid_by": "供给方",
        "raw_sha256": "ab" * 32,
        **more,
    }
    for place, (kpi, value) in enumerate(zip(kpis_of(site), values, strict=True)):
        said |= {f"readings-{place}-kpi": kpi.public_id, f"readings-{place}-value": value}
    return said
