"""Finding again: what is unchanged stays, what changed is superseded, what a person touched is never overwritten."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session as _Session
from sqlmodel import Session

from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.site import Site
from app.indexing.handlers import live
from scenarios.actions.following import follow
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.matches.refreshing import refresh_need, refresh_supplies
from scenarios.models import Scenario, Secrecy
from scenarios.queries.visibility import by_public_id
from suppliers.actions import suspend_supply, update_supply
from suppliers.models import Supply
from tests.scenarios.matches.helpers import (
    ECG,
    PAPER,
    TUNNEL,
    match_with,
    matches_of,
    need,
    refresh_of,
    supply,
)
from tests.suppliers.helpers import ACTOR
from tests.support import Browser, Cast

pytestmark = pytest.mark.both_engines

Drain = Callable[[], int]


def say(site: Site, public_id: str, text: str, title: str = "") -> None:
    """An addendum, as far as matches are concerned: the text changes and is followed."""
    with site.database.writing() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        row.description, row.title = text, title or row.title
        db.add(row)
        follow(db, row, site.clock.now())


def id_of(site: Site, public_id: str) -> int:
    with site.database.reading() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        return row.id


def test_an_unchanged_pair_is_left_alone(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    before = match_with(site, public_id, one)
    refresh_need(site, id_of(site, public_id), 10)
    refresh_supplies(site, [one.id])
    after = match_with(site, public_id, one)
    assert (after.id, after.updated_at, after.evidence) == (before.id, before.updated_at, before.evidence)
    assert len(matches_of(site, public_id, all_of_them=True)) == 1


def test_a_new_calibration_weighs_suggestions_anew_and_leaves_what_a_person_judged(
    site: Site, cast: Cast, drain: Drain
) -> None:
    untouched, judged = supply(site, cast.firm), supply(site, cast.research, PAPER)
    public_id = need(site, cast)
    drain()
    before = {one.supply_id: one for one in matches_of(site, public_id)}
    with site.database.writing() as db:
        db.get_one(Match, before[judged.id].id).state = MatchState.SHORTLISTED
    matcher = live(site).matcher
    matcher.calibration = replace(matcher.calibration, scale=((0.0, 0.0), (4.0, 100.0)))
    refresh_need(site, id_of(site, public_id), 10)
    after = {one.supply_id: one for one in matches_of(site, public_id)}
    assert after[untouched.id].score < before[untouched.id].score
    assert after[untouched.id].id == before[untouched.id].id
    assert after[judged.id].score == before[judged.id].score


def test_a_changed_text_supersedes_an_untouched_suggestion(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    old = match_with(site, public_id, one)
    say(site, public_id, "急诊胸痛患者心电图需要实时预警，夜间值守，补充：还要对接急诊系统。")
    drain()
    new = match_with(site, public_id, one)
    assert new.supersedes == old.id
    assert new.scenario_hash != old.scenario_hash
    states = {row.id: row.state for row in matches_of(site, public_id, all_of_them=True)}
    assert states == {old.id: MatchState.SUPERSEDED, new.id: MatchState.SUGGESTED}


def test_what_a_person_touched_is_never_overwritten(
    site: Site, cast: Cast, drain: Drain, signed_in: Callable[[int], Browser]
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    touched = match_with(site, public_id, one)
    signed_in(cast.curator).post(f"/matches/{touched.public_id}/dismiss", data={"reason": "conflict"})
    say(site, public_id, "急诊胸痛患者心电图需要实时预警，夜间值守，文字已经改过。")
    drain()
    (row,) = matches_of(site, public_id, all_of_them=True)
    assert (row.id, row.state, row.scenario_hash) == (touched.id, MatchState.DISMISSED, touched.scenario_hash)


def test_a_suggestion_that_no_longer_fits_is_superseded(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    say(site, public_id, "大棚番茄采摘机器人，识别成熟度。", "番茄采摘机器人")
    drain()
    assert one.id not in {row.supply_id for row in matches_of(site, public_id)}
    refresh = refresh_of(site, public_id)
    assert refresh is not None
    assert refresh.no_match


def test_a_new_supply_adds_only_its_own_pairs(site: Site, cast: Cast, drain: Drain, clock: FixedClock) -> None:
    """The reverse: the rest of the need's list keeps its rows and its time."""
    public_id = need(site, cast)
    drain()
    refresh = refresh_of(site, public_id)
    assert refresh is not None
    assert refresh.no_match
    clock.advance(hours=1)
    one = supply(site, cast.firm)
    drain()
    after = refresh_of(site, public_id)
    assert after is not None
    assert (after.at, after.no_match) == (refresh.at, False)
    assert match_with(site, public_id, one).evidence is not None


def test_a_supply_that_changes_or_vanishes(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    old = match_with(site, public_id, one)
    with site.database.writing() as db:
        row = db.get_one(Supply, one.id)
        update_supply(act_in(db, site, ACTOR), row, replace(ECG, description=ECG.description + "新增多院区。"))
    drain()
    assert match_with(site, public_id, one).supersedes == old.id
    with site.database.writing() as db:
        suspend_supply(act_in(db, site, ACTOR), db.get_one(Supply, one.id))
    drain()
    assert matches_of(site, public_id) == []


def test_a_restricted_need_is_matched_without_being_indexed(site: Site, cast: Cast, drain: Drain) -> None:
    public_id = need(site, cast, secrecy=Secrecy.RESTRICTED)
    drain()
    assert site.index.search("急诊胸痛患者心电图实时预警", ["scenario"]).no_match
    assert matches_of(site, public_id) == []
    one = supply(site, cast.firm)
    drain()
    assert match_with(site, public_id, one).score > 0


def test_an_own_supply_is_no_answer(site: Site, cast: Cast, drain: Drain) -> None:
    supply(site, cast.hospital)
    public_id = need(site, cast)
    drain()
    assert matches_of(site, public_id) == []


def test_a_kill_while_writing_leaves_the_old_rows(
    site: Site, cast: Cast, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job dies at its commit: nothing of the new state is there, and the next run brings all of it."""
    one, two = supply(site, cast.firm), supply(site, cast.research, PAPER)
    public_id = need(site, cast)
    drain()
    before = {row.id for row in matches_of(site, public_id)}
    say(site, public_id, "急诊胸痛患者心电图需要实时预警，夜间值守，改到一半。")

    def die(_session: Session) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(_Session, "commit", die)
        with pytest.raises(KeyboardInterrupt):
            refresh_need(site, id_of(site, public_id), 10)
    assert {row.id for row in matches_of(site, public_id)} == before
    drain()
    after = {row.supply_id: row.id for row in matches_of(site, public_id)}
    assert set(after) == {one.id, two.id}
    assert not before & set(after.values())


def test_what_does_not_fit_is_not_suggested(site: Site, cast: Cast, drain: Drain) -> None:
    supply(site, cast.rival_firm, TUNNEL)
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    assert [row.supply_id for row in matches_of(site, public_id)] == [one.id]


def test_a_need_that_is_not_open_is_not_searched_for(site: Site, cast: Cast, drain: Drain) -> None:
    supply(site, cast.firm)
    public_id = need(site, cast)
    with site.database.writing() as db:
        db.get_one(Scenario, id_of(site, public_id)).deadline = site.clock.now()
    drain()
    assert matches_of(site, public_id) == []


def test_reasons_follow_and_are_worked_out_when_somebody_looks(
    site: Site, cast: Cast, drain: Drain, signed_in: Callable[[int], Browser]
) -> None:
    """Who fits is written at once; a pair without reasons shows them to whoever opens it, and a GET keeps nothing."""
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    refresh_need(site, id_of(site, public_id), 0)
    drain()
    with site.database.writing() as db:
        row = db.get_one(Match, match_with(site, public_id, one).id)
        row.evidence = {"verdicts": (row.evidence or {})["verdicts"]}
        db.add(row)
    owner = signed_in(cast.owner)
    url = f"/why?need={public_id}&supply={one.public_id}"
    assert url.replace("&", "&amp;") in owner.get(f"/scenarios/{public_id}/matches").text
    assert "需求原文" in owner.fragment(url).text
    assert "pairs" not in (match_with(site, public_id, one).evidence or {})


def test_all_that_fit_get_their_reasons_with_the_job(site: Site, cast: Cast, drain: Drain) -> None:
    """So that the page of a need works nothing out when it is looked at."""
    for number in range(7):
        supply(site, cast.firm, replace(ECG, name=f"{ECG.name}{number}型"))
    public_id = need(site, cast)
    drain()
    rows = matches_of(site, public_id)
    assert len(rows) == 7
    assert all("pairs" in (row.evidence or {}) for row in rows)


def test_what_people_have_taken_up_gets_the_reasons_it_lacks_and_keeps_its_verdicts(
    site: Site, cast: Cast, drain: Drain
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    with site.database.writing() as db:
        row = db.get_one(Match, match_with(site, public_id, one).id)
        row.state, row.evidence = MatchState.SHORTLISTED, {"verdicts": []}
        db.add(row)
    refresh_need(site, id_of(site, public_id), 0)
    evidence = match_with(site, public_id, one).evidence or {}
    assert evidence["pairs"]
    assert evidence["verdicts"] == []
