"""The pool, and the draw from it."""

from sqlmodel import Session, select

from app.accounts.models import Person
from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.sealing import new_data_key
from scenarios.models import Scenario
from scenarios.panels import occasions
from scenarios.panels.drawing import POOL_TIMES, SEATED, draw, following, hashed, impartial, pool_hash, seed_of, stored
from scenarios.panels.models import Panel, PoolEntry, Seat
from scenarios.panels.queries.cases import PanelCase, Stage, panel_case, pool_of
from scenarios.panels.queries.pool import candidates, house_of


def commit(act: Act, need: Scenario) -> None:
    """Make the secret of the draw, and publish its hash; done once, while bids still come in."""
    if act.db.get(Panel, need.id) is not None:
        raise Conflict
    secret = new_data_key()
    name, wrapped = act.site.seals.wrap(secret, _about(need))
    act.db.add(
        Panel(
            scenario_id=need.id,
            commitment=hashed(secret.hex()),
            seal_key=name,
            wrapped=wrapped,
            committed_at=act.now,
        )
    )
    act.db.flush()


def set_size(act: Act, case: PanelCase, size: int) -> None:
    """How many sit on it, as long as it is not drawn."""
    _require_undrawn(case)
    case.panel.size = size
    act.db.add(case.panel)
    audit(act, "panel.size", case.panel, {"need": case.need.public_id, "size": size})


def add(act: Act, case: PanelCase, person: Person, house: str, field: str) -> bool:
    """Enter an expert; whether she was not there before."""
    _require_undrawn(case)
    if _entry(act.db, case.need.id, person.id) is not None:
        return False
    number, name = house_of(act.db, person.id, house)
    act.db.add(
        PoolEntry(
            scenario_id=case.need.id,
            person_id=person.id,
            name=person.name,
            organisation_id=number,
            organisation_name=name,
            field=field,
            added_by=act.actor.person_id,
            at=act.now,
        )
    )
    act.db.flush()
    audit(act, "panel.pool", case.panel, {"need": case.need.public_id, "added": person.id})
    return True


def remove(act: Act, case: PanelCase, public_id: str) -> None:
    _require_undrawn(case)
    row = next((one for one in pool_of(act.db, case.need.id) if one.public_id == public_id), None)
    if row is None:
        raise Conflict(_("这位专家已经不在名单里。"))
    act.db.delete(row)
    audit(act, "panel.pool", case.panel, {"need": case.need.public_id, "removed": row.person_id})


def draw_panel(act: Act, case: PanelCase) -> None:
    """Open the secret, and seat whom the order puts first. Raises `Invalid` where the pool is too small."""
    if case.stage is not Stage.DRAWING:
        raise Conflict
    entries, panel, record = pool_of(act.db, case.need.id), case.panel, case.terms.unsealing
    pool = candidates(act.db, case, entries, act.actor.person_id)
    if impartial(pool, panel.size) < panel.size * POOL_TIMES:
        # How many exactly would tell, expert by expert, who has to do with a bidder.
        said = _("可以参加抽取的专家还不到 {wanted} 位（评审组人数的三倍，需回避的不算）：请补充名单。")
        raise Invalid(said.format(wanted=panel.size * POOL_TIMES))
    assert record is not None
    panel.secret = act.site.seals.unwrap(panel.seal_key, panel.wrapped, _about(case.need)).hex()
    panel.pool_sha256 = pool_hash(one.public_id for one in entries)
    panel.seed = seed_of(panel.secret, record.sha256, panel.pool_sha256)
    panel.lines = stored(draw(panel.seed, pool, panel.size))
    panel.drawn_at, panel.drawn_by = act.now, act.actor.person_id
    act.db.add(panel)
    places = [place for place, line in enumerate(panel.lines) if line["outcome"] == SEATED]
    seats = [_seat(act, case, place, number) for number, place in enumerate(places, start=1)]
    audit(act, "panel.drawn", panel, {"need": case.need.public_id, "seed": panel.seed})
    act.tell(occasions.SEATED, case, seats)


def substitute(act: Act, case: PanelCase) -> Seat | None:
    """Seat the next in the order of the same draw; None where nobody is left."""
    fresh = panel_case(act.db, case.need, act.now)
    assert fresh is not None
    entries = pool_of(act.db, case.need.id)
    barred = [one.code for one in candidates(act.db, fresh, entries) if one.conflict]
    taken = [one.public_id for one in entries if one.id in {seat.entry_id for seat in fresh.seats}]
    place = following(fresh.panel.lines, fresh.active, taken, barred, fresh.panel.size)
    if place is None:
        act.tell(occasions.SHORT, fresh)
        return None
    seat = _seat(act, fresh, place, len(fresh.seats) + 1)
    act.tell(occasions.SEATED, fresh, [seat])
    return seat


def _seat(act: Act, case: PanelCase, place: int, number: int) -> Seat:
    line = case.panel.lines[place]
    entry = next(one for one in pool_of(act.db, case.need.id) if one.public_id == line["code"])
    seat = Seat(
        scenario_id=case.need.id,
        entry_id=entry.id,
        person_id=entry.person_id,
        number=number,
        place=place + 1,
        from_owner=line["from_owner"],
        waits_since=act.now,
        created_at=act.now,
    )
    act.db.add(seat)
    act.db.flush()
    return seat


def _about(need: Scenario) -> str:
    return f"panel:{need.public_id}:secret"


def _entry(db: Session, scenario_id: int, person_id: int) -> PoolEntry | None:
    query = select(PoolEntry).where(PoolEntry.scenario_id == scenario_id, PoolEntry.person_id == person_id)
    return db.exec(query).first()


def _require_undrawn(case: PanelCase) -> None:
    if case.panel.drawn_at is not None:
        raise Conflict(_("评审组已经抽取，专家名单和人数不能再改。"))
