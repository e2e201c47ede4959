"""What people call lists, states and outcomes. Marked here, translated where they are shown."""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import N_
from app.exchange.fields import ListKind
from app.exchange.models import Outcome, UploadState
from app.exchange.stores import Scope

LISTS: Final[Mapping[ListKind, str]] = {
    ListKind.OPPORTUNITIES: N_("机会清单"),
    ListKind.CAPABILITIES: N_("能力清单"),
    ListKind.RESULTS: N_("成果清单"),
}
STATES: Final[Mapping[UploadState, tuple[str, str]]] = {
    UploadState.CHECKING: (N_("正在检查"), "info"),
    UploadState.READ: (N_("等您确认"), "warning"),
    UploadState.CONFIRMED: (N_("等待导入"), "info"),
    UploadState.RUNNING: (N_("正在导入"), "info"),
    UploadState.DONE: (N_("已导入"), "success"),
    UploadState.FAILED: (N_("无法读取"), "danger"),
    UploadState.UNDOING: (N_("正在撤销"), "info"),
    UploadState.UNDONE: (N_("已撤销"), "neutral"),
    UploadState.DISCARDED: (N_("已放弃"), "neutral"),
}
"""Label and tone."""
WORKING: Final = frozenset({UploadState.CHECKING, UploadState.CONFIRMED, UploadState.RUNNING, UploadState.UNDOING})
OUTCOMES: Final[Mapping[Outcome, tuple[str, str]]] = {
    Outcome.CREATED: (N_("新增"), "success"),
    Outcome.UPDATED: (N_("更新"), "accent"),
    Outcome.UNCHANGED: (N_("未变"), "neutral"),
    Outcome.SKIPPED: (N_("跳过"), "warning"),
    Outcome.ERROR: (N_("有误"), "danger"),
    Outcome.REMOVED: (N_("已撤销"), "neutral"),
    Outcome.RESTORED: (N_("已恢复"), "neutral"),
    Outcome.KEPT: (N_("保留"), "warning"),
}
VERDICTS: Final[Mapping[str, str]] = {
    "": N_("全部"),
    "error": N_("有误"),
    "warning": N_("有提醒"),
    "ok": N_("没有问题"),
    "twins": N_("可能重复"),
}
SCOPES: Final[Mapping[Scope, tuple[str, str]]] = {
    Scope.PUBLIC: (N_("公开内容"), N_("任何人都能看到的条目，不含联系方式")),
    Scope.MINE: (N_("本单位的全部条目"), N_("含草稿和联系方式，仅供本单位使用")),
    Scope.ALL: (N_("我能看到的全部条目"), N_("按您的权限列出；联系方式只出现在您有权查看的条目里")),
}
