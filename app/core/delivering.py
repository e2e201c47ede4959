"""Sending what waits in the outbox, all of it through one connection, each mail for itself."""

from collections import deque
from collections.abc import Callable
from email.message import EmailMessage

from app.core.bounces import Sort, Verdict, is_of_recipient, judge, note_failure
from app.core.logs import logger
from app.core.mail import after_failure, claim_mails, give_back, mail_due, settle, start_sending
from app.core.messages import to_message
from app.core.models import Mail, MailState
from app.core.pacing import Pace
from app.core.retrying import explain, log_failure
from app.core.senders import Courier, Uncertain
from app.core.site import Site

log = logger("mail")


def deliver(site: Site, stopping: Callable[[], bool] = bool) -> bool:
    """Send what is due, as far as it goes before the worker ends; returns whether there was anything.

    A mail that cannot be built or sent fails alone. Where the server cannot be reached, the rest waits as before, for
    that is no fault of theirs, and the error is raised.
    """
    waiting = deque(_claim(site))
    if not waiting:
        return False
    try:
        with site.sender.open() as courier:
            while waiting and not stopping():
                courier.ready()
                _send(site, courier, waiting.popleft())
                if not waiting and not stopping():
                    waiting.extend(_claim(site))
    finally:
        if waiting:
            with site.database.writing() as db:
                give_back(db, waiting)
    return True


def _claim(site: Site) -> list[Mail]:
    """The next batch; empty when nothing is due, or the limits of this minute are used up."""
    pace = Pace.of(site.settings)
    with site.database.reading() as db:
        if not mail_due(db, site.clock.now(), pace):
            return []
    with site.database.writing() as db:
        mails = list(claim_mails(db, site.clock.now(), pace=pace))
        db.expunge_all()
    return mails


def _send(site: Site, courier: Courier, mail: Mail) -> None:
    try:
        message = _begin(site, mail)
        if message is None:
            return
        courier.send(message)
    except Uncertain as error:
        _settle(site, mail, after_failure(mail) if mail.resend_unknown else MailState.PARKED, error.__cause__ or error)
    except Exception as error:  # noqa: BLE001 - whatever one mail raises, the next one is sent
        _settle(site, mail, _after(mail, error), error)
    else:
        _settle(site, mail, MailState.SENT)


def _after(mail: Mail, error: BaseException) -> MailState:
    """Where the server's answer leaves the mail: for good, or until it is tried again."""
    match judge(error):
        case Verdict.NOBODY:
            return MailState.BOUNCED
        case Verdict.NEVER | Verdict.FULL:
            return MailState.FAILED
    return after_failure(mail)


def _begin(site: Site, mail: Mail) -> EmailMessage | None:
    """The message, once the row says `sending`; None where it must not go out or is somebody else's now."""
    message = to_message(mail, site.settings)
    with site.database.writing() as db:
        refusal = site.post.refusal(db, mail, site.clock.now())
        if refusal is not None:
            log.info("not told", mail=mail.id, name=mail.name, reason=refusal.value)
            settle(db, mail, MailState.DROPPED, site.clock.now(), refusal.value)
            return None
        # Committed before the server hears of it: if we die after this, the mail may or may not have gone out.
        return message if start_sending(db, mail, site.clock.now()) else None


def _settle(site: Site, mail: Mail, state: MailState, error: BaseException | None = None) -> None:
    if error is not None:
        log_failure(log, "not sent", error, mail=mail.id, name=mail.name, state=state.value)
    with site.database.writing() as db:
        settled = settle(db, mail, state, site.clock.now(), explain(error) if error else "")
        if settled and error is not None and (sort := _bounce(state, error)):
            note_failure(db, mail.recipient, sort, error, site.clock.now())


def _bounce(state: MailState, error: BaseException) -> Sort | None:
    """What the end of a mail says of its address: nothing, unless the server's last word was about it."""
    if state is MailState.BOUNCED:
        return Sort.HARD
    full = judge(error) is Verdict.FULL
    return Sort.SOFT if state is MailState.FAILED and (full or _is_put_off(error)) else None


def _is_put_off(error: BaseException) -> bool:
    return is_of_recipient(error) and judge(error) is Verdict.AGAIN
