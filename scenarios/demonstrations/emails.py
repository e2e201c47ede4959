"""Mails about demonstrations and their copies."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.accounts.models import Organisation, Person
from app.core.html import format_deadline
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from app.core.site import Words
from scenarios.demonstrations.models import DemoObjection
from scenarios.demonstrations.queries.cases import Shown
from scenarios.matches.emails.notes import letter


def _note(person: Person, shown: Shown, key: str, subject: str, line: str, quote: str = "") -> Email:
    row = shown.demonstration
    path, about = f"/demonstrations/{row.public_id}", About("demonstration", row.id)
    return letter(person, about, f"demonstration:{row.id}:{key}", subject, [line], path, _("查看详情"), quote)


def plain(name: str, subject: str, line: str) -> Callable[..., Email]:
    """A mail of one sentence, marked for the catalogue, in which `{title}` is the demonstration's and `{day}` the last
    day of what runs; a text said beside it is quoted."""

    def mail(person: Person, shown: Shown, *said: Any) -> Email:
        row, quote = shown.demonstration, next((one for one in said if isinstance(one, str)), "")
        stamp = f"{shown.case.pilot.updated_at:%Y%m%d%H%M%S%f}"
        with speaking(person.language):
            end = row.valid_until or row.publicity_until
            told = {"title": row.title, "day": format_deadline(end)}
            return _note(person, shown, f"{name}:{stamp}", _(subject).format(**told), _(line).format(**told), quote)

    return mail


def objected(person: Person, shown: Shown, objection: DemoObjection) -> Email:
    """To the department: something was said against it."""
    with speaking(person.language):
        title = shown.demonstration.title
        line = _("“{title}”公示期间收到一份实名异议，请处理；由公示经办人以外的工作人员答复。").format(title=title)
        return _note(person, shown, f"objected:{objection.id}", _("收到异议：{title}").format(title=title), line)


def answered(person: Person, shown: Shown, objection: DemoObjection) -> Email:
    """To whoever objected: what became of it, with the way to her objection, which stays hers to read."""
    path = f"/demonstrations/{shown.demonstration.public_id}/objections/{objection.public_id}"
    about, key = (
        About("demo_objection", objection.id),
        f"demonstration:{shown.demonstration.id}:answered:{objection.id}",
    )
    with speaking(person.language):
        title = shown.demonstration.title
        line = _("您对“{title}”提出的异议已有答复：").format(title=title)
        subject = _("异议答复：{title}").format(title=title)
        return letter(person, about, key, subject, [line], path, _("查看详情"), objection.answer)


def ending(person: Person, shown: Shown, days: int, until: datetime) -> Email:
    """To both sides: the record ends soon, and renewal takes a fresh reading."""
    with speaking(person.language):
        title, day = shown.demonstration.title, format_deadline(until)
        line = _("“{title}”的验证记录将于 {day} 到期。续期需要一次新的独立测量，请尽早安排。").format(
            title=title, day=day
        )
        subject = _("验证记录 {days} 天内到期：{title}").format(days=days, title=title)
        return _note(person, shown, f"ending:{until:%Y%m%d}:{days}", subject, line)


def wanted(person: Person, shown: Shown, house: Organisation, words: Words) -> Email:
    """To both sides: another owner wants it too; which one is its own business."""
    with speaking(person.language):
        title = shown.demonstration.title
        kind, district = words.label(house.kind, "organisation_kind"), words.label(house.district, "district")
        line = _("一家{kind}（{district}）准备推广“{title}”，已按贵方的做法起草需求。").format(
            kind=kind, district=district, title=title
        )
        subject = _("有单位也想要：{title}").format(title=title)
        return _note(person, shown, f"wanted:{shown.one.id}", subject, line)


def adopted(person: Person, shown: Shown) -> Email:
    """To both sides: a copy runs."""
    with speaking(person.language):
        title = shown.demonstration.title
        line = _("“{title}”已在另一家单位上线，由该单位确认。").format(title=title)
        return _note(person, shown, f"adopted:{shown.one.id}", _("推广上线：{title}").format(title=title), line)
