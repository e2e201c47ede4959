"""What people are told of a need by mail: each occasion, whom it concerns, and what they read."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.accounts.topics import DUTIES, TEAM
from app.accounts.topics import HANDED_OVER as TO_HER
from app.core.acting import Act
from app.core.finding import SCENARIO
from app.core.i18n import N_
from app.core.models import StatusChange
from app.core.occasions import Occasion
from app.core.topics import Group, Topic
from scenarios.emails import owning, reviewing
from scenarios.models import Scenario
from scenarios.queries.owning import approvers, people
from scenarios.queries.people import keepers_of, office_of, reviewer_of

NEEDS = Group("needs", N_("本单位的需求"))
FOLLOWED = Group("followed", N_("关注和回应过的需求"))
APPROVAL = Topic("need_approval", N_("单位内审批"), N_("审批人，填报人"), TEAM)
REVIEW = Topic("need_review", N_("审核和发布的结果"), N_("需求负责人"), NEEDS)
LATE = Topic("need_late", N_("审核超时"), N_("专班"), DUTIES)
END = Topic("need_end", N_("需求快到期或已结束"), N_("需求负责人"), NEEDS)
NEWS = Topic("need_news", N_("补充说明、暂停、取消和结束"), N_("关注或回应过这项需求的人"), FOLLOWED)


def _keepers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    return keepers_of(act.db, need)


def _helpers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    """Those who can do something about what keeps it from opening."""
    reviewer = reviewer_of(act.db, need)
    return [*keepers_of(act.db, need), *([reviewer] if reviewer else [])]


def _office(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    return office_of(act.db, need, act.now)


def _followers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    """Whoever watches it or has answered, but for her who does it."""
    return people(act.db, act.site.slices.followers(act.db, SCENARIO, need.id) - {act.actor.person_id or 0})


def _other_followers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    keepers = {person.id for person in keepers_of(act.db, need)}
    return people(act.db, act.site.slices.followers(act.db, SCENARIO, need.id) - keepers)


def _approvers(act: Act, need: Scenario, _change: StatusChange) -> Iterable[Person]:
    return approvers(act.db, need.organisation_id, besides=(act.actor.person_id, need.created_by))


def _both_in_house(act: Act, need: Scenario, _change: StatusChange) -> Iterable[Person]:
    """Author and holder; whoever decided knows of it."""
    return people(act.db, {need.sent_by, need.holder_id} - {act.actor.person_id})


def _holder(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    return people(act.db, {need.holder_id})


APPROVAL_ASKED = Occasion(_approvers, owning.approval_asked, APPROVAL)
APPROVAL_DECIDED = Occasion(_both_in_house, owning.approval_decided, APPROVAL)
EDITS_REQUESTED = Occasion(_keepers, reviewing.edits_requested, REVIEW)
REJECTED = Occasion(_keepers, reviewing.rejected, REVIEW)
APPROVED = Occasion(_keepers, reviewing.approved, REVIEW)
OPENED = Occasion(_keepers, reviewing.opened, REVIEW)
OPENING_BLOCKED = Occasion(_helpers, reviewing.opening_blocked, REVIEW)
REVIEW_OVERDUE = Occasion(_office, reviewing.overdue, LATE)
ENDING = Occasion(_keepers, reviewing.ending, END)
ENDED = Occasion(_keepers, reviewing.ended, END)
ENDED_FOR_OTHERS = Occasion(_other_followers, reviewing.ended_for_others, NEWS)
ADDENDUM = Occasion(_followers, owning.addendum_published, NEWS)
STOPPED = Occasion(_followers, owning.stopped, NEWS)
HANDED_OVER = Occasion(_holder, owning.handed_over, TO_HER)
