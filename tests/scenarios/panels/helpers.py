"""Panels for tests: three bids that were unsealed and whose papers are in order, experts, a panel that is drawn and scores."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from app.accounts.models import Person, Role, RoleGrant
from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.bids.models import Criterion, Part
from scenarios.panels.models import Panel, Result, Seat
from tests.scenarios.bids import helpers as bids
from tests.scenarios.helpers import read
from tests.support import Browser, Cast

SignedIn = Callable[[int], Browser]
CRITERIA = (("技术路线", Part.TECHNICAL, 60), ("团队与业绩", Part.NAMED, 20), ("报价", Part.PRICE, 20))
PRICES = ("1,280,000", "990000", "1100000")


def weighed(site: Site, cast: Cast) -> str:
    """An open need whose tender has all three parts; its public id."""
    need = bids.watched(site, cast)
    number = read(site, need).id
    with site.database.writing() as db:
        for row in db.exec(select(Criterion).where(Criterion.scenario_id == number)):
            db.delete(row)
        for place, (name, part, weight) in enumerate(CRITERIA):
            db.add(Criterion(scenario_id=number, position=place, name=name, part=part, weight=weight))
    return need


def bidders(site: Site, cast: Cast) -> list[int]:
    """Three people, each of a house that bids."""
    with site.database.writing() as db:
        _house, third = bids.house(db, site, "岱川数据")
    return [cast.supplier, cast.rival, third]


def experts(site: Site, count: int = 16) -> list[int]:
    """People whom the office has made panel experts."""
    now = site.clock.now()
    with site.database.writing() as db:
        people = [
            Person(name=f"专家{n:02d}", email=f"expert{n}@example.com", email_verified_at=now, created_at=now)
            for n in range(count)
        ]
        db.add_all(people)
        db.flush()
        db.add_all(RoleGrant(person_id=one.id, role=Role.PANELLIST, starts_at=now) for one in people)
        return [one.id for one in people]


def handed_in(signed_in: SignedIn, need: str, people: Sequence[int]) -> list[str]:
    """Their bids with all papers, at the prices above; their addresses."""
    found = []
    for person, price in zip(people, PRICES, strict=True):
        who = signed_in(person)
        here = bids.written(who, need, price=price)
        for kind in ("authorisation", "stamped", "proof"):
            bids.paper(who, here, kind, f"{kind}.pdf")
        assert "应标书已封存" in who.post(f"{here}/submit", data={"terms": "true"}).text
        found.append(here)
    return found


def checked(clock: FixedClock, drain: Callable[[], int]) -> None:
    """Unsealed, and the time for corrections is over."""
    drain()
    bids.after_the_deadline(clock)
    drain()
    bids.after_the_deadline(clock, days=6)
    drain()


def drawn(site: Site, cast: Cast, signed_in: SignedIn, need: str) -> list[Seat]:
    """The office has entered everybody and drawn."""
    office, here = signed_in(cast.office), f"/scenarios/{need}/evaluation"
    office.post(f"{here}/pool/panellists")
    answer = office.post(f"{here}/draw")
    assert "评审组已抽取" in answer.text, answer.text
    return seats(site)


def seats(site: Site) -> list[Seat]:
    with site.database.reading() as db:
        found = list(db.exec(select(Seat).order_by(col(Seat.number))).all())
        db.expunge_all()
        return found


def panel(site: Site) -> Panel:
    with site.database.reading() as db:
        row = db.exec(select(Panel)).one()
        db.expunge(row)
        return row


def results(site: Site) -> list[Result]:
    with site.database.reading() as db:
        found = list(db.exec(select(Result).order_by(col(Result.round))).all())
        db.expunge_all()
        return found


def sheet(site: Site, need: str, part: Part, points: str, **more: Any) -> dict[str, str]:
    """What a member types for one bid."""
    number = read(site, need).id
    with site.database.reading() as db:
        query = select(Criterion.id).where(Criterion.scenario_id == number, Criterion.part == part)
        ids = db.exec(query.order_by(col(Criterion.position))).all()
    rows = [(f"scores-{i}-criterion", str(one)) for i, one in enumerate(ids)]
    return dict([*rows, *((f"scores-{i}-points", points) for i in range(len(ids)))]) | more


def score(site: Site, who: Browser, need: str, part: Part, points: Mapping[int, str]) -> None:
    """Give every bid its points, and send."""
    here = f"/scenarios/{need}/evaluation"
    for number, said in points.items():
        kept = who.post(f"{here}/bids/{number}", data=sheet(site, need, part, said, opinion=f"意见{number}"))
        assert "分数已保存" in kept.text, kept.text
    assert "分数已提交" in who.post(f"{here}/send").text


def all_signed(site: Site, signed_in: SignedIn, need: str, first: int = 1) -> None:
    """Everybody scores, the bid of the number `first` best, and signs."""
    here, numbers = f"/scenarios/{need}/evaluation", [1, 2, 3]
    sitting = [one.person_id for one in seats(site) if one.state != "recused"]
    for part in (Part.TECHNICAL, Part.NAMED):
        for place, person in enumerate(sitting):
            points = {n: f"{(90 if n == first else 80 - n) - place}.5" for n in numbers}
            score(site, signed_in(person), need, part, points)
    for person in sitting:
        assert "已签名" in signed_in(person).post(f"{here}/sign").text
