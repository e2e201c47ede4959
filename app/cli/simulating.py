"""`jinghe simulate`: weeks of a made-up town on the real code, and whether what must hold has held."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.common import print_json, screen
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.logs import configure_logs
from app.simulation.running import Report, simulate
from scenarios.demonstrations.queries.progress import STEPS

INVARIANTS = {
    "no_mail_twice": N_("同一封邮件不会发出两次，发出的都在发件箱里有记录"),
    "nobody_hears_of_what_is_not_hers": N_("不公开的事项，邮件只发给有关单位的人和工作人员"),
    "contacts_only_after_two_yeses": N_("双方都同意之前，谁也看不到对方的联系方式"),
    "one_digest_a_week": N_("每周动态一人一周至多一封"),
    "every_week_in_one_digest": N_("每个结束的周恰好写进一期动态"),
    "history_is_sealed": N_("办理记录逐条封存，链条完整"),
    "no_state_outside_the_table": N_("每次变化都在状态表里，前后衔接"),
    "progress_counts_rows": N_("全市进展的数字与数据库逐项相符"),
    "nothing_waits": N_("后台处理之后，没有到期未办或失败的任务和邮件"),
    "who_has_left_gets_none": N_("退订之后不再收到同类邮件"),
    "trespassers_are_refused": N_("越权的尝试一律被拒绝"),
    "one_answer_a_house": N_("一家单位对一项需求只有一份回应"),
    "no_page_breaks": N_("没有一个请求因本站的错误而失败"),
}
WIDTH = 140
SHOWN = 10
"""Lines of what is broken in one invariant; the JSON has all."""


def register(app: typer.Typer) -> None:
    app.command(name="simulate")(run)


def run(
    weeks: Annotated[int, typer.Option(min=1, max=104, help="几周 / how many weeks")] = 8,
    people: Annotated[int, typer.Option(min=4, max=500, help="多少位单位用户 / people of houses")] = 60,
    seed: Annotated[int, typer.Option(help="随机种子，同样的种子得到同样的人和机会 / the same chances again")] = 1,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON / one JSON value")] = False,
) -> None:
    """在临时文件夹里模拟几周的使用，逐周核对不变量 / Live weeks on a scratch site, never a configured database."""
    configure_logs("console", "error")
    report = simulate(weeks, people, seed, told=_tell)
    if json:
        print_json(report.as_json())
    else:
        _print(report)
    if not report.holds:
        raise SystemExit(1)


def _tell(report: Report) -> None:
    """How far it has come, while it runs."""
    if len(report.weeks) == 1:
        screen.print(_("临时文件夹：{folder}，结束后删除。").format(folder=report.folder), soft_wrap=True)
    week = report.weeks[-1]
    screen.print(
        _("第 {number} 周（至 {until}），已处理 {requests} 个请求。").format(
            number=week.number, until=week.until, requests=report.requests
        )
    )


def _print(report: Report) -> None:
    steps = [_(label) for label in STEPS.values()]
    _table([_("周"), _("至"), *steps, _("邮件"), _("其中每周动态")], [_week(week) for week in report.weeks])
    said = _("每人收到邮件：中位数 {median}，最多 {most}。越权尝试 {tries} 次。")
    typer.echo(
        said.format(median=f"{report.mail_median:g}", most=max(report.mails, default=0), tries=report.trespasses)
    )
    for what, times in report.refused.items():
        typer.echo(_("本站没有接受：{what}，{times} 次。").format(what=what, times=times))
    rows = [[_(INVARIANTS.get(name, name)), one.count, len(one.broken)] for name, one in report.invariants.items()]
    _table([_("必须成立的事"), _("核对次数"), _("违反")], rows)
    for name, one in report.invariants.items():
        for line in one.broken[:SHOWN]:
            typer.echo(f"✗ {name}: {line}")


def _week(week: Any) -> list[Any]:
    return [week.number, week.until, *week.steps.values(), week.mails, week.digests]


def _table(heads: list[str], rows: list[list[Any]]) -> None:
    table = Table(*heads)
    for row in rows:
        table.add_row(*map(str, row))
    console = Console()
    console.width = max(console.width, WIDTH)  # a file or a pipe has none, and cut words tell nothing
    console.print(table)
