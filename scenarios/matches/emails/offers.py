"""Mails about introductions: to both sides, and to the curator who made them."""

from datetime import datetime

from app.accounts.models import Person
from app.core.html import format_deadline
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from app.core.site import Words
from scenarios.matches.emails.notes import letter
from scenarios.matches.labels import match_tag
from scenarios.matches.models import Introduction, Match
from scenarios.matches.queries.sides import Both


def _about(offer: Introduction) -> About:
    return About("match", offer.match_id)


def offer_page(offer: Introduction) -> str:
    return f"/introductions/{offer.public_id}"


def _minute(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S}"


def _until(offer: Introduction) -> str:
    return _("请在 {day} 前答复“同意对接”或“暂不对接”。双方都同意后才会看到对方的联系方式。").format(
        day=format_deadline(offer.due_at)
    )


def introduced_to_owner(person: Person, offer: Introduction, sides: Both) -> Email:
    """To the owner: a curator introduces a supplier."""
    need, supplier, supply = sides.need, sides.supplier.name, sides.supply.name
    with speaking(person.language):
        said = _("场景经理人认为{supplier}的“{supply}”适合需求“{title}”。")
        return letter(
            person,
            _about(offer),
            f"introduction:{offer.id}:owner",
            _("场景经理人向您引荐{supplier}").format(supplier=supplier),
            [said.format(supplier=supplier, supply=supply, title=need.title), _until(offer)],
            offer_page(offer),
            _("查看引荐并答复"),
            offer.note,
        )


def introduced_to_supplier(person: Person, offer: Introduction, sides: Both) -> Email:
    """To the supplier: a curator introduces it to an owner."""
    need, owner, supply = sides.need, sides.owner.name, sides.supply.name
    with speaking(person.language):
        said = _("场景经理人认为贵单位的“{supply}”适合{owner}的需求“{title}”。")
        return letter(
            person,
            _about(offer),
            f"introduction:{offer.id}:supplier",
            _("场景经理人向{owner}引荐了贵单位").format(owner=owner),
            [said.format(supply=supply, owner=owner, title=need.title), _until(offer)],
            offer_page(offer),
            _("查看引荐并答复"),
            offer.note,
        )


def waits_for_owner(person: Person, offer: Introduction, sides: Both) -> Email:
    """To the owner, once: the days of an introduction are nearly over."""
    return _waits(person, offer, sides, sides.supplier.name, "owner")


def waits_for_supplier(person: Person, offer: Introduction, sides: Both) -> Email:
    """To the supplier likewise."""
    return _waits(person, offer, sides, sides.owner.name, "supplier")


def _waits(person: Person, offer: Introduction, sides: Both, other: str, side: str) -> Email:
    with speaking(person.language):
        return letter(
            person,
            _about(offer),
            f"introduction:{offer.id}:reminder:{side}",
            _("与{other}的对接还在等您答复").format(other=other),
            [
                _("场景经理人就需求“{title}”引荐的{other}，还没有收到您的答复。").format(
                    title=sides.need.title, other=other
                ),
                _("{day} 后这次引荐自动失效。这是唯一一次提醒。").format(day=format_deadline(offer.due_at)),
            ],
            offer_page(offer),
            _("现在答复"),
        )


def contacts_to_owner(person: Person, match: Match, sides: Both) -> Email:
    """To the owner: both have said yes."""
    return _contacts(person, match, sides, sides.supplier.name, f"/scenarios/{sides.need.public_id}/answers")


def contacts_to_supplier(person: Person, match: Match, sides: Both) -> Email:
    """To the supplier: both have said yes."""
    return _contacts(person, match, sides, sides.owner.name, "/answers")


def _contacts(person: Person, match: Match, sides: Both, other: str, page: str) -> Email:
    with speaking(person.language):
        return letter(
            person,
            About("match", match.id),
            f"match:{match.id}:contacts",
            _("{other}也同意对接“{title}”").format(other=other, title=sides.need.title),
            [_("双方都已同意，联系方式已经互相开放，请直接联系对方。")],
            page,
            _("查看联系方式"),
        )


def refused(person: Person, match: Match, sides: Both, words: Words) -> Email:
    """To the supplier: the owner says no to the introduction, and why."""
    need, owner = sides.need, sides.owner.name
    with speaking(person.language):
        reason = words.label(match.reason, "not_now_reason")
        return letter(
            person,
            About("match", match.id),
            f"match:{match.id}:refused:{_minute(match.updated_at)}",
            _("关于“{title}”的引荐：对方暂不对接").format(title=need.title),
            [
                _("{owner}答复：暂不对接。原因：{reason}。").format(owner=owner, reason=reason),
                _("联系方式没有开放。贵单位仍可以自己回应“我能做”。"),
            ],
            "/answers",
            _("查看我的回应"),
            match.note,
        )


def expired_for_owner(person: Person, offer: Introduction, sides: Both) -> Email:
    """To the owner: the introduction is over without two yeses."""
    return _expired(person, offer, sides, sides.supplier.name, f"/scenarios/{sides.need.public_id}/matches", "owner")


def expired_for_supplier(person: Person, offer: Introduction, sides: Both) -> Email:
    """To the supplier likewise."""
    return _expired(person, offer, sides, sides.owner.name, "/answers", "supplier")


def _expired(person: Person, offer: Introduction, sides: Both, other: str, page: str, side: str) -> Email:
    with speaking(person.language):
        return letter(
            person,
            _about(offer),
            f"introduction:{offer.id}:expired:{side}",
            _("与{other}的引荐已失效").format(other=other),
            [
                _("场景经理人就需求“{title}”所做的引荐没有在期限内得到双方同意，已经失效，联系方式没有开放。").format(
                    title=sides.need.title
                )
            ],
            page,
            _("查看详情"),
        )


def settled(person: Person, match: Match, sides: Both) -> Email:
    """To the curator: what has become of her introduction."""
    need, supplier = sides.need, sides.supplier.name
    with speaking(person.language):
        state = match_tag(match.state)[0]
        return letter(
            person,
            About("match", match.id),
            f"match:{match.id}:settled:{_minute(match.updated_at)}",
            _("您的引荐有了结果：{state}").format(state=state),
            [
                _("需求“{title}”与{supplier}的引荐，现在是“{state}”。").format(
                    title=need.title, supplier=supplier, state=state
                )
            ],
            f"/curation/{need.public_id}",
            _("打开跟进记录"),
            match.note if match.reason else "",
        )
