"""Learning from people's decisions from the shell."""

from typing import Annotated, Any

import typer

from app.cli.common import opened, print_json
from app.core.actors import Actor
from app.core.i18n import gettext as _
from app.indexing.models import LearnedCalibration
from app.quality.learning import go_back, teach
from app.quality.wording import outcome_sentence

OFFICE = Actor(None, "系统", role="office")
"""Whoever has a shell on the machine acts for the office."""


def register(app: typer.Typer) -> None:
    app.command("learn")(learn)


def learn(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只比较，不写入 / compare, write nothing")] = False,
    back: Annotated[bool, typer.Option("--back", help="退回前一个校准 / return to the one before")] = False,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON / one JSON value")] = False,
) -> None:
    """从人的判断里学习 / Learn from what people decided on matches; what is not better is refused."""
    with opened() as site:
        row = (go_back if back else teach)(site, OFFICE, dry_run=dry_run)
    result = described(row, written=not dry_run)
    if json:
        print_json(result)
        return
    typer.echo(result["sentence"])
    if not back:
        typer.echo(_("判断 {labels} 条，冻结集 {frozen} 条，未能使用 {left_out} 条。").format(**result))
    if row.before is not None:
        typer.echo(_("冻结集上两两排对的比例：{before:.3f} → {after:.3f}。").format(**result))
    if dry_run:
        typer.echo(_("只是试算，没有写入。"))


def described(row: LearnedCalibration, *, written: bool) -> dict[str, Any]:
    """What `--json` prints; before and after are null for a return and where nothing could be compared."""
    names = ("number", "fingerprint", "kept", "outcome", "labels", "frozen", "left_out", "before", "after")
    return {
        "deed": row.deed.value,
        **{name: getattr(row, name) for name in names},
        "written": written,
        "sentence": outcome_sentence(row.outcome),
    }
