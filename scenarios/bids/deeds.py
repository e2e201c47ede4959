"""What people can do with a bid."""

from collections.abc import Mapping

from app.accounts.policy import Viewer
from app.core.deeds import Deed, during
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.bids.actions import bidding
from scenarios.bids.actions.correcting import may_correct
from scenarios.bids.forms import PartnerForm, SubmitForm
from scenarios.bids.labels import state_tag
from scenarios.bids.lifecycle import BID, WRITABLE, BidEvent
from scenarios.bids.policy import lacks_to_join, lacks_to_lead, lacks_to_leave
from scenarios.bids.queries.cases import BidCase
from scenarios.bids.timing import is_over

BidDeed = Deed[Viewer, BidCase]
E = BidEvent
FIXED = N_("已经提交的应标书要先撤回才能修改；截止以后不能再改。")


def _writable(case: BidCase) -> bool:
    return case.state in WRITABLE and not is_over(case.need, case.now)


def moved_on(case: BidCase) -> str:
    """Why a deed came too late."""
    return _("您的操作没有生效：应标书现在是“{state}”。").format(state=state_tag(case.state)[0])


DEEDS: Mapping[str, BidDeed] = {
    "edit": Deed(N_("继续填写"), _writable, lacks_to_lead, when=FIXED),
    "submit": Deed(
        N_("提交并密封"),
        during(BID, E.SUBMIT),
        lacks_to_lead,
        N_("应标书已封存，回执见本页。"),
        SubmitForm,
        lambda act, case, _said: bidding.submit(act, case, act.now),
    ),
    "withdraw": Deed(
        N_("撤回修改"),
        during(BID, E.WITHDRAW),
        lacks_to_lead,
        N_("应标书已撤回，截止前可以修改后重新提交；没有重新提交的，视为不应标。"),
        act=lambda act, case, _said: bidding.withdraw(act, case, act.now),
    ),
    "invite": Deed(N_("邀请合作单位"), _writable, lacks_to_lead, form=PartnerForm, when=FIXED),
    "let-go": Deed(N_("取消邀请"), _writable, lacks_to_lead, N_("已移出联合体。"), PartnerForm, when=FIXED),
    "join": Deed(N_("同意参加"), _writable, lacks_to_join, N_("已同意参加联合体，可以看到应标书全文了。"), when=FIXED),
    "refuse": Deed(N_("不参加"), _writable, lacks_to_join, N_("已答复不参加。"), when=FIXED),
    "leave": Deed(N_("退出联合体"), _writable, lacks_to_leave, N_("已退出联合体。"), when=FIXED),
    "correct": Deed(N_("补正材料"), may_correct, lacks_to_lead, N_("材料已补正。")),
}
