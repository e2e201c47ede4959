"""Pilots for tests: a mutual match, a pilot brought to any state by the deeds themselves, and what they need to be sent."""

from collections.abc import Callable
from typing import Any

from sqlmodel import col, select

from app.core.site import Site
from matching.calibrate import Tier
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match, MatchSource
from scenarios.pilots.models import Pilot
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
SCOPE = {"scope": "急诊胸痛患者心电图预警，夜间时段", "site": "嵩云医院急诊楼", "weeks": "16", "traits": ["medical"]}
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
    owner.post(f"{here}/hand-in", files=scan())
    signed_in(cast.supplier).post(f"{here}/countersign")
    return here
