"""Asking from the shell: search, match, reindex."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import chain, groupby
from operator import itemgetter
from typing import Annotated, Any

import typer
from rich.progress import Progress
from sqlmodel import Session, or_, select

from app.cli.common import complain, opened, print_json, screen
from app.core.finding import DEMONSTRATION, KINDS, SCENARIO, Findings, Found
from app.core.i18n import N_, current_language
from app.core.i18n import gettext as _
from app.core.limits import LONGEST_TEXT
from app.core.listing import question
from app.core.site import Site
from app.indexing.denying import against
from app.indexing.handlers import reindex_all
from matching.calibrate import Tier
from matching.entry import full_text
from scenarios.demonstrations.models import Demonstration
from scenarios.models import Scenario
from suppliers.models import Supply, SupplyKind

NEAREST = 5
"""How many of those below the floor are told."""
TIERS = {Tier.SURE: N_("契合"), Tier.MAYBE: N_("可能相关"), Tier.NEAREST: N_("最接近的")}


class Kind(StrEnum):
    SUPPLY = "supply"
    RESULT = "result"
    SCENARIO = "scenario"
    DEMONSTRATION = "demonstration"


def register(app: typer.Typer) -> None:
    app.command()(search)
    app.command()(match)
    app.command()(reindex)


def search(
    text: Annotated[str, typer.Argument(help="要找什么 / what to look for")],
    kind: Annotated[Kind | None, typer.Option(help="只找一类 / only this kind")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """按意思搜索 / Search by meaning."""
    text = question(text, LONGEST_TEXT)  # a shell may hand over bytes that are no text
    with opened() as site:
        site.index.refresh()
        sides = [[kind.value]] if kind else KINDS.values()
        findings = together([site.index.search(text, kinds, limit) for kinds in sides], limit)
        show(site, text, findings, as_json=json)


def together(sides: Sequence[Findings], limit: int) -> Findings:
    """The answers of all sides as one list, the sure ones first."""
    hits = sorted(
        chain.from_iterable(one.hits for one in sides), key=lambda hit: (list(Tier).index(hit.tier), -hit.score)
    )
    below = sorted(chain.from_iterable(one.below for one in sides), key=lambda hit: -hit.score)
    read_as = next((one.read_as for one in sides if one.read_as), None)
    return Findings(tuple(hits[:limit]), tuple(below[:limit]), sides[0].model, read_as)


def match(
    code: Annotated[str, typer.Argument(help="公开编码或网址末段 / public code or id")],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """为一条需求找供给 / Find what answers a need."""
    code = question(code)
    with opened() as site:
        with site.database.reading() as db:
            row = db.exec(select(Scenario).where(or_(Scenario.code == code, Scenario.public_id == code))).first()
        if row is None:
            complain(_("没有找到需求 {code}。").format(code=code))
        site.index.refresh()
        asked = full_text(row.title, row.description)
        findings = site.index.neighbours(SCENARIO, row.id, ["supply", "result"], limit)
        if findings.no_match:  # a need that is not open is not indexed; its text can be asked all the same
            findings = site.index.search(asked, ["supply", "result"], limit)
        show(site, asked, findings, as_json=json)


def reindex() -> None:
    """重建索引 / Encode again whatever is missing, changed or of another model."""
    with opened() as site, Progress(console=screen) as bar:
        task = bar.add_task(_("正在编码"), total=None)
        count = reindex_all(site, lambda done, total: bar.update(task, completed=done, total=total))
    screen.print(_("索引已更新：{count} 条。").format(count=count))


def show(site: Site, asked: str, findings: Findings, *, as_json: bool) -> None:
    """Hits by tier with their reasons, then the nearest below, as JSON or for people."""
    texts = {
        (hit.object_kind, hit.object_id): site.index.text_of(hit.object_kind, hit.object_id) for hit in findings.hits
    }
    judged = (hit for hit, _denied in against(asked, findings.hits, texts))
    ranked = sorted(judged, key=lambda hit: list(Tier).index(hit.tier))
    with site.database.reading() as db:
        hits = [describe(db, hit) | {"reasons": _reasons(site, asked, hit, texts)} for hit in ranked]
        nearest = [describe(db, hit) for hit in findings.below[:NEAREST]]
    if as_json:
        found = {"no_match": findings.no_match, "read_as": findings.read_as, "matches": hits, "below": nearest}
        print_json(found)
        return
    if findings.read_as:
        typer.echo(_("按“{read}”搜索").format(read=findings.read_as))
    if findings.no_match:
        typer.echo(_("没有合适的匹配。"))
    for tier, rows in groupby([*hits, *([] if hits else nearest)], key=itemgetter("tier")):
        typer.echo(_(TIERS[tier]))
        for row in rows:
            _show_row(row)


def _reasons(site: Site, asked: str, hit: Found, texts: Mapping[tuple[str, int], str]) -> dict[str, object]:
    text, needs = texts[hit.object_kind, hit.object_id], hit.object_kind == SCENARIO
    (why,) = site.index.reasons(asked, [text], current_language(), seeking=needs)
    return why


def _show_row(row: dict[str, Any]) -> None:
    typer.echo(f"{row['score']:5.1f}  {row['kind']:8}  {row['title']}  ({row['id']})")
    reasons = row.get("reasons", {})
    for pair in reasons.get("pairs", ())[:1]:
        typer.echo(f"       {pair['asked']} ↔ {pair['found']}")
    for one in reasons.get("against", ())[:1]:
        typer.echo("       " + _("写明不做：{said}").format(said=one["found"]))


def describe(db: Session, hit: Found) -> dict[str, Any]:
    """A hit as the command shows it."""
    if hit.object_kind == SCENARIO:
        need = db.get_one(Scenario, hit.object_id)
        title, public, kind = need.title, need.public_id, SCENARIO
    elif hit.object_kind == DEMONSTRATION:
        record = db.get_one(Demonstration, hit.object_id)
        title, public, kind = record.title, record.public_id, DEMONSTRATION
    else:
        supply = db.get_one(Supply, hit.object_id)
        title, public, kind = supply.name, supply.public_id, "result" if supply.kind is SupplyKind.RESULT else "supply"
    return {"id": public, "kind": kind, "title": title, "score": round(hit.score, 1), "tier": hit.tier.value}
