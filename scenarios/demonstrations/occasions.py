"""What people are told of a demonstration by mail: each occasion, whom it concerns, and what they read."""

from collections.abc import Callable, Iterable
from typing import Any

from app.accounts.models import Person
from app.accounts.topics import DUTIES
from app.core.acting import Act
from app.core.i18n import N_
from app.core.occasions import Occasion
from app.core.topics import Group, Topic
from scenarios.demonstrations import emails
from scenarios.demonstrations.emails import plain
from scenarios.demonstrations.models import DemoObjection
from scenarios.demonstrations.queries.cases import Shown
from scenarios.demonstrations.queries.people import adopters, department_of
from scenarios.pilots.policy import SIDES
from scenarios.pilots.queries.people import overseers, people_of, unique

DEMONSTRATIONS = Group("demonstrations", N_("验证记录与推广"))
JUDGING = Topic("demo_judging", N_("申报和异议的审核"), N_("审核部门"), DUTIES)
RECORDS = Topic("demo_records", N_("验证记录的进展和到期"), N_("试点双方，也告知场景经理人和专班"), DEMONSTRATIONS)
OBJECTIONS = Topic("demo_objections", N_("异议的答复"), N_("提出异议的人"), DEMONSTRATIONS)
COPIES = Topic("demo_copies", N_("别家推广您的做法"), N_("试点双方的负责人"), DEMONSTRATIONS)
Audience = Callable[..., Iterable[Person]]


def _but_her(found: Audience) -> Audience:
    """Nobody is written to about what she did herself."""

    def audience(act: Act, shown: Shown, *said: Any) -> Iterable[Person]:
        return [one for one in unique(found(act, shown, *said)) if one.id != act.actor.person_id]

    return audience


def _on_sides(act: Act, shown: Shown, *_said: Any) -> Iterable[Person]:
    return people_of(act.db, shown.case, *SIDES)


def _looking_on(act: Act, shown: Shown, *_said: Any) -> Iterable[Person]:
    return [*people_of(act.db, shown.case, *SIDES), *overseers(act.db, shown.case, act.now)]


def _copying(act: Act, shown: Shown, *_said: Any) -> Iterable[Person]:
    return [*_looking_on(act, shown), *adopters(act.db, shown.demonstration.id)]


def _in_department(act: Act, shown: Shown, *_said: Any) -> Iterable[Person]:
    return department_of(act.db, shown.case.need, act.now)


def _objector(act: Act, _shown: Shown, objection: DemoObjection) -> Iterable[Person]:
    return [act.db.get_one(Person, objection.person_id)]


_BOTH, _ALL = _but_her(_on_sides), _but_her(_looking_on)

APPLIED = Occasion(
    _but_her(_in_department),
    plain("applied", N_("请审核申报：{title}"), N_("“{title}”申报验证记录，请审核后决定是否公示。")),
    JUDGING,
)
GIVEN_BACK = Occasion(
    _BOTH,
    plain("given_back", N_("申报被退回：{title}"), N_("“{title}”的申报被退回，补充后可以重新申报。意见：")),
    RECORDS,
)
ANNOUNCED = Occasion(
    _ALL,
    plain("announced", N_("开始公示：{title}"), N_("“{title}”开始公示，至 {day} 止，期间任何人可以实名提出异议。")),
    RECORDS,
)
OBJECTED = Occasion(_but_her(_in_department), emails.objected, JUDGING)
ANSWERED = Occasion(_objector, emails.answered, OBJECTIONS)
UPHELD = Occasion(
    _BOTH, plain("upheld", N_("异议成立：{title}"), N_("对“{title}”的一项异议成立，申报退回审核。答复：")), RECORDS
)
RECORDED = Occasion(
    _ALL,
    plain("recorded", N_("已列入验证记录：{title}"), N_("“{title}”公示期满，已编号列入验证记录，有效期至 {day}。")),
    RECORDS,
)
DESIGNATED = Occasion(
    _ALL,
    plain("designated", N_("获示范认定：{title}"), N_("“{title}”已登记主管部门的示范认定，文号和认定单位公开展示。")),
    RECORDS,
)
RENEWED = Occasion(
    _ALL, plain("renewed", N_("验证记录续期：{title}"), N_("“{title}”凭新的独立测量续期，有效期至 {day}。")), RECORDS
)
ENDING = Occasion(_BOTH, emails.ending, RECORDS)
EXPIRED = Occasion(
    _ALL,
    plain("expired", N_("验证记录到期：{title}"), N_("“{title}”的验证记录已于 {day} 到期，续期需要新的独立测量。")),
    RECORDS,
)
REVOKED = Occasion(
    _but_her(_copying),
    plain("revoked", N_("验证记录撤销：{title}"), N_("“{title}”的验证记录已经撤销，页面保留并注明原因。")),
    RECORDS,
)
WANTED = Occasion(_BOTH, emails.wanted, COPIES)
ADOPTED = Occasion(_BOTH, emails.adopted, COPIES)
