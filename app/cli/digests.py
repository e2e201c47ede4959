"""The weekly digests from the shell."""

from typing import Annotated

import typer
from rich.table import Table

from app.accounts.queries.people import person_by_email, person_by_public_id
from app.cli.common import complain, opened, print_json, screen
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.site import Site
from app.digests.emails import weekly
from app.digests.models import DigestState
from app.digests.planning import plan as plan_week
from app.digests.queries import next_digest, status
from app.digests.sending import send_due
from app.digests.windows import Week, last_closed, parse

STATES = {
    DigestState.PLANNED: N_("待发送"),
    DigestState.EMPTY: N_("没有新内容，不发邮件"),
    DigestState.QUEUED: N_("已交发件箱"),
    DigestState.LEFT_OUT: N_("未发送"),
    DigestState.MERGED: N_("并入下一期"),
}
As_json = Annotated[bool, typer.Option("--json", help="输出 JSON / one JSON value")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="每周动态 / The weekly digests.", no_args_is_help=True)
    for command in (plan, send, preview, show_status):
        group.command("status" if command is show_status else None)(command)
    app.add_typer(group, name="digests")


def plan(
    week: Annotated[str, typer.Option(help="哪一周，如 2026-W47；默认最近结束的一周 / an ISO week")] = "",
    json: As_json = False,
) -> None:
    """整理一周的动态，重复运行不会重复 / Plan the digests of a closed week; again changes nothing."""
    with opened() as site:
        wanted = _closed_week(site, week)
        site.index.refresh()
        done = plan_week(site, wanted, site.clock.now())
    told = {"week": wanted.name, "planned": done.planned, "empty": done.empty, "already": done.already}
    if json:
        print_json(told)
    else:
        typer.echo(_("{week}：待发送 {planned}，没有新内容 {empty}，别处已整理 {already}。").format(**told))


def _closed_week(site: Site, name: str) -> Week:
    newest = last_closed(site.clock.now())
    week = parse(name) if name else newest
    if week is None:
        complain(_("没有这一周：请写成 2026-W47 的样子。"))
    if week > newest:
        complain(_("{week} 还没有结束，最近结束的一周是 {newest}。").format(week=week.name, newest=newest.name))
    return week


def send(json: As_json = False) -> None:
    """把到时间的动态交给发件箱 / Hand what is due to the outbox."""
    with opened() as site:
        sent = send_due(site, site.clock.now())
    if json:
        print_json({"sent": sent})
    else:
        typer.echo(_("交给发件箱 {sent} 封。").format(sent=sent))


def preview(
    person: Annotated[str, typer.Argument(help="邮箱或账户编号 / address or public id")],
    json: As_json = False,
) -> None:
    """看某人下一期的样子，不写入 / Show somebody's next digest as it stands; nothing is written."""
    with opened() as site:
        site.index.refresh()
        with site.database.reading() as db:
            found = person_by_email(db, person) or person_by_public_id(db, person)
            if found is None or found.deleted_at is not None:
                complain(_("没有这个账户：{person}").format(person=person))
            shown = next_digest(db, site, found, site.clock.now())
            mail = weekly(found, shown.row, shown.items, site.settings.origin)
            subject, text, _html = site.post.written(mail)
    if json:
        print_json({"subject": subject, "items": shown.row.items})
    else:
        typer.echo(f"{subject}\n\n{text}")


def show_status(json: As_json = False) -> None:
    """最近几周：整理了多少，邮件到了哪一步 / The newest weeks: how many digests, and where their mails stand."""
    with opened() as site, site.database.reading() as db:
        weeks = status(db)
    if json:
        print_json(weeks)
        return
    table = Table(_("周次"), *(_(label) for label in STATES.values()), _("邮件"))
    for week in weeks:
        counts = [str(week["digests"].get(state.value, 0)) for state in STATES]
        table.add_row(week["week"], *counts, "  ".join(f"{state} {count}" for state, count in week["mails"].items()))
    screen.print(table)
