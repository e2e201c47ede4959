"""The quality page: everything for those inside, aggregates for everybody, the same number of statements always."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from app.accounts.models import Role
from app.accounts.policy import Grant, Principal, may_see_quality
from app.core.actors import SYSTEM
from app.core.site import Site
from app.indexing.handlers import live
from app.quality.labels import decisions
from app.quality.learning import go_back, teach
from app.quality.queries import quality_page
from matching.calibrate import Tier
from scenarios.matches.lifecycle import AnswerState, MatchState
from scenarios.matches.models import Answer, Match, MatchSource
from scenarios.models import Scenario, Secrecy
from tests.quality.helpers import PER_NEED, WORDY, judged_site, weighing
from tests.support import Browser, Cast
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
INSIDE = {Role.OFFICE, Role.DISTRICT_OFFICE, Role.CURATOR, Role.REVIEWER, Role.AUDITOR}


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append(statement)

    event.listen(site.database.engine, "before_cursor_execute", note)
    yield said
    event.remove(site.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_every_figure(role: Role) -> None:
    assert may_see_quality(Principal(1, "p1", "某人", "x@example.com", grants=(Grant(role),))) is (role in INSIDE)
    assert not may_see_quality(None)


def test_says_honestly_that_there_is_nothing_yet(browser: Browser, cast: Cast, signed_in: SignedIn) -> None:
    for visitor in (browser, signed_in(cast.curator)):
        text = text_of(visitor.get("/quality"))
        assert "还没有可以衡量的判断" in text
        assert "还没有学习过" in text
        assert "%" not in text


def test_few_labels_are_a_hint_inside_and_nothing_outside(
    site: Site, cast: Cast, browser: Browser, signed_in: SignedIn
) -> None:
    judged_site(site, cast, weighing(WORDY), needs=1)
    assert "判断还太少" in text_of(browser.get("/quality"))
    inside = text_of(signed_in(cast.auditor).get("/quality"))
    assert "判断不到 20 条" in inside
    assert "少于 20 条" in inside
    assert "40%" in inside


def test_shows_figures_reasons_and_lessons_to_those_inside(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    judged_site(site, cast, weighing(WORDY))
    teach(site, SYSTEM)
    go_back(site, SYSTEM)
    page = text_of(signed_in(cast.curator).get("/quality"))
    for word in ("准确率", "召回率", "nDCG@10", "冻结集", "医疗", "工业", "2026-11", "领域不符", "退回到前一个校准"):
        assert word in page
    assert "在冻结集上更好，已采用" in page
    assert page.count("正在使用") == 1
    assert page.index("正在使用") < page.index("在冻结集上更好")
    assert "逐条读过的问题" not in page, "nobody measured the model of tests"


def test_a_measured_model_and_the_tiers_are_told(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    judged_site(site, cast, weighing(WORDY))
    with site.database.writing() as db:
        rows = db.exec(select(Match).where(col(Match.state) == MatchState.SHORTLISTED).order_by(col(Match.id))).all()
        for row in rows[:30]:
            row.tier = Tier.SURE
        for row in rows[30:55]:
            row.evidence = {"verdicts": [], "against": [{"asked": "要夜间识别", "found": "夜间识别：不支持"}]}
    with site.database.reading() as db:
        tiers = dict(quality_page(db, None).tiers)
    assert {name: one.labels for name, one in tiers.items()} == {"sure": 30, "maybe": 60 * PER_NEED - 55, "denied": 25}
    assert tiers["sure"].precision == tiers["denied"].precision == 1
    page = text_of(signed_in(cast.curator).get("/quality"))
    assert all(word in page for word in ("按档次", "有写明不做的"))
    assert "逐条读过的问题" not in page
    matcher = live(site).matcher
    measured = {
        "judged_need": {"ndcg@10": [0.87, 0.8, 0.9], "answered": [0.84], "sure_precision": [0.79], "false_sure": [0.07]}
    }
    matcher.calibration = replace(matcher.calibration, measured={"held_out": measured})
    live(site).refresh()
    page = text_of(signed_in(cast.stranger).get("/quality"))
    assert "0.870 84% 79% 7%" in " ".join(page[page.index("逐条读过的问题") :].split())


def test_the_public_sees_aggregates_of_public_needs_only(
    site: Site, cast: Cast, browser: Browser, signed_in: SignedIn
) -> None:
    judged_site(site, cast, weighing(WORDY))
    teach(site, SYSTEM)
    with site.database.writing() as db:
        for row in db.exec(select(Scenario).where(Scenario.field == "industry")).all():
            row.secrecy = Secrecy.RESTRICTED
            db.add(row)
    page = text_of(browser.get("/quality"))
    assert "医疗" in page
    assert "工业" not in page
    assert "领域不符" not in page
    assert "门槛 0" not in page
    assert "在冻结集上更好，已采用" in page
    stranger = text_of(signed_in(cast.stranger).get("/quality"))
    assert "领域不符" not in stranger
    with site.database.reading() as db:
        assert quality_page(db, None).total.labels == 30 * PER_NEED


def test_costs_the_same_statements_whatever_there_is(site: Site, cast: Cast) -> None:
    def cost() -> int:
        with site.database.reading() as db, counted(site) as said:
            quality_page(db, None)
        return len(said)

    empty = cost()
    judged_site(site, cast, weighing(WORDY), needs=12)
    assert cost() == empty == 4


def test_labels_are_read_from_matches_and_answers(site: Site, cast: Cast) -> None:
    judged_site(site, cast, weighing(WORDY), needs=1)
    with site.database.writing() as db:
        rows = db.exec(select(Match).order_by(col(Match.id))).all()
        answered, added, tried, open_ = rows[:4]
        answered.state, answered.reason = MatchState.DECLINED, ""
        added.state, added.source, added.score = MatchState.SHORTLISTED, MatchSource.CURATOR, 99
        tried.state, tried.reason = MatchState.DISMISSED, "already_tried"
        open_.state, open_.reason, open_.score = MatchState.SUGGESTED, "", 80
        for state, reason in ((AnswerState.LAPSED, ""), (AnswerState.NOT_NOW, "not_fitting")):
            db.add(
                Answer(
                    scenario_id=answered.scenario_id,
                    supply_id=answered.supply_id,
                    organisation_id=cast.firm,
                    person_id=cast.supplier,
                    match_id=answered.id,
                    state=state,
                    reason=reason,
                    body="能做",
                    reply_due_at=site.clock.now(),
                    created_at=site.clock.now(),
                )
            )
        numbers = [row.supply_id for row in rows[:4]]
    with site.database.reading() as db:
        found = decisions(db)
    labels = {label.supply_id: label for label in found.labels}
    assert labels[numbers[0]].wanted is False, "the newest answer counts"
    assert (labels[numbers[1]].wanted, labels[numbers[1]].suggested, labels[numbers[1]].place) == (True, False, 10)
    assert numbers[2] not in labels
    assert numbers[3] not in labels
    assert min(label.place for label in found.labels) == 2, "the open suggestion with the best score stands first"
    assert {(refusal.kind, refusal.reason) for refusal in found.refusals} == {
        ("dismissal_reason", "wrong_field"),
        ("dismissal_reason", "already_tried"),
        ("not_now_reason", "not_fitting"),
    }


def test_the_page_reads_in_english_too(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    judged_site(site, cast, weighing(WORDY), needs=12)
    teach(site, SYSTEM)
    curator = signed_in(cast.curator)
    curator.post("/language", data={"lang": "en", "next": "/quality"})
    page = text_of(curator.get("/quality"))
    assert "Quality of matches" in page
    assert "How to read this table" in page
    assert "系统" not in page
    assert "By field" in page


def test_the_office_finds_the_way(cast: Cast, signed_in: SignedIn) -> None:
    for person in (cast.office, cast.auditor, cast.curator):
        page = signed_in(person).get("/office").text
        assert "/quality" in page
        assert "/gaps" in page
    assert "/quality" in signed_in(cast.curator).get("/curation").text
