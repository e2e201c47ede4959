"""How mail goes, for those who keep the site: figures by week, what went wrong, samples of every mail. Never what was
written to whom."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Doer, KeptMail, MailKeeper
from app.accounts.deeds import MAILS, mail_moved_on
from app.accounts.forms import SentForm
from app.accounts.labels import default_labels, mail_state_labels, refusal_labels
from app.accounts.models import Person, Role
from app.accounts.policy import Principal
from app.core.bounces import count_unreachable
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import NotFound
from app.core.forms import FormModel, bind
from app.core.html import redirect, render
from app.core.i18n import LANGUAGES, current_language
from app.core.i18n import gettext as _
from app.core.listing import Page, address, page_number
from app.core.mail import Email
from app.core.mailbag import SIZE, Line, listed, weeks
from app.core.models import Mail
from app.core.routing import Router
from app.core.site import Now, Site, TheSite

router = Router()
OPEN_MAIL = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A mail carries its styles in its elements; nothing of it may run or call anybody."""
PLACEHOLDER = "sample"


@router.get("/office/mail", name="accounts.office_mail")
def show(request: Request, db: Db, site: TheSite, viewer: MailKeeper, now: Now, page: str = "") -> Response:
    form = bind(SentForm, {name: request.query_params.getlist(name) for name in request.query_params})
    wanted = form.cleaned or SentForm()
    total = listed(db, 1, wanted.week, wanted.topic, wanted.state)[1]
    number = page_number(page, total, SIZE)
    said = wanted.model_dump()

    def url(n: int) -> str:
        return address("/office/mail", [*said.items(), ("page", n if n > 1 else "")])

    by_week = weeks(db, now, wanted.topic)
    topics = {topic.key: _(topic.label) for topic in site.slices.topics.values()}
    lines = listed(db, number, wanted.week, wanted.topic, wanted.state)[0]
    return render(
        request,
        "office/mail.html",
        form=form,
        weeks=by_week,
        page=Page[Line](lines, number, SIZE, total, url),
        deeds={line.id: open_to(MAILS, viewer, line) for line in lines},
        topics=list(topics.items()),
        topic_labels=topics,
        week_options=[(week.name, week.name) for week in by_week],
        states=mail_state_labels(),
        reasons=refusal_labels(),
        unreachable=count_unreachable(db),
        here=lambda **more: address("/office/mail", {**said, **more}.items()),
    )


@router.post("/office/mail/{number}/{deed}", name="accounts.keep_mail")
def carry_out(request: Request, mail: KeptMail, deed: str, doer: Doer) -> Response:
    if deed not in MAILS:
        raise NotFound
    MAILS[deed].require(doer.viewer, mail, lambda: mail_moved_on(mail))
    said = MAILS[deed].carry_out(doer.act(role=Role.SYSTEM_ADMIN), mail, FormModel())
    return redirect(request, "/office/mail?state=failed", flash=said)


@router.get("/office/mail/samples", name="accounts.mail_samples")
def samples(request: Request, site: TheSite, viewer: MailKeeper) -> Response:
    """The table of all mails: topic, to whom, when; and the subject of each in the language of the page."""
    emails = _emails(site, viewer, current_language())
    written = {name: _written(site, said) for name, said in emails.items()}
    rows = [(name, mailed.topic, [one.subject for one in written[name]]) for name, mailed in site.slices.mails.items()]
    return render(request, "office/mail_samples.html", rows=rows, defaults=default_labels())


@router.get("/office/mail/samples/{name}", name="accounts.mail_sample")
def sample(request: Request, name: str, site: TheSite, viewer: MailKeeper) -> Response:
    """One mail in both languages, as text; the HTML part has an address of its own."""
    written = {language: _sample(site, viewer, name, language) for language in LANGUAGES}
    topic = site.slices.mails[name].topic
    return render(
        request, "office/mail_sample.html", name=name, topic=topic, written=written, defaults=default_labels()
    )


@router.get("/office/mail/html/{name}/{language}/{part}", name="accounts.mail_sample_html")
def sample_html(name: str, language: str, part: str, site: TheSite, viewer: MailKeeper) -> Response:
    """The HTML part of a mail, as a mail program shows it."""
    mails = _sample(site, viewer, name, language) if language in LANGUAGES else []
    if not part.isdecimal() or len(part) > 2 or int(part) >= len(mails):
        raise NotFound
    return HTMLResponse(mails[int(part)].html, headers={"Content-Security-Policy": OPEN_MAIL})


def _sample(site: Site, viewer: Principal, name: str, language: str) -> list[Mail]:
    emails = _emails(site, viewer, language)
    if name not in emails:
        raise NotFound
    return _written(site, emails[name])


def _emails(site: Site, viewer: Principal, language: str) -> Mapping[str, Sequence[Email]]:
    """Written to whoever looks, in her name; everything else in them is made up."""
    now = site.clock.now()
    reader = Person(id=viewer.person_id, name=viewer.name, email=viewer.email, language=language, created_at=now)
    return site.slices.samples(site, reader)


def _written(site: Site, emails: Sequence[Email]) -> list[Mail]:
    now, topics = site.clock.now(), site.slices.topics
    return [
        site.post.drafted(one, now, PLACEHOLDER if topics[one.topic].switchable and one.person_id else "")
        for one in emails
    ]
