"""What an adopting owner states, printed, stamped by hand and brought back as a scan."""

from typing import Any

from sqlmodel import select

from app.accounts.models import Organisation
from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.html import format_date, format_money
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.models import StoredFile
from scenarios.demonstrations.models import Adoption, AdoptionReading
from scenarios.demonstrations.queries.cases import Shown
from scenarios.demonstrations.queries.papers import basis_of, paper_of, statements_of
from scenarios.pilots.actions.papers import Pairs, keep
from scenarios.pilots.actions.stamping import drop_scan, keep_scan
from scenarios.pilots.disclosing import with_unit
from scenarios.pilots.labels import SIDES
from scenarios.pilots.models import Paper, PaperKind, Side


def adoption_paper(act: Act, shown: Shown) -> Paper:
    """What the adopter says now, in Chinese."""
    row: Adoption = shown.one
    with speaking("zh"):
        content = _content(act, shown, row)
    return keep(act, shown.case.pilot.id, PaperKind.ADOPTION, content, basis_of(act.db, row), row.id)


def _content(act: Act, shown: Shown, row: Adoption) -> dict[str, Any]:
    house = act.db.get_one(Organisation, row.organisation_id)
    origin: Pairs = [
        (_("应用"), shown.demonstration.title),
        (_("验证记录"), shown.demonstration.number or ""),
        *((_(SIDES[side]), shown.case.house(side).name) for side in (Side.OWNER, Side.SUPPLIER)),
    ]
    stated: Pairs = [
        (_("采用单位"), house.name),
        (_("用在哪里"), row.place),
        (_("上线日期"), format_date(row.live_on)),
        (_("从决定到上线"), _("{days} 天").format(days=row.days)),
        (_("总费用"), format_money(row.cost)),
        (_("说明"), row.note),
    ]
    sections = [(_("原应用"), origin), (_("推广情况"), stated), (_("本单位的实测"), _readings(act, shown, row))]
    return {
        "title": _("推广确认书"),
        "subject": shown.demonstration.title,
        "sections": [(title, [pair for pair in pairs if pair[1]]) for title, pairs in sections if pairs],
        "signers": [house.name],
    }


def _readings(act: Act, shown: Shown, row: Adoption) -> Pairs:
    rows = act.db.exec(select(AdoptionReading).where(AdoptionReading.adoption_id == row.id)).all()
    read = {one.kpi_id: one for one in rows}
    told = _("{value}（{day}测量）")
    return [
        (kpi.name, told.format(value=with_unit(one.text, kpi.unit), day=format_date(one.measured_on)))
        for kpi in shown.case.kpis
        if (one := read.get(kpi.id)) is not None
    ]


def hand_in(act: Act, shown: Shown, scan: StoredFile, code: str) -> None:
    """The stamped original is there. Raises `Invalid` for a paper that says something else than what is stated now."""
    paper = paper_of(act.db, code, shown.one)
    if paper is None:
        raise Invalid(_("没有这个校验码，请照打印稿页脚填写。"))
    if paper.content.get("basis") != basis_of(act.db, shown.one):
        raise Invalid(_("这份打印稿生成以后内容又有改动，请重新生成、盖章后再上传。"))
    keep_scan(act, paper, scan)


def take_back(act: Act, shown: Shown, note: str) -> None:
    """The last scan was not the right one."""
    scanned = [one.paper for one in statements_of(act.db, shown.one) if one.scan is not None]
    if not scanned:
        raise Conflict(_("这份打印稿现在没有扫描件，请刷新页面查看。"))
    drop_scan(act, scanned[0], note)
