"""What people read on the quality page: why a lesson was kept or refused, what groups are called."""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.quality.learning import WENT_BACK
from matching.learn import Outcome

# "not_holding" is not given any more; lessons of before tell it.
OUTCOMES: Final[Mapping[str, str]] = {
    Outcome.BETTER: N_("在冻结集上更好，已采用。"),
    Outcome.TOO_FEW: N_("可学的判断太少：至少要有 30 条，并且有 5 项需求既有想要的也有不合适的。"),
    Outcome.TOO_FEW_FROZEN: N_("冻结集里可比较的需求不足 5 项，无法判断好坏。"),
    Outcome.NOTHING_BETTER: N_("没有比现在更好的权重。"),
    "not_holding": N_("换一批判断就不成立，不采用。"),
    Outcome.NOT_BETTER: N_("在冻结集上没有更好，不采用。"),
    Outcome.MAY_BE_CHANCE: N_("好得不多，可能只是偶然，不采用。"),
    WENT_BACK: N_("退回到前一个校准。"),
}

STANDINGS: Final[Mapping[str, str]] = {
    "sure": N_("契合"),
    "maybe": N_("可能相关"),
    "nearest": N_("最接近的"),
    "denied": N_("有写明不做的"),
    "judged_search": N_("搜索词"),
    "judged_need": N_("需求"),
    "judged_paste": N_("粘贴的介绍"),
}
"""What a suggestion was shown as, and the sets of questions that were graded by reading."""


def outcome_sentence(outcome: str) -> str:
    """Why, in the reader's language."""
    return _(OUTCOMES[outcome])
