"""What the administrations can do with an account and with a house."""

from collections.abc import Mapping
from typing import Any

from app.accounts import emails
from app.accounts.actions import end_all_sign_ins, lock, reinstate, suspend, unlock
from app.accounts.forms import ReasonForm
from app.accounts.lifecycle import ORGANISATION, OrganisationEvent
from app.accounts.models import Organisation, Person
from app.accounts.policy import Viewer, lacks_to_keep_mail, lacks_to_lock, lacks_to_suspend_organisation
from app.accounts.queries.organisations import managers
from app.core.acting import Act
from app.core.deeds import Deed, during
from app.core.history import audit
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.mail import Refusal
from app.core.mailbag import drop, may_drop, may_retry, retry
from app.core.models import Mail, MailState, StatusChange


def account_moved_on(person: Person) -> str:
    if person.deleted_at is not None:
        return _("这个账户已经注销。")
    return _("这个账户已经停用。") if person.locked_at is not None else _("这个账户没有停用。")


def mail_moved_on(mail: Mail) -> str:
    if mail.state in {MailState.LEASED, MailState.SENDING}:
        return _("这封邮件正在发送。")
    return _("这封邮件已经发出。") if mail.state is MailState.SENT else _("这封邮件已经处理，不用再办。")


def _end_sign_ins(act: Act, person: Person, _said: object) -> str:
    count = end_all_sign_ins(act.db, person.id, act.now)
    audit(act, "person.sign_ins_ended", person, {"sign_ins": count})
    return _("已退出 {count} 处登录。").format(count=count)


def _lacks_to_lock(viewer: Viewer, person: Person) -> str:
    return lacks_to_lock(viewer, person.id)


ACCOUNTS: Mapping[str, Deed[Viewer, Person]] = {
    "sign-ins/end": Deed(
        N_("全部退出登录"), lambda person: person.deleted_at is None, _lacks_to_lock, act=_end_sign_ins
    ),
    "lock": Deed(
        N_("停用账户"),
        lambda person: person.deleted_at is None and person.locked_at is None,
        _lacks_to_lock,
        N_("账户已停用，登录已全部退出。"),
        ReasonForm,
        lambda act, person, said: lock(act, person, said.reason),
    ),
    "unlock": Deed(
        N_("恢复账户"),
        lambda person: person.deleted_at is None and person.locked_at is not None,
        _lacks_to_lock,
        N_("账户已恢复。"),
        act=lambda act, person, _said: unlock(act, person),
    ),
}
"""With an account, by the last part of their address."""


def house_moved_on(_house: Organisation) -> str:
    return _("您的操作没有生效：这个单位的状态刚刚变化。请刷新页面查看。")


def _tell(act: Act, house: Organisation, change: StatusChange) -> None:
    for manager in managers(act.db, house.id):
        act.send(emails.organisation_moved(act.site.settings.origin, manager, house, change.id, change.note))


def _lacks_to_suspend(viewer: Viewer, house: Organisation) -> str:
    return lacks_to_suspend_organisation(viewer, house.id)


DONE = N_("已办理，并已通知单位管理员。")
HOUSES: Mapping[str, Deed[Viewer, Organisation]] = {
    "suspend": Deed(
        N_("暂停单位"),
        during(ORGANISATION, OrganisationEvent.SUSPEND),
        _lacks_to_suspend,
        DONE,
        ReasonForm,
        lambda act, house, said: _tell(act, house, suspend(act, house, said.reason)),
    ),
    "reinstate": Deed(
        N_("恢复单位"),
        during(ORGANISATION, OrganisationEvent.REINSTATE),
        _lacks_to_suspend,
        DONE,
        ReasonForm,
        lambda act, house, said: _tell(act, house, reinstate(act, house, said.reason)),
    ),
}
"""With a house, by the last part of their address."""

MAILS: Mapping[str, Deed[Viewer, Any]] = {
    "retry": Deed(
        N_("再试一次"),
        may_retry,
        lacks_to_keep_mail,
        N_("已安排重发。"),
        act=lambda act, mail, _said: _keep(act, mail, "retried"),
    ),
    "drop": Deed(
        N_("不再发送"),
        may_drop,
        lacks_to_keep_mail,
        N_("这封邮件不再发送。"),
        act=lambda act, mail, _said: _keep(act, mail, "dropped"),
    ),
}


def _keep(act: Act, mail: Mail, what: str) -> None:
    audit(act, f"mail.{what}", detail={"id": mail.id, "topic": mail.topic, "state": mail.state.value})
    if what == "retried":
        retry(act.db, mail, act.now)
    else:
        drop(act.db, mail, Refusal.BY_HAND.value)
