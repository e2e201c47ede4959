"""The main navigation, drawn from what the viewer may do."""

from fastapi import Request

from app.accounts.models import Role
from app.accounts.policy import Viewer
from app.core.html import NavItem
from app.core.i18n import gettext as _
from scenarios.bids.policy import bidder_houses


def navigation(request: Request, viewer: Viewer) -> list[NavItem]:
    """Entries in order; the current one is marked by its path."""
    entries = [(_("应用场景"), "/scenarios"), (_("能力与成果"), "/supplies"), (_("可推广"), "/demonstrations")]
    entries.append((_("搜索"), "/search"))
    if viewer is not None:
        entries += [(_("工作台"), "/desk"), (_("试点"), "/pilots")]
        if bidder_houses(viewer):
            entries.append((_("应标"), "/bids"))
        if viewer.has(Role.PANELLIST):
            entries.append((_("我的评审"), "/panels"))
        if viewer.has(Role.REVIEWER) or viewer.has(Role.OFFICE):
            entries.append((_("审核"), "/review"))
        if viewer.has(Role.CURATOR) or viewer.has(Role.OFFICE):
            entries.append((_("撮合"), "/curation"))
        if viewer.has(Role.OFFICE) or viewer.has(Role.SYSTEM_ADMIN) or viewer.has(Role.AUDITOR):
            entries.append((_("管理"), "/office"))
    path = request.url.path
    return [NavItem(label, url, current=path == url or path.startswith(f"{url}/")) for label, url in entries]
