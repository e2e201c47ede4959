"""Keeping: backup and restore hold the database and the files together."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import complain, opened, screen
from app.core import backup as backups
from app.core.i18n import gettext as _


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(file: Annotated[Path, typer.Argument(help="备份文件（.tar） / archive to write")]) -> None:
    """备份数据库与文件 / Back up database and files together, while the site runs."""
    if file.exists():
        complain(_("{file} 已经存在，请换一个文件名。").format(file=file))
    with opened(migrated=False) as site:
        report = backups.backup(site.database, site.settings.var / "files", file, site.seals.names())
    screen.print(_("已备份：{tables} 张表、{rows} 行、{files} 个文件。").format(**report))


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件 / archive to read")],
    force: Annotated[bool, typer.Option("--force", help="覆盖已有数据 / replace what is there")] = False,
    without_key: Annotated[
        bool, typer.Option("--without-key", help="没有密封密钥也恢复 / restore though sealed bids will never open")
    ] = False,
) -> None:
    """从备份恢复 / Restore a backup into an empty database."""
    if not file.is_file():
        complain(_("没有找到备份文件 {file}。").format(file=file))
    with opened(migrated=False) as site:
        keys = None if without_key else site.seals.names()
        report = backups.restore(site.database, site.settings.var / "files", file, force=force, seal_keys=keys)
    screen.print(_("已恢复：{tables} 张表、{rows} 行、{files} 个文件。").format(**report))
