"""What a person decides about one match; of two clicks one wins, the other is told so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer
from app.accounts.models import Role
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.actors import Actor
from app.core.errors import BadRequest, Forbidden, NotFound
from app.core.forms import Posted, bind
from app.core.html import redirect
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Site
from app.core.urls import local_path
from app.vocabulary.queries import codes
from scenarios.matches.access import AMatch, LoadedMatch
from scenarios.matches.actions.answering import want
from scenarios.matches.actions.deciding import decide, decline, introduce, invite
from scenarios.matches.forms import DismissForm, NoteForm
from scenarios.matches.lifecycle import MatchEvent, MatchState
from scenarios.matches.policy import may_decline, may_judge, may_speak_as_owner
from scenarios.matches.queries.sides import answer_of_match

router = Router()
E = MatchEvent


@dataclass(frozen=True)
class Deed:
    """Something that a button does: who may, and the sentence shown afterwards."""

    allowed: Callable[[Principal, LoadedMatch], bool]
    event: MatchEvent
    done: str


def as_curator(viewer: Principal, loaded: LoadedMatch) -> bool:
    return may_judge(viewer, loaded.sides.need, loaded.sides.supply.organisation_id)


def as_owner(viewer: Principal, loaded: LoadedMatch) -> bool:
    return may_speak_as_owner(viewer, loaded.sides.need)


def as_supplier(viewer: Principal, loaded: LoadedMatch) -> bool:
    return may_decline(viewer, loaded.match.state, loaded.sides.supply.organisation_id)


DEEDS: dict[str, Deed] = {
    "shortlist": Deed(as_curator, E.SHORTLIST, N_("已列入候选。")),
    "reconsider": Deed(as_curator, E.RECONSIDER, N_("已重新列入候选。")),
    "dismiss": Deed(as_curator, E.DISMISS, N_("已排除，原因会用来改进推荐。")),
    "introduce": Deed(as_curator, E.OFFER, N_("已向双方引荐。")),
    "invite": Deed(as_owner, E.OWNER_INTERESTED, N_("已发出邀请。")),
    "decline": Deed(as_supplier, E.DECLINE, N_("已婉拒，对方会收到通知。")),
    "meeting": Deed(as_owner, E.HOLD_MEETING, N_("已记录见面。")),
    "no-fit": Deed(as_owner, E.FIND_NO_FIT, N_("已记录为谈过但不合适。")),
}


@router.post("/matches/{public_id}/{deed}", name="matches.decide")
def decide_on(request: Request, loaded: AMatch, deed: str, data: Posted, doer: Doer) -> Response:
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise NotFound
    if not chosen.allowed(doer.viewer, loaded):
        raise Forbidden
    actor = _actor(doer.viewer, loaded, chosen)
    sentence = _(chosen.done)
    match chosen.event:
        case E.DISMISS:
            reason, note = _dismissal(doer.db, data)
            decide(Act(doer.db, doer.site, actor, doer.now), loaded.match, E.DISMISS, reason=reason, note=note)
        case E.OFFER:
            told = introduce(Act(doer.db, doer.site, actor, doer.now), loaded.match, _note(data))
            sentence = _unreached(sentence, told)
        case E.OWNER_INTERESTED:
            sentence = _invite(doer.db, doer.site, loaded, actor, doer.now, sentence)
        case E.DECLINE:
            decline(Act(doer.db, doer.site, actor, doer.now), loaded.match, _note(data))
        case _:
            decide(Act(doer.db, doer.site, actor, doer.now), loaded.match, chosen.event, note=_note(data))
    return redirect(request, _back(data, loaded), sentence)


def _invite(db: Session, site: Site, loaded: LoadedMatch, actor: Actor, now: datetime, sentence: str) -> str:
    """An invitation; to a supplier that has answered already it is the reply 想见."""
    answer = answer_of_match(db, loaded.match)
    if loaded.match.state is MatchState.INTERESTED_SUPPLIER and answer is not None:
        want(Act(db, site, actor, now), answer)
        return _("对方此前已表示愿意做，双方的联系方式现在互相开放。")
    return _unreached(sentence, invite(Act(db, site, actor, now), loaded.match))


def _unreached(sentence: str, told: int) -> str:
    """Say so when a side has no account yet, rather than let somebody wait for a mail that nobody gets."""
    return sentence if told else sentence + _("供给方还没有账户，无法发邮件通知；请联系场景经理人或专班协助。")


def _actor(viewer: Principal, loaded: LoadedMatch, deed: Deed) -> Actor:
    if deed.allowed is as_curator:
        return viewer.acting(role=Role.CURATOR.value)
    supplier = loaded.sides.supply.organisation_id
    return viewer.acting(supplier if deed.allowed is as_supplier else loaded.sides.need.organisation_id)


def _dismissal(db: Session, data: Posted) -> tuple[str, str]:
    form = bind(DismissForm, data)
    if form.cleaned is None:
        raise BadRequest(next((text for _name, text in form.all_errors), ""))
    if form.cleaned.reason not in codes(db, "dismissal_reason"):
        raise BadRequest(_("请从列表中选择排除的原因。"))
    return form.cleaned.reason, form.cleaned.note


def _note(data: Posted) -> str:
    form = bind(NoteForm, data)
    if form.cleaned is None:
        raise BadRequest(next((text for _name, text in form.all_errors), ""))
    return form.cleaned.note


def _back(data: Posted, loaded: LoadedMatch) -> str:
    return local_path(str(data.get("next", "")), f"/scenarios/{loaded.sides.need.public_id}/matches")
