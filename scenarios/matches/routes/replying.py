"""The owner's side of answers: the list on a need, 想见 and 暂不; and a supplier that takes its answer back."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Me
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, TheSite
from app.vocabulary.queries import codes
from scenarios.matches import consent
from scenarios.matches.access import AnAnswer, NeedWithAnswers
from scenarios.matches.deeds import ANSWERS, Side, deeds_of, moved_on
from scenarios.matches.forms import NotNowForm
from scenarios.matches.queries.answers import Dealing, dealings_of_need
from scenarios.models import Scenario

router = Router()
PAGE = "scenarios/matches/answers.html"


@router.get("/scenarios/{public_id}/answers", name="answers.list")
def answers(request: Request, viewer: Me, need: NeedWithAnswers, db: Db, site: TheSite, now: Now) -> Response:
    return _list(request, need, dealings_of_need(db, viewer, need, site.vocabulary, now), viewer)


def _list(
    request: Request,
    need: Scenario,
    dealings: list[Dealing],
    viewer: Principal,
    refused: Mapping[str, Form[Any]] = MappingProxyType({}),
) -> Response:
    """The list; a refused form stands where it was typed, by the public id of its answer."""
    return render(
        request,
        PAGE,
        status=422 if refused else 200,
        need=need,
        dealings=dealings,
        deeds_of=deeds_of(viewer),
        refused=refused,
        blank=blank(NotNowForm),
        consent=consent.shown(),
    )


def _deed(name: str) -> Callable[..., Response]:
    """The handler of one deed with an answer."""
    deed = ANSWERS[name]

    def carry_out(request: Request, pair: AnAnswer, doer: Doer, data: Posted) -> Response:
        deed.require(doer.viewer, pair, lambda: moved_on(pair))
        form: Form[Any] = bind(deed.form, data)
        if isinstance(form.cleaned, NotNowForm) and form.cleaned.reason not in codes(doer.db, "not_now_reason"):
            form.add_error("reason", _("请从列表中选择原因。"))
        if form.cleaned is None or not form.valid:
            assert pair.answer is not None
            dealings = dealings_of_need(doer.db, doer.viewer, pair.need, doer.site.vocabulary, doer.now)
            return _list(request, pair.need, dealings, doer.viewer, {pair.answer.public_id: form})
        said = deed.carry_out(deed.act_of(doer, pair), pair, form.cleaned)
        back = "/answers" if deed.side is Side.SUPPLIER else f"/scenarios/{pair.need.public_id}/answers"
        return redirect(request, back, said)

    return carry_out


for _name in ANSWERS:
    router.post(f"/answers/{{public_id}}/{_name}", name=f"answers.{_name.replace('-', '_')}")(_deed(_name))
