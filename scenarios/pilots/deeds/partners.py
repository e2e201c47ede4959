"""What people can do with partners: the two sides, and the house that is asked."""

from collections.abc import Mapping

from app.accounts.policy import Viewer
from app.accounts.queries.organisations import organisation_called
from app.core.acting import Act
from app.core.i18n import N_
from scenarios.pilots.actions import partners
from scenarios.pilots.contents import partnership, partnership_key
from scenarios.pilots.deeds.base import PilotDeed, Row, deed
from scenarios.pilots.deeds.pilots import unless_given
from scenarios.pilots.forms import PartnerForm, ReasonForm
from scenarios.pilots.lifecycle import PARTNER, PARTNERABLE, PartnerEvent
from scenarios.pilots.policy import lacks_side, lacks_to_join, lacks_to_part

E = PartnerEvent


def _when(event: PartnerEvent, row: Row) -> bool:
    return event in PARTNER.events_from(row.one.state)


def _asked(event: PartnerEvent, row: Row) -> bool:
    return _when(event, row) and row.case.state in PARTNERABLE


def _propose(act: Act, row: Row, said: PartnerForm) -> None:
    partners.propose(act, row.case, organisation_called(act.db, said.partner), said)


def _lacks_to_agree(viewer: Viewer, row: Row) -> str:
    return unless_given(viewer, row, partnership_key(row.one), partnership(row.one))


def _lacks_to_join(viewer: Viewer, row: Row) -> str:
    return lacks_to_join(viewer, row.case, row.one.organisation_id)


def _lacks_to_leave(viewer: Viewer, row: Row) -> str:
    return lacks_to_part(viewer, row.case, row.one.organisation_id)


PROPOSING: Mapping[str, PilotDeed] = {
    "propose-partner": deed(
        N_("提议参与单位"),
        lambda row: row.case.state in PARTNERABLE,
        lacks_side,
        N_("已提议，对方同意后邀请这家单位确认。"),
        _propose,
        PartnerForm,
    ),
}
"""With the pilot."""

PARTNERS: Mapping[str, PilotDeed] = {
    "agree": PilotDeed(
        N_("同意邀请"),
        lambda row: _asked(E.AGREE, row),
        _lacks_to_agree,
        N_("已同意，这家单位会收到邀请。"),
        act=lambda act, row, _said: partners.agree_to(act, row.case, row.one),
        tone="primary",
    ),
    "withdraw": deed(
        N_("撤回提议"),
        lambda row: _when(E.WITHDRAW, row),
        lacks_side,
        N_("提议已撤回。"),
        lambda act, row, said: partners.withdraw(act, row.case, row.one, said.note),
        ReasonForm,
        tone="quiet",
    ),
    "leave": PilotDeed(
        N_("退出试点"),
        lambda row: _asked(E.LEAVE, row),
        _lacks_to_leave,
        N_("这家单位已不再参加。"),
        ReasonForm,
        lambda act, row, said: partners.leave(act, row.case, row.one, said.note),
        tone="quiet",
    ),
}

INVITATIONS: Mapping[str, PilotDeed] = {
    "join": PilotDeed(
        N_("确认参加"),
        lambda row: _asked(E.JOIN, row),
        _lacks_to_join,
        N_("已确认，贵单位成为试点的参与单位。"),
        act=lambda act, row, _said: partners.join(act, row.case, row.one),
        tone="primary",
    ),
    "decline": PilotDeed(
        N_("不参加"),
        lambda row: _when(E.DECLINE, row),
        _lacks_to_join,
        N_("已答复双方。"),
        ReasonForm,
        lambda act, row, said: partners.decline(act, row.case, row.one, said.note),
        tone="quiet",
    ),
}
"""On the page of the house that is asked, which sees nothing of the pilot yet."""
