"""A small town lives for two weeks on the real site; what is done behind its back in the second is noticed."""

from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from sqlmodel import Session

from app.cli.simulating import INVARIANTS as SENTENCES
from app.core.site import Site
from app.main import inhabit
from app.simulation.invariants import INVARIANTS, Lived, Looked
from app.simulation.people import Part
from app.simulation.running import Report, simulate
from app.simulation.town import BEGIN
from app.simulation.trespassing import Trespass
from app.simulation.visiting import Answer

PEOPLE, SEED = 6, 1
NOTICED = {
    "no_mail_twice",
    "contacts_only_after_two_yeses",
    "who_has_left_gets_none",
    "trespassers_are_refused",
    "no_page_breaks",
}


def somebody_tampers(_db: Session, lived: Lived, _looked: Looked) -> None:
    """In the second week a mail leaves twice, an owner has read another's number, a mail comes of a kind that its reader
    had left, somebody is let in who should not be, and a page breaks."""
    town = lived.town
    if town.clock.now() < BEGIN + timedelta(days=10):
        return
    town.caught.mails.append(town.caught.mails[0])
    one, other = [one for one in lived.people if one.part is Part.OWNER][:2]
    one.visitor.phones.add(other.phone)
    mail = next(mail for _at, mail in town.caught.mails if mail["List-ID"])
    next(one for one in lived.people if one.email in mail["To"]).left[mail["List-ID"]] = BEGIN
    lived.trespasses.append(Trespass("居民", "a draft of others", Answer(200, "/scenarios", {}, "")))
    town.wire.faults.append("GET /: 500")


def test_two_weeks_hold_and_what_is_broken_is_noticed(app: FastAPI, site: Site) -> None:
    held: list[bool] = []
    folders: list[bool] = []

    def tell(report: Report) -> None:
        held.append(report.holds)
        folders.append(Path(report.folder).is_dir())

    try:
        report = simulate(3, PEOPLE, SEED, told=tell, invariants=(somebody_tampers, *INVARIANTS), app=app)
    finally:
        inhabit(app, site)
    broken = {name: looked.broken for name, looked in report.invariants.items() if looked.broken}
    assert held == [True, False], broken  # and the third week is not lived
    assert broken.keys() == NOTICED, broken
    assert folders == [True, True]
    assert not Path(report.folder).exists()
    assert report.weeks[-1].steps["published"]
    assert sum(week.mails for week in report.weeks) > PEOPLE
    assert min(report.invariants[one].count for one in ("no_mail_twice", "history_is_sealed", "nothing_waits")) > PEOPLE


def test_every_invariant_is_said_in_a_sentence() -> None:
    assert set(SENTENCES) == {one.__name__ for one in INVARIANTS}
    assert all(one.__doc__ for one in INVARIANTS)
