"""What people can do with a match and with an answer: owners and curators weigh it, curators introduce, owners invite and
reply, suppliers turn down and take back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import SQLModel

from app.accounts.access import Doing
from app.accounts.models import Role
from app.accounts.policy import Viewer, lacks_to_act_publicly_for
from app.core.acting import Act
from app.core.deeds import Deed, open_to
from app.core.errors import Forbidden
from app.core.i18n import N_, sentences
from app.core.i18n import gettext as _
from scenarios.matches.actions import answering, deciding, offering
from scenarios.matches.actions.inquiring import withdraw_inquiry
from scenarios.matches.forms import DismissForm, InquiryForm, NoteForm, NotNowForm, WantForm, YesForm
from scenarios.matches.labels import answer_tag, match_tag
from scenarios.matches.lifecycle import ANSWER, AnswerEvent, InquiryState, MatchEvent, MatchState
from scenarios.matches.models import Answer
from scenarios.matches.policy import lacks_to_judge, lacks_to_speak_as_owner, lacks_to_weigh
from scenarios.matches.queries.inquiries import Asked, inquiry_tag
from scenarios.matches.queries.introductions import is_discreet, is_last_word, told_state
from scenarios.matches.queries.people import reached_supplies
from scenarios.matches.queries.sides import Pair
from scenarios.models import Scenario

E, S = MatchEvent, MatchState


UNREACHED = N_(
    "供给方那边没有人能收到通知（还没有账户，或者没有通过核验、看不到这项需求），请场景经理人或专班协助联系。"
)
OWNER_UNREACHED = N_("需求单位还没有账户，收不到通知，请专班协助联系。")
OPEN_ONLY = N_("需求还在征集时才能邀请。")
TAKEN_BACK = N_("同意已收回，对方没有收到任何通知；期限之内还可以重新答复。")


class Side(StrEnum):
    """For whom somebody does it; what is weighed is weighed for the owner's house, or in the role of a curator."""

    WEIGHING = "weighing"
    CURATOR = "curator"
    OWNER = "owner"
    SUPPLIER = "supplier"


LACKS: Mapping[Side, Callable[[Viewer, Pair], str]] = {
    Side.WEIGHING: lambda viewer, pair: lacks_to_weigh(viewer, pair.need, pair.supply.organisation_id),
    Side.CURATOR: lambda viewer, pair: lacks_to_judge(viewer, pair.need, pair.supply.organisation_id),
    Side.OWNER: lambda viewer, pair: lacks_to_speak_as_owner(viewer, pair.need),
    Side.SUPPLIER: lambda viewer, pair: lacks_to_act_publicly_for(viewer, pair.supply.organisation_id),
}


def weighing_act(doer: Doing, need: Scenario) -> Act:
    """What is weighed or asked: for the owner's house by its people, else in the role of a curator."""
    owns = doer.viewer.belongs_to(need.organisation_id)
    return doer.act(need.organisation_id) if owns else doer.act(role=Role.CURATOR.value)


@dataclass(frozen=True)
class PairDeed(Deed[Viewer, Pair]):
    side: Side = Side.CURATOR

    def require(self, who: Viewer, thing: Pair, moved_on: Callable[[], str]) -> None:
        """What is one side's to do is refused to everybody else whatever the state is, or the refusal would tell it."""
        if self.side in {Side.OWNER, Side.SUPPLIER} and (missing := self.lacks(who, thing)):
            raise Forbidden(_(missing))
        super().require(who, thing, moved_on)

    def row_of(self, thing: Pair) -> SQLModel:
        return thing.match

    def act_of(self, doer: Doing, pair: Pair) -> Act:
        """The doer acts in her role as a curator, or for her house."""
        if self.side is Side.SUPPLIER:
            return doer.act(pair.supply.organisation_id)
        if self.side is Side.OWNER:
            return doer.act(pair.need.organisation_id)
        return weighing_act(doer, pair.need) if self.side is Side.WEIGHING else doer.act(role=Role.CURATOR.value)


def moved_on(pair: Pair) -> str:
    """Why a deed came too late; neither side learns who of the other did what."""
    counts = pair.answer is not None and is_last_word(pair.match, pair.introduction, pair.answer)
    label, _tone = answer_tag(pair.answer.state) if pair.answer and counts else match_tag(_told(pair))
    return _("您的操作没有生效：它现在是“{state}”，可能刚刚有人办理过。请刷新页面查看。").format(state=label)


def _told(pair: Pair) -> MatchState:
    return told_state(pair.match, pair.introduction, pair.answer)


def deeds_of(viewer: Viewer) -> Callable[[Any], Mapping[str, Deed[Viewer, Pair]]]:
    """For templates: what this viewer may do with one pair, by name."""
    return lambda pair: open_to(ALL, viewer, pair)


def _in(*states: MatchState) -> Callable[[Pair], bool]:
    """In one of these states, with no invitation on its way."""
    return lambda pair: pair.match.state in states and pair.match.invite_at is None


def _invitable(pair: Pair) -> bool:
    """While the need takes answers; to a yes that still stands an invitation is the reply, which may come later."""
    replies = pair.match.state is S.INTERESTED_SUPPLIER and not pair.lapsed
    return replies or (_in(*BEFORE)(pair) and pair.answerable)


def _offered(*states: MatchState) -> Callable[[Pair], bool]:
    """In one of these states, and there is still time for a yes."""
    return lambda pair: _in(*states)(pair) and not pair.lapsed


def _given_alone(state: MatchState) -> Callable[[Pair], bool]:
    """One side has said yes to an introduction by its button, and the other's yes has not come: an answer in words has a
    withdrawal of its own, and an invitation that went out has been told."""

    def possible(pair: Pair) -> bool:
        return _offered(state)(pair) and is_discreet(pair.match, pair.introduction, pair.answer)

    return possible


def _wanted(pair: Pair) -> bool:
    """A live answer; or one that the owner had put off or that lapsed with her need, where the supplier has been asked
    nothing since and has not said no."""
    if pair.answer is None or not _answered(AnswerEvent.WANT)(pair):
        return False
    if pair.match.state is S.INTERESTED_SUPPLIER:
        return True
    by_owner = pair.match.state is S.DECLINED and pair.match.reason != ""
    lies = by_owner or pair.match.state is S.EXPIRED
    return lies and is_last_word(pair.match, pair.introduction, pair.answer)


def _answered(event: AnswerEvent) -> Callable[[Pair], bool]:
    return lambda pair: pair.answer is not None and event in ANSWER.events_from(pair.answer.state)


def _deed(
    side: Side,
    label: str,
    possible: Callable[[Pair], bool],
    done: str,
    act: Callable[[Act, Pair, Any], str | None],
    form: type[Any] = NoteForm,
    when: str = "",
) -> PairDeed:
    return PairDeed(label, possible, LACKS[side], done, form, act, when, side=side)


def _decide(event: MatchEvent) -> Callable[[Act, Pair, NoteForm], None]:
    return lambda act, pair, said: deciding.decide(act, pair.match, event, note=said.note)


def _unreached(sentence: str, told: bool) -> str:
    """Say so when nobody of the supplier may be told, rather than let somebody wait for a mail that nobody gets."""
    return sentence if told else sentences(sentence, _(UNREACHED))


def _is_inviting(pair: Pair) -> bool:
    return pair.match.invite_at is not None


def _invite(act: Act, pair: Pair, _said: YesForm) -> str:
    """An invitation; to a supplier that has answered already it is the reply 想见."""
    if pair.match.state is S.INTERESTED_SUPPLIER:
        offering.agree(act, pair.match)
        return _("对方此前已表示愿意做，双方的联系方式现在互相开放。")
    deciding.invite(act, pair.match)
    sentence = _("邀请将在 {minutes} 分钟后发出，在那之前可以撤回。").format(minutes=deciding.WAIT_MINUTES)
    return _unreached(sentence, bool(reached_supplies(act.db, pair.need, [pair.supply], act.now)))


def _take_back(act: Act, pair: Pair, _said: Any) -> None:
    deciding.take_back(act, pair.match)


def _introduce(act: Act, pair: Pair, said: NoteForm) -> str:
    owners, suppliers = offering.introduce(act, pair.match, said.note)
    sentence = _("已向双方引荐。") if owners else sentences(_("已引荐。"), _(OWNER_UNREACHED))
    return _unreached(sentence, suppliers > 0)


def _agree(act: Act, pair: Pair, _said: Any) -> str:
    offering.agree(act, pair.match)
    return _agreed(pair)


def _accept(act: Act, pair: Pair, _said: Any) -> str:
    offering.accept(act, pair.match)
    return _agreed(pair)


def _unsay(act: Act, pair: Pair, _said: Any) -> None:
    deciding.decide(act, pair.match, E.TAKE_BACK)


def _agreed(pair: Pair) -> str:
    if pair.match.state is S.MUTUAL:
        return _("双方都已同意，联系方式现在互相开放。")
    return _("已同意对接。对方也同意后，双方会看到联系方式，我们会通知您。")


def _refuse(act: Act, pair: Pair, said: NotNowForm) -> None:
    offering.refuse(act, pair.match, said.reason, said.reply)


def _dismiss(act: Act, pair: Pair, said: DismissForm) -> None:
    deciding.decide(act, pair.match, E.DISMISS, reason=said.reason, note=said.note)


def _decline(act: Act, pair: Pair, said: NoteForm) -> None:
    deciding.decline(act, pair.match, said.note)


def _want(act: Act, pair: Pair, said: WantForm) -> None:
    answering.want(act, _given(pair), said.reply)


def _put_off(act: Act, pair: Pair, said: NotNowForm) -> None:
    answering.put_off(act, _given(pair), said.reason, said.reply)


def _withdraw(act: Act, pair: Pair, _said: Any) -> None:
    answering.withdraw(act, _given(pair))


def _given(pair: Pair) -> Answer:
    assert pair.answer is not None  # without one the deed is not possible
    return pair.answer


BEFORE = (S.SUGGESTED, S.SHORTLISTED, S.EXPIRED)
"""States from which a pair may be introduced or invited."""
WEIGHING, CURATOR, OWNER, SUPPLIER = Side

MATCHES: Mapping[str, PairDeed] = {
    "shortlist": _deed(WEIGHING, N_("列入候选"), _in(S.SUGGESTED), N_("已列入候选。"), _decide(E.SHORTLIST)),
    "reconsider": _deed(WEIGHING, N_("重新列入候选"), _in(S.DISMISSED), N_("已重新列入候选。"), _decide(E.RECONSIDER)),
    "dismiss": _deed(
        WEIGHING,
        N_("不合适"),
        _in(S.SUGGESTED, S.SHORTLISTED),
        N_("已排除，原因会用来改进推荐。"),
        _dismiss,
        DismissForm,
    ),
    "introduce": _deed(
        CURATOR,
        N_("向双方引荐"),
        lambda pair: _in(*BEFORE)(pair) and pair.answerable,
        "",
        _introduce,
        when=N_("需求还在征集时才能引荐。"),
    ),
    "agree": _deed(OWNER, N_("同意对接"), _offered(S.OFFERED, S.INTERESTED_SUPPLIER), "", _agree, YesForm),
    "refuse": _deed(
        OWNER,
        N_("暂不对接"),
        _offered(S.OFFERED, S.INTERESTED_SUPPLIER),
        N_("已答复“暂不对接”，对方会收到原因。"),
        _refuse,
        NotNowForm,
    ),
    "unagree": _deed(OWNER, N_("收回同意"), _given_alone(S.INTERESTED_OWNER), TAKEN_BACK, _unsay),
    "accept": _deed(SUPPLIER, N_("同意对接"), _offered(S.OFFERED, S.INTERESTED_OWNER), "", _accept, YesForm),
    "unaccept": _deed(SUPPLIER, N_("收回同意"), _given_alone(S.INTERESTED_SUPPLIER), TAKEN_BACK, _unsay),
    "invite": _deed(OWNER, N_("邀请"), _invitable, "", _invite, YesForm, when=OPEN_ONLY),
    "take-back": _deed(
        OWNER, N_("撤回邀请"), _is_inviting, N_("邀请已撤回，对方没有收到任何通知；这一项仍在候选里。"), _take_back
    ),
    "decline": _deed(
        SUPPLIER, N_("婉拒"), _offered(S.OFFERED, S.INTERESTED_OWNER), N_("已婉拒，对方会收到通知。"), _decline
    ),
    "meeting": _deed(OWNER, N_("已见面"), _in(S.MUTUAL), N_("已记录见面。"), _decide(E.HOLD_MEETING)),
    "no-fit": _deed(
        OWNER,
        N_("谈过，不合适"),
        _in(S.MUTUAL, S.MEETING_HELD),
        N_("已记录为谈过但不合适。"),
        _decide(E.FIND_NO_FIT),
    ),
}
"""With a match, by the last part of their address."""

ANSWERS: Mapping[str, PairDeed] = {
    "want": _deed(
        OWNER,
        N_("想见"),
        _wanted,
        N_("双方的联系方式已经互相开放，请直接联系对方。"),
        _want,
        WantForm,
    ),
    "not-now": _deed(
        OWNER,
        N_("暂不"),
        _answered(AnswerEvent.PUT_OFF),
        N_("已答复“暂不”，对方会收到原因。"),
        _put_off,
        NotNowForm,
    ),
    "withdraw": _deed(
        SUPPLIER,
        N_("撤回"),
        _answered(AnswerEvent.WITHDRAW),
        N_("已撤回回应，对方会收到通知。"),
        _withdraw,
    ),
}
"""With an answer."""
ALL: Mapping[str, PairDeed] = {**MATCHES, **ANSWERS}


def inquiry_moved_on(asked: Asked) -> str:
    """Why a deed with a question came too late."""
    if not asked.open:
        return _("这项需求已经截止、暂停或结束，不用再答复了。")
    label, _tone = inquiry_tag(asked.inquiry.state)
    return _("您的操作没有生效：它现在是“{state}”，可能刚刚有人办理过。请刷新页面查看。").format(state=label)


def _waiting(asked: Asked) -> bool:
    return asked.inquiry.state is InquiryState.ASKED and asked.open


INQUIRIES: Mapping[str, Deed[Viewer, Asked]] = {
    "answer": Deed(
        N_("答复"),
        _waiting,
        lambda viewer, asked: lacks_to_act_publicly_for(viewer, asked.supply.organisation_id),
        N_("答复已发给对方，谢谢。"),
        InquiryForm,
    ),
    "withdraw": Deed(
        N_("撤回询问"),
        _waiting,
        lambda viewer, asked: lacks_to_weigh(viewer, asked.need, asked.supply.organisation_id),
        N_("询问已撤回，对方会收到通知。"),
        act=lambda act, asked, _said: withdraw_inquiry(act, asked.inquiry),
    ),
}
"""With a question about open points."""
