"""What mails about decisions and objections look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.accounts.models import Person
from app.core.clock import city_date
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.site import Site
from scenarios.awards import occasions
from scenarios.awards.lifecycle import ObjectionState
from scenarios.awards.models import Decision, Objection, ObjectionKind, Outcome
from scenarios.awards.queries.cases import AwardCase
from scenarios.bids.lifecycle import BidState
from scenarios.panels.samples import sample_bid, sample_case


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    with speaking(reader.language):
        return _made_up(site.clock.now(), reader)


def _made_up(now: datetime, reader: Person) -> Mapping[str, Sequence[Email]]:
    case, ended = _case(reader, now, Outcome.AWARD), _case(reader, now, Outcome.NO_AWARD)
    bid, one = sample_bid(reader, now, BidState.RESERVE), _objection(reader, now)
    return {
        "awards.announced": [occasions.ANNOUNCED(reader, each, bid) for each in (case, ended)],
        "awards.awarded": [occasions.AWARDED(reader, case, bid)],
        "awards.out": [occasions.OUT(reader, case, bid, _("提供的业绩证明经核实不属实。"))],
        "awards.declined": [occasions.DECLINED(reader, case, bid, _("核心人员变动，无法按期投入"))],
        "awards.objected": [occasions.OBJECTED(reader, case, one)],
        "awards.late": [occasions.LATE(reader, case, one)],
        "awards.answered": [occasions.ANSWERED(reader, case, one)],
    }


def _case(reader: Person, now: datetime, outcome: Outcome) -> AwardCase:
    until = now + timedelta(days=9) if outcome is Outcome.AWARD else None
    decision = Decision(
        id=4,
        scenario_id=7,
        round=1,
        outcome=outcome,
        meeting=_("院长办公会"),
        held_on=city_date(now),
        paper="31/2026",
        at=now,
        publicity_until=until,
        objections_until=until,
    )
    return AwardCase(sample_case(reader, now), [decision], (), (), None)


def _objection(reader: Person, now: datetime) -> Objection:
    return Objection(
        id=6,
        public_id="sample",
        scenario_id=7,
        kind=ObjectionKind.QUESTION,
        state=ObjectionState.DISMISSED,
        person_id=reader.id,
        text="",
        answer=_("各项得分均由公布的公式算出，没有发现计算错误。"),
        next_instance=_("市科技主管部门"),
        due_at=now + timedelta(days=9),
        created_at=now,
    )
