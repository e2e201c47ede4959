"""What somebody wants to be mailed, and her address where it has bounced."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Me
from app.accounts.actions.mailing import Choices, choose_mails
from app.accounts.forms import MailForm, mail_form
from app.accounts.models import Person
from app.accounts.policy import Principal
from app.accounts.queries.mailing import in_group, unheard, ways_of, weekly_of
from app.accounts.routes.telling import send_verification
from app.accounts.routes.web import hold_back
from app.core.acting import Act
from app.core.bounces import unreachable
from app.core.db import Db
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.core.listing import address
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.core.topics import Group, Topic, Way

router = Router()
PAGE = "accounts/mail.html"


@router.get("/account/mail", name="accounts.mail")
def show(request: Request, db: Db, site: TheSite, viewer: Me) -> Response:
    person, groups = db.get_one(Person, viewer.person_id), _groups(site, viewer)
    ways, weekly = ways_of(db, person.id), weekly_of(db, [person])[person.id]
    usual = _usual(groups)
    muted = [topic.key for topic in _topics(groups) if ways.get(topic.key) is Way.NEVER]
    initial = {
        "mail_consent": weekly.on,
        "weekday": weekly.weekday,
        "language": weekly.language if weekly.language != person.language else "",
        "only_concerning": weekly.only_concerning,
        "muted": muted,
        "offered": muted,
        **{_field(group): ways.get(in_group(group.key), usual[_field(group)]).value for group in groups},
    }
    silent = unheard(ways, _topics(groups), weekly=weekly.on)
    return _page(request, db, person, groups, blank(mail_form(usual), **initial), unheard=silent)


@router.post("/account/mail", name="accounts.save_mail")
def save(request: Request, data: Posted, db: Db, site: TheSite, viewer: Me, now: Now) -> Response:
    groups = _groups(site, viewer)
    usual = _usual(groups)
    person = db.get_one(Person, viewer.person_id, with_for_update=True)
    form = bind(mail_form(usual), data)
    if form.cleaned is None or not _fits(form, form.cleaned, groups, usual):
        return _page(request, db, person, groups, form, status=422)
    chosen = {group.key: getattr(form.cleaned, _field(group)) for group in groups}
    offered = {topic.key for topic in _topics(groups)} & set(form.cleaned.offered)
    said = Choices(
        consent=form.cleaned.mail_consent,
        weekday=form.cleaned.weekday,
        language=form.cleaned.language,
        only_concerning=form.cleaned.only_concerning,
        groups={group.key: chosen[group.key] for group in groups if chosen[group.key] is not usual[_field(group)]},
        muted=offered & set(form.cleaned.muted),
        shown=[*map(in_group, (group.key for group in groups)), *offered, *_by_consent(site)],
    )
    choose_mails(Act(db, site, viewer.acting(), now), person, said)
    return redirect(request, "/account/mail", flash=_("邮件设置已保存。"))


@router.post("/account/mail/confirm", name="accounts.confirm_mail")
def confirm(request: Request, site: TheSite, viewer: Me, now: Now) -> Response:
    """A code to her own address, which shows that mail reaches it again."""
    hold_back(request, site, "verify.resend", viewer.email, now, most=5)
    with site.database.writing() as db:
        send_verification(site, db, db.get_one(Person, viewer.person_id), now, "/account/mail")
    to = address("/verify", [("email", viewer.email), ("next", "/account/mail")])
    return redirect(request, to, flash=_("确认邮件已发出。收到后点开链接或填写验证码，就会恢复给您发邮件。"))


def _fits(form: Form[MailForm], said: MailForm, groups: Mapping[Group, list[Topic]], usual: Mapping[str, Way]) -> bool:
    """Whoever reads of something only in the weekly mail must get it."""
    for group in groups:
        way = getattr(said, _field(group))
        if way is Way.WEEKLY and way is not usual[_field(group)] and not said.mail_consent:
            form.add_error(_field(group), _("只在每周动态里看，需要先打开上面的每周动态。"))
    return form.valid


def _groups(site: Site, viewer: Principal) -> dict[Group, list[Topic]]:
    """What she may choose between, in the order of the parts of the site; duties are for whoever has one."""
    found: dict[Group, list[Topic]] = {}
    for topic in site.slices.topics.values():
        if topic.switchable and not topic.consent and (viewer.grants or not topic.group.duty):
            found.setdefault(topic.group, []).append(topic)
    return found


def _by_consent(site: Site) -> list[str]:
    return [topic.key for topic in site.slices.topics.values() if topic.consent]


def _topics(groups: Mapping[Group, list[Topic]]) -> list[Topic]:
    return [topic for topics in groups.values() for topic in topics]


def _usual(groups: Mapping[Group, list[Topic]]) -> dict[str, Way]:
    return {_field(group): topics[0].usual for group, topics in groups.items()}


def _field(group: Group) -> str:
    return f"way_{group.key}"


def _page(
    request: Request,
    db: Session,
    person: Person,
    groups: Mapping[Group, list[Topic]],
    form: Form[MailForm],
    status: int = 200,
    unheard: Sequence[Group] = (),
) -> Response:
    return render(
        request,
        PAGE,
        block="form",
        status=status,
        form=form,
        email=person.email,
        trouble=unreachable(db, person.email),
        unheard=[_(group.label) for group in unheard],
        groups=[
            (_field(group), _(group.label), [_(topic.label) for topic in topics]) for group, topics in groups.items()
        ],
        muted=[(topic.key, _(topic.label)) for topic in _topics(groups) if topic.key in form.values("offered")],
        ways=[(Way.INSTANT, _("立即发邮件")), (Way.WEEKLY, _("只在每周动态里看")), (Way.NEVER, _("不要"))],
        weekdays=[(str(n), label) for n, label in enumerate(_weekdays(), 1)],
        languages=[(code, {"zh": "中文", "en": "English"}[code]) for code in LANGUAGES],
    )


def _weekdays() -> list[str]:
    return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
