"""Asking from the shell: search, match, reindex."""

from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.progress import Progress
from sqlmodel import Session, or_, select

from app.cli.common import complain, opened, print_json, screen
from app.core.finding import SCENARIO, Findings, Found
from app.core.i18n import current_language
from app.core.i18n import gettext as _
from app.core.limits import LONGEST_TEXT
from app.core.listing import question
from app.core.site import Site
from app.indexing.handlers import reindex_all
from scenarios.models import Scenario
from suppliers.models import Supply, SupplyKind


class Kind(StrEnum):
    SUPPLY = "supply"
    RESULT = "result"
    SCENARIO = "scenario"


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
        findings = site.index.search(text, [kind.value] if kind else list(Kind), limit)
        show(site, text, findings, as_json=json)


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
        asked = f"{row.title}\n{row.description}"
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
    """Hits with their reasons, as JSON or for people."""
    texts = [site.index.text_of(hit.object_kind, hit.object_id) for hit in findings.hits]
    reasons = site.index.reasons(asked, texts, current_language())
    with site.database.reading() as db:
        hits = [describe(db, hit, why) for hit, why in zip(findings.hits, reasons, strict=True)]
    if as_json:
        print_json({"no_match": findings.no_match, "matches": hits})
        return
    if findings.no_match:
        typer.echo(_("没有合适的匹配。"))
    for hit in hits:
        typer.echo(f"{hit['score']:5.1f}  {hit['kind']:8}  {hit['title']}  ({hit['id']})")
        for pair in hit["reasons"]["pairs"][:1]:
            typer.echo(f"       {pair['asked']} ↔ {pair['found']}")


def describe(db: Session, hit: Found, why: dict[str, object]) -> dict[str, Any]:
    """A hit as the command shows it."""
    if hit.object_kind == SCENARIO:
        need = db.get_one(Scenario, hit.object_id)
        title, public, kind = need.title, need.public_id, SCENARIO
    else:
        supply = db.get_one(Supply, hit.object_id)
        title, public, kind = supply.name, supply.public_id, "result" if supply.kind is SupplyKind.RESULT else "supply"
    return {"id": public, "kind": kind, "title": title, "score": round(hit.score, 1), "reasons": why}
