"""What mails about needs look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.accounts.models import Person
from app.accounts.samples import colleague, house
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.models import StatusChange
from app.core.site import Site
from scenarios import occasions
from scenarios.lifecycle import Route, ScenarioEvent, ScenarioState
from scenarios.models import Addendum, ReviewNote, Scenario


def need(reader: Person, now: datetime) -> Scenario:
    with speaking(reader.language):
        title = _("影像报告的智能质控")
    return Scenario(
        id=7,
        public_id="sample",
        code="JH-2026-B01-003",
        organisation_id=3,
        state=ScenarioState.OPEN,
        route=Route.MATCH_ONLY,
        title=title,
        field="health",
        language=reader.language,
        opens_at=now + timedelta(days=3),
        valid_until=now + timedelta(days=90),
        review_due_at=now + timedelta(days=1),
        created_at=now,
        updated_at=now,
    )


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    ground = site.vocabulary.options("rejection_reason")[0][0]
    mails = {**_of_review(reader, now, ground), **_of_life(reader, now)}
    return {f"scenarios.{name}": said for name, said in mails.items()}


def _of_review(reader: Person, now: datetime, ground: str) -> Mapping[str, Sequence[Email]]:
    one, author = need(reader, now), colleague(reader, now).name
    with speaking(reader.language):
        why = _("请写明现有系统的接口，并补充一项可测量的指标。")
    asked = _change(author, why, ScenarioEvent.SUBMIT, now)
    notes = [ReviewNote(scenario_id=7, field_name="description", note=why, at=now)]
    return {
        "approval_asked": [occasions.APPROVAL_ASKED(reader, one, asked)],
        "approval_decided": [
            occasions.APPROVAL_DECIDED(reader, one, _change(author, why, event, now))
            for event in (ScenarioEvent.SUBMIT, ScenarioEvent.RETURN)
        ],
        "edits_requested": [occasions.EDITS_REQUESTED(reader, one, asked, notes)],
        "rejected": [occasions.REJECTED(reader, one, _change(author, why, ScenarioEvent.REJECT, now, ground))],
        "approved": [occasions.APPROVED(reader, one, asked)],
        "opened": [occasions.OPENED(reader, one, asked)],
        "opening_blocked": [occasions.OPENING_BLOCKED(reader, one, now, [why])],
        "review_overdue": [occasions.REVIEW_OVERDUE(reader, one, house(reader, now).name, author)],
    }


def _of_life(reader: Person, now: datetime) -> Mapping[str, Sequence[Email]]:
    one, author = need(reader, now), colleague(reader, now).name
    with speaking(reader.language):
        why = _("预算调整，期限顺延两周。")
    change = _change(author, why, ScenarioEvent.SUSPEND, now)
    over = one.model_copy(update={"state": ScenarioState.EXPIRED})
    stops = (ScenarioEvent.SUSPEND, ScenarioEvent.RESUME, ScenarioEvent.CANCEL)
    addendum = Addendum(scenario_id=7, number=1, changes={"deadline": ["", "2027-03-01"]}, note=why, at=now)
    return {
        "ending": [occasions.ENDING(reader, one, 7, 7, now + timedelta(days=7))],
        "ended": [occasions.ENDED(reader, over, change)],
        "ended_for_others": [occasions.ENDED_FOR_OTHERS(reader, over, change)],
        "addendum": [occasions.ADDENDUM(reader, one, addendum)],
        "stopped": [occasions.STOPPED(reader, one, _change(author, why, event, now)) for event in stops],
        "handed_over": [occasions.HANDED_OVER(reader, one, author, why)],
    }


def _change(by: str, note: str, event: ScenarioEvent, now: datetime, reason: str = "") -> StatusChange:
    return StatusChange(
        id=9,
        object_kind="scenario",
        object_id=7,
        event=event,
        from_state="",
        to_state="",
        actor_name=by,
        note=note,
        reason=reason,
        at=now,
    )
