"""The figures in the digests of those who work for the programme: gaps by field, and how long reviews and replies took."""

from datetime import datetime, timedelta
from typing import Any

from app.core.clock import FixedClock
from app.core.models import StatusChange
from app.core.site import Site
from app.digests.planning import plan
from app.digests.windows import last_closed
from scenarios.lifecycle import SCENARIO, ScenarioEvent
from scenarios.matches.lifecycle import AnswerState
from scenarios.matches.models import Answer
from scenarios.models import Secrecy
from tests.digests.helpers import consent, items, said
from tests.scenarios.helpers import later, opened, read
from tests.scenarios.matches.helpers import BODY, gap, supply
from tests.support import Cast


def test_gaps_and_times(site: Site, cast: Cast, clock: FixedClock) -> None:
    consent(site, later(site, days=-60), cast.curator, cast.office, cast.supplier)
    gap(site, cast, "门诊病历语音录入", opened_at=later(site, days=-3))
    gap(site, cast, "影像科排班优化", secrecy=Secrecy.RESTRICTED)
    gap(site, cast, "焊缝外观检测", field="industry")
    gap(site, cast, "还没有找过的", field="energy", searched=False)
    need = read(site, opened(site, cast)).id
    _decided(site, need, clock.at - timedelta(days=3), clock.at)
    _decided(site, need, clock.at - timedelta(days=5), clock.at - timedelta(days=4))
    _replied(site, cast, need, hours=36)
    clock.at = last_closed(clock.at).later(1).end + timedelta(hours=1)
    plan(site, last_closed(clock.at), clock.at)
    curator, office = items(site, cast.curator), items(site, cast.office)
    assert said(curator, "gap") == [("医疗 2 项", "最久的已等 10 天"), ("工业 1 项", "最久的已等 7 天")]
    assert [item.path for item in curator if item.kind == "gap"] == ["/gaps?field=health", "/gaps?field=industry"]
    assert said(office, "times") == [
        ("审核用时（中位数）：3 天", "共 1 件 · 前一周 1 天"),
        ("答复用时（中位数）：1.5 天", "共 1 件 · 前一周没有"),
    ]
    assert not said(items(site, cast.supplier), "gap")
    assert {item.path for item in office if item.kind == "times"} == {"/office/reports/2026-W48"}


def _decided(site: Site, need: int, sent: datetime, decided: datetime) -> None:
    moves = {ScenarioEvent.SUBMIT: sent, ScenarioEvent.REQUEST_EDITS: decided}
    with site.database.writing() as db:
        for event, at in moves.items():
            what: dict[str, Any] = {"object_kind": SCENARIO.name, "object_id": need, "event": event, "at": at}
            db.add(StatusChange(from_state="draft", to_state="submitted", **what))


def _replied(site: Site, cast: Cast, need: int, *, hours: int) -> None:
    own = supply(site, cast.firm)
    at: dict[str, Any] = {
        "created_at": later(site),
        "replied_at": later(site, hours=hours),
        "reply_due_at": later(site),
    }
    by: dict[str, Any] = {"organisation_id": cast.firm, "person_id": cast.supplier, "body": BODY}
    with site.database.writing() as db:
        db.add(Answer(scenario_id=need, supply_id=own.id, state=AnswerState.WANTED, **by, **at))
