"""What the office can do with a report."""

from collections.abc import Mapping

from app.accounts.policy import Viewer, lacks_to_keep_reports
from app.core.deeds import Deed
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.reports.actions import propose, recount, withdraw
from app.reports.forms import MatterForm, PlaceForm, RecountForm
from app.reports.queries import MOST_MATTERS, Issue


def moved_on(issue: Issue) -> str:
    if len(issue.matters) >= MOST_MATTERS:
        return _("需协调事项最多 {most} 项，请先去掉一项。").format(most=MOST_MATTERS)
    return _("这一期现在不能这样办理。")


DEEDS: Mapping[str, Deed[Viewer, Issue]] = {
    "propose": Deed(
        N_("列入需协调事项"),
        lambda issue: len(issue.matters) < MOST_MATTERS,
        lacks_to_keep_reports,
        N_("已列入需协调事项。"),
        MatterForm,
        lambda act, issue, said: propose(act, issue, said.body),
    ),
    "withdraw": Deed(
        N_("去掉"),
        lambda issue: bool(issue.matters),
        lacks_to_keep_reports,
        N_("已去掉。"),
        PlaceForm,
        lambda act, issue, said: withdraw(act, issue, said.place),
    ),
    "recount": Deed(
        N_("重新统计"),
        lambda issue: issue.frozen is not None,
        lacks_to_keep_reports,
        N_("已按现有记录重新统计，原版本仍保留。"),
        RecountForm,
        lambda act, issue, said: recount(act, issue, said.reason),
    ),
}
