"""Mail from the shell: a trial, what bounced, how it goes."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from app.accounts.emails import trial
from app.cli.common import complain, opened, print_json
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.addresses import checked_email
from app.core.bounces import Reported, count_unreachable, lift, note, read_report
from app.core.history import audit
from app.core.i18n import current_language
from app.core.i18n import gettext as _
from app.core.mailbag import WAITING, weeks
from app.core.messages import to_message
from app.core.models import MailState
from app.core.retrying import explain
from app.core.site import Site

KEEPER = Actor(None, "系统", role="system_admin")
"""Whoever has a shell on the machine keeps the site running."""
LARGEST = 20 << 20
"""Bytes of a report."""
TOGETHER = 200
"""Addresses of one transaction, which others wait for."""
Json = Annotated[bool, typer.Option("--json", help="输出 JSON / one JSON value")]


def register(app: typer.Typer) -> None:
    mail = typer.Typer(help="邮件：试发、退信、发送情况 / Mail: a trial, bounces, how it goes", no_args_is_help=True)
    mail.command("test")(test)
    mail.command("bounced")(bounced)
    mail.command("status")(status)
    app.add_typer(mail, name="mail")


def test(address: Annotated[str, typer.Argument(help="收件邮箱 / to this address")]) -> None:
    """试发一封邮件 / Send one mail at once, past the outbox, and say what the server answered."""
    try:
        recipient = checked_email(address)
    except ValueError as error:
        complain(str(error))
    with opened() as site:
        mail = site.post.drafted(trial(recipient, current_language(), site.clock.now()), site.clock.now())
        try:
            with site.sender.open() as courier:
                courier.ready()
                courier.send(to_message(mail, site.settings))
        except Exception as error:  # noqa: BLE001 - whatever the server or the network raises is what is asked for
            complain(_("没有发出：{reason}").format(reason=explain(error.__cause__ or error)))
        typer.echo(_where(site).format(address=recipient))


def _where(site: Site) -> str:
    if site.settings.mail == "console":
        return _("JINGHE_MAIL=console：邮件只打印在上面，没有发给 {address}。")
    return _("邮件服务器已接收发给 {address} 的测试邮件。")


def bounced(
    file: Annotated[Path, typer.Argument(help="退信清单，“-”为标准输入 / a list of addresses or delivery reports")],
    lift_them: Annotated[bool, typer.Option("--lift", help="解除停发 / mail goes to these addresses again")] = False,
    json: Json = False,
) -> None:
    """登记退信 / Stop mail to addresses that bounced: a line an address, or the fields of delivery reports."""
    found = list(read_report(_lines(file)))
    with opened() as site:
        parts = (found[first : first + TOGETHER] for first in range(0, len(found), TOGETHER))
        changed = sum(_keep(site, part, lift_them) for part in parts)
        with site.database.writing() as db:
            result = {"read": len(found), "changed": changed, "unreachable": count_unreachable(db)}
            audit(act_in(db, site, KEEPER), "mail.lifted" if lift_them else "mail.bounced", detail=result)
    if json:
        print_json(result)
        return
    said = (
        _("读到 {read} 个邮箱，解除停发 {changed} 个；")
        if lift_them
        else _("读到 {read} 个邮箱，新停发 {changed} 个；")
    )
    typer.echo((said + _("现有 {unreachable} 个邮箱停发。")).format(**result))


def _keep(site: Site, part: Sequence[Reported], lift_them: bool) -> int:
    with site.database.writing() as db:
        now = site.clock.now()
        kept = [
            lift(db, one.address) if lift_them else note(db, one.address, one.sort, one.reason, now) for one in part
        ]
    return sum(kept)


def _lines(file: Path) -> list[str]:
    with nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb") as source:
        content = source.read(LARGEST + 1)
    if len(content) > LARGEST:
        complain(_("{file} 超过 20 MB，请分开登记。").format(file=file))
    return content.decode("utf-8", errors="replace").splitlines()


def status(json: Json = False) -> None:
    """近八周的发送情况 / The last eight weeks: planned, waiting, sent, parked, failed, bounced, dropped."""
    with opened() as site, site.database.reading() as db:
        rows = [
            {"week": week.name, "planned": week.planned, "waiting": week.waiting}
            | {state.value: week.of(state) for state in MailState if state not in WAITING}
            for week in weeks(db, site.clock.now())
        ]
        closed = count_unreachable(db)
    if json:
        print_json({"weeks": rows, "unreachable": closed})
        return
    _print(rows)
    typer.echo(_("现有 {unreachable} 个邮箱停发。").format(unreachable=closed))


def _print(rows: list[dict[str, Any]]) -> None:
    heads = list(rows[0])
    for line in (heads, *(list(row.values()) for row in rows)):
        typer.echo("  ".join(f"{cell!s:>8}" for cell in line))
