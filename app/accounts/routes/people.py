"""Account administration: find people, end their sign-ins, lock and unlock. No business decisions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AccountKeeper, Doer, Doing, KeptPerson
from app.accounts.deeds import ACCOUNTS, account_moved_on
from app.accounts.forms import ReasonForm
from app.accounts.models import Person, Role
from app.accounts.queries.people import PAGE as SIZE
from app.accounts.queries.people import find_people, live_sign_ins
from app.core.db import Db
from app.core.deeds import open_to
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.listing import Page, Question, address, page_number
from app.core.routing import Router

router = Router()
ONE = "office/person.html"


@router.get("/office/people", name="accounts.people")
def index(request: Request, db: Db, _viewer: AccountKeeper, q: Question = "", page: str = "") -> Response:
    total = find_people(db, q, 1)[1]
    number = page_number(page, total, SIZE)

    def url(n: int) -> str:
        return address("/office/people", [("q", q), ("page", n if n > 1 else "")])

    listed = Page(find_people(db, q, number)[0], number, SIZE, total, url)
    return render(request, "office/people.html", page=listed, q=q)


@router.get("/office/people/{public_id}", name="accounts.person")
def show(request: Request, person: KeptPerson, doer: Doer) -> Response:
    return _page(request, doer, person, blank(ReasonForm))


def _deed(name: str) -> Callable[..., Response]:
    """The handler of one deed with an account."""
    deed = ACCOUNTS[name]

    def carry_out(request: Request, person: KeptPerson, data: Posted, doer: Doer) -> Response:
        deed.require(doer.viewer, person, lambda: account_moved_on(person))
        form: Form[Any] = bind(deed.form, data)
        if form.cleaned is None:
            return _page(request, doer, person, form, status=422)
        said = deed.carry_out(doer.act(role=Role.SYSTEM_ADMIN), person, form.cleaned)
        return redirect(request, f"/office/people/{person.public_id}", flash=said)

    return carry_out


for _name, _route in (("sign-ins/end", "end_sign_ins_of"), ("lock", "lock"), ("unlock", "unlock")):
    router.post(f"/office/people/{{public_id}}/{_name}", name=f"accounts.{_route}")(_deed(_name))


def _page(request: Request, doer: Doing, person: Person, form: Form[Any], status: int = 200) -> Response:
    since = doer.now - timedelta(days=doer.site.settings.session_days)
    return render(
        request,
        ONE,
        block="form",
        status=status,
        person=person,
        form=form,
        sign_ins=live_sign_ins(doer.db, person.id, since),
        deeds=open_to(ACCOUNTS, doer.viewer, person),
    )
