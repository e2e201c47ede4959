"""What people are told of a pilot by mail: each occasion, whom it concerns, and what they read. Nobody is written to about
what she did herself."""

from collections.abc import Callable, Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act
from app.core.i18n import N_
from app.core.occasions import Occasion
from app.core.topics import Group, Topic
from scenarios.pilots.emails import beginning
from scenarios.pilots.emails.alarms import alarm
from scenarios.pilots.emails.notes import plain
from scenarios.pilots.emails.partners import asked, off
from scenarios.pilots.emails.verifying import let_go
from scenarios.pilots.models import PilotPartner, Side
from scenarios.pilots.policy import SIDES
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.people import overseers, people_of, unique
from scenarios.queries.people import caretakers

PILOTS = Group("pilots", N_("试点"))
ASKS = Topic("pilot_asks", N_("等贵方确认或答复的事"), N_("试点双方的负责人"), PILOTS)
ALARMS = Topic("pilot_alarms", N_("试点预警"), N_("试点双方、场景经理人和专班"), PILOTS)
COURSE = Topic("pilot_course", N_("试点的进展和结果"), N_("试点双方的负责人，起止时也告知场景经理人和专班"), PILOTS)
MEASURING = Topic("pilot_measuring", N_("验证的委托和撤销"), N_("试点双方和验证单位"), PILOTS)


def _others(act: Act, case: Case, *_said: Any) -> Iterable[Person]:
    """The side that did not act."""
    sides = [one.side for one in case.parties if one.side in SIDES and one.organisation_id != act.actor.organisation_id]
    return unique(people_of(act.db, case, *sides))


def _on(*sides: Side) -> Callable[..., Iterable[Person]]:
    """Everybody on these sides but for her who does it."""

    def audience(act: Act, case: Case, *_said: Any) -> Iterable[Person]:
        return [one for one in unique(people_of(act.db, case, *sides)) if one.id != act.actor.person_id]

    return audience


def _everybody(act: Act, case: Case, *_said: Any) -> Iterable[Person]:
    """Both sides, the curator and the office."""
    return unique([*people_of(act.db, case, *SIDES), *overseers(act.db, case, act.now)])


_BOTH = _on(*SIDES)


def _asked(act: Act, _case: Case, row: PilotPartner, *_said: Any) -> Iterable[Person]:
    """Who decides for the house that is asked; of one that has been there, whoever looked after it."""
    return [one for one in caretakers(act.db, row.organisation_id, None) if one.id != act.actor.person_id]


PROPOSED = Occasion(_others, beginning.proposed, ASKS)
CONFIRMED = Occasion(_BOTH, beginning.confirmed, COURSE)
CALLED_OFF = Occasion(_others, beginning.called_off, COURSE)
TO_COUNTERSIGN = Occasion(_others, beginning.to_countersign, ASKS)
SIGNED = Occasion(_BOTH, beginning.signed, COURSE)
SENT_BACK = Occasion(
    _others,
    plain(
        "sent_back",
        N_("扫描件被退回：{title}"),
        N_("对方退回了“{title}”试点协议的扫描件，请核对后重新上传。"),
        "agreement",
    ),
    ASKS,
)

READY = Occasion(
    _BOTH,
    plain("ready", N_("准备就绪：{title}"), N_("“{title}”试点的准备事项已全部落实，基线锁定后就可以开始运行。")),
    COURSE,
)
TO_LOCK = Occasion(
    _others,
    plain(
        "to_lock",
        N_("请确认基线：{title}"),
        N_("对方已确认“{title}”试点的指标和基线，请贵方核对后确认。"),
        "kpis",
        further=N_("双方确认后基线即锁定，此后只能由双方变更，变更会写入报告。"),
    ),
    ASKS,
)
LOCKED = Occasion(
    _BOTH, plain("locked", N_("基线已锁定：{title}"), N_("“{title}”试点的指标和基线已由双方锁定。"), "kpis"), COURSE
)
TO_AMEND = Occasion(
    _others,
    plain("to_amend", N_("请确认变更：{title}"), N_("对方就“{title}”试点提出一项变更，请贵方确认或不同意。"), "kpis"),
    ASKS,
)
AMENDED = Occasion(
    _BOTH,
    plain("amended", N_("变更已生效：{title}"), N_("“{title}”试点的一项变更已由双方确认，会写入报告。"), "kpis"),
    COURSE,
)
NOT_AMENDED = Occasion(
    _others,
    plain("not_amended", N_("变更未通过：{title}"), N_("“{title}”试点的一项变更没有通过，原来锁定的不变。"), "kpis"),
    COURSE,
)
STARTED = Occasion(
    _everybody, plain("started", N_("试点开始运行：{title}"), N_("“{title}”试点今天开始运行。"), once=True), COURSE
)
PAUSED = Occasion(_others, plain("paused", N_("试点暂停：{title}"), N_("对方暂停了“{title}”试点。"), "running"), COURSE)
RESUMED = Occasion(
    _others, plain("resumed", N_("试点恢复：{title}"), N_("“{title}”试点恢复运行，期限相应顺延。"), "running"), COURSE
)
STOPPED = Occasion(
    _everybody,
    plain(
        "stopped",
        N_("试点提前结束：{title}"),
        N_("“{title}”试点提前结束，原因和经验教训已经存档，供后来者参考。"),
        once=True,
    ),
    COURSE,
)
TO_NAME = Occasion(
    _others,
    plain(
        "to_name",
        N_("是否同意具名：{title}"),
        N_("对方同意“{title}”试点的经验教训具名公开，请贵方决定是否同意。"),
        once=True,
    ),
    ASKS,
)
COMPLETED = Occasion(
    _everybody, plain("completed", N_("试点结项：{title}"), N_("“{title}”试点已经结项。"), once=True), COURSE
)
ASKED = Occasion(
    _BOTH,
    plain(
        "asked",
        N_("试点进展如何：{title}"),
        N_("请用一分钟说说“{title}”试点的进展：一切正常的，点一下即可。"),
        "running",
        further=N_("七天内没有答复，会提醒双方、场景经理人和专班。"),
    ),
    ASKS,
)
ALARM = Occasion(_everybody, alarm, ALARMS)
TO_VERIFY = Occasion(
    _others,
    plain(
        "to_verify",
        N_("请确认验证单位：{title}"),
        N_("对方为“{title}”试点提议了验证单位，请贵方确认。"),
        "verification",
    ),
    ASKS,
)
APPOINTED = Occasion(
    _on(*Side),
    plain("appointed", N_("验证开始：{title}"), N_("“{title}”试点的验证单位已经确定，请配合测量。"), "verification"),
    MEASURING,
)
NOT_VERIFYING = Occasion(
    _BOTH,
    plain(
        "not_verifying", N_("验证撤销：{title}"), N_("“{title}”试点的这次验证已撤销，原有结果不变。"), "verification"
    ),
    MEASURING,
)
LET_GO = Occasion(_on(Side.VERIFIER), let_go, MEASURING)
REPORTED = Occasion(
    _everybody,
    plain(
        "reported",
        N_("验证结果已出：{title}"),
        N_("“{title}”试点的测量结果已经提交，结论按锁定的指标算出，双方可以发表意见。"),
        "verification",
    ),
    COURSE,
)
REPORT_STAMPED = Occasion(
    _on(*SIDES, Side.VERIFIER),
    plain(
        "report_stamped",
        N_("盖章报告已存档：{title}"),
        N_("“{title}”试点验证报告的盖章扫描件已经上传存档。"),
        "verification",
    ),
    COURSE,
)
REPORT_SENT_BACK = Occasion(
    _on(*SIDES, Side.VERIFIER),
    plain(
        "report_sent_back",
        N_("报告扫描件被退回：{title}"),
        N_("“{title}”试点验证报告的盖章扫描件被退回，请核对后重新上传。"),
        "verification",
    ),
    COURSE,
)
TO_AGREE_PARTNER = Occasion(
    _others,
    plain(
        "to_agree_partner",
        N_("请确认参与单位：{title}"),
        N_("对方为“{title}”试点提议了一家参与单位，请贵方决定是否邀请。"),
    ),
    ASKS,
)
PARTNER_ASKED = Occasion(_asked, asked, ASKS)
PARTNER_JOINED = Occasion(
    _BOTH,
    plain("partner_joined", N_("参与单位已确认：{title}"), N_("受邀单位已确认参加“{title}”试点。")),
    COURSE,
)
PARTNER_DECLINED = Occasion(
    _BOTH, plain("partner_declined", N_("受邀单位不参加：{title}"), N_("受邀单位答复不参加“{title}”试点。")), COURSE
)
PARTNER_NOT_WANTED = Occasion(
    _others,
    plain("partner_not_wanted", N_("参与单位的提议撤回：{title}"), N_("“{title}”试点的一项参与单位提议已撤回。")),
    COURSE,
)
PARTNER_LEFT = Occasion(
    _BOTH, plain("partner_left", N_("参与单位退出：{title}"), N_("“{title}”试点的一家参与单位不再参加。")), COURSE
)
PARTNER_OFF = Occasion(_asked, off, COURSE)
