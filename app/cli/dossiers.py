"""Dossiers from the shell: write one, or check one without the site."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import complain, opened, print_json, screen
from app.core.i18n import gettext as _
from scenarios.demonstrations.dossiers.packing import pack
from scenarios.demonstrations.dossiers.verifying import Checked, verify
from scenarios.demonstrations.queries.cases import by_code, shown_of

VERIFY = "verify"


def register(app: typer.Typer) -> None:
    app.command()(dossier)


def dossier(
    code: Annotated[
        str, typer.Argument(help="验证记录编号或网址末段；verify 表示核对 / number or id; verify checks a file")
    ],
    file: Annotated[Path, typer.Argument(help="档案文件（.zip） / the archive")],
    head: Annotated[str, typer.Option(help="纸上或二维码里的链头 / the head on paper or in the QR code")] = "",
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """导出一项验证记录的全部档案，或核对一份档案 / Write everything about one record, or check such an archive."""
    if code == VERIFY:
        _check(file, head, as_json=json)
    else:
        _write(code, file)


def _write(code: str, file: Path) -> None:
    if file.exists():
        complain(_("{file} 已经存在，请换一个文件名。").format(file=file))
    with opened() as site, site.database.reading() as db:
        row = by_code(db, code)
        if row is None:
            complain(_("没有找到验证记录 {code}。").format(code=code))
        with file.open("xb") as target:
            head = pack(db, site.blobs, shown_of(db, row, site.clock.now()), target)
    screen.print(_("已写入 {file}。").format(file=file))
    typer.echo(head)


def _check(file: Path, head: str, *, as_json: bool) -> None:
    """Without a database: whoever holds the archive can do it anywhere."""
    if not file.is_file():
        complain(_("没有找到档案文件 {file}。").format(file=file))
    try:
        found = verify(file, head)
    except ValueError as refusal:
        complain(str(refusal))
    if as_json:
        print_json(vars(found))
    elif not found.broken:
        _tell(found, head)
    if found.broken:
        complain(found.broken)


def _tell(found: Checked, head: str) -> None:
    typer.echo(_("完好：{title}（{number}），{moves} 步历史、{files} 个附件。").format(**vars(found)))
    typer.echo(_("链头：{head}").format(head=found.head))
    if found.unsealed:
        typer.echo(_("其中 {count} 步早于封印，不受链头保护。").format(count=found.unsealed))
    typer.echo(_("链头保护试点的历史、验证记录的内容及其指标和读数；其余表格和附件只与本档案自己的目录核对过。"))
    if head and found.after:
        typer.echo(_("所给的链头之后又有 {count} 步。").format(count=found.after))
