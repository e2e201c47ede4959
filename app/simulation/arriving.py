"""How people come into town: an account, the mailed code, a house; and how they sign in again when they have been away."""

import re
from typing import Final

from app.simulation.pages import Typed
from app.simulation.people import Inhabitant, Part, text_of
from app.simulation.town import PASSWORD, Town

CODE: Final = re.compile(r"(?<!\d)\d{6}(?!\d)")


def arrive(town: Town, one: Inhabitant) -> bool:
    """Sign up, show that the mailbox is hers, enter her house; whether all of it was done."""
    if not sign_up(town, one):
        return False
    if not one.is_staff:
        return one.said(_enter_house(one), "enter a house")
    return True


def sign_up(town: Town, one: Inhabitant) -> bool:
    visitor = one.visitor
    visitor.open("/sign-up")
    typed: Typed = {"name": one.name, "email": one.email, "password": PASSWORD, "accept_terms": True}
    wants_mail = one.part is Part.OFFICE or town.chance.random() < 0.75
    if not one.said(visitor.send("/sign-up", {**typed, "mail_consent": wants_mail}), "sign up"):
        return False
    town.work()
    found = CODE.search(newest_text(town, one))
    return one.said(found is not None and visitor.send("/verify/code", {"code": found[0]}), "verify")


def newest_text(town: Town, one: Inhabitant) -> str:
    """The words of the last mail to her."""
    return next((text_of(mail) for _at, mail in reversed(town.caught.mails) if one.email in str(mail["To"])), "")


def _enter_house(one: Inhabitant) -> bool:
    visitor = one.visitor
    visitor.open("/organisations/new")
    visitor.send("/organisations/new", {"organisation": one.house}, press="find")
    form = next((form for form in visitor.page.forms if form.path.endswith("/organisations/new")), None)
    if form is None:
        return False
    choice = {"choice": "new"} if "choice" in form.fields else {}
    return visitor.send("/organisations/new", {"kind": one.kind, "uscc": one.code, "district": "jinshui", **choice})


def sign_in(one: Inhabitant) -> bool:
    """To the desk, by the form where the last time is too long ago; new terms are read and agreed to."""
    visitor = one.visitor
    visitor.open("/desk")
    if visitor.address == "/sign-in":
        visitor.send("/sign-in", {"email": one.email, "password": PASSWORD})
    if visitor.links("/terms") and "服务条款已更新" in visitor.text:
        visitor.open("/terms")
        visitor.send("/terms", {"accept_terms": True})
        visitor.open("/desk")
    one.desk = list(dict.fromkeys(visitor.page.links))
    return one.said(visitor.status == 200 and visitor.address == "/desk", "sign in")


def appoint(office: Inhabitant, staff: Inhabitant) -> bool:
    """The office gives somebody the role that she is in town for."""
    office.visitor.open("/office/grants")
    return office.said(
        office.visitor.send("/office/grants", {"email": staff.email, "role": staff.part.value}), "appoint"
    )
