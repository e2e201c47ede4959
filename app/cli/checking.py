"""Looking: `jinghe check` examines each part of an installation and names whom it may call."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.cli.common import opened, print_json, read_settings, screen, told
from app.core import migrating
from app.core.db import Database
from app.core.errors import AppError
from app.core.health import disk_trouble
from app.core.i18n import gettext as _
from app.core.settings import LOOPBACK, Settings
from app.core.site import Site
from app.demo.loading import open_demo_accounts
from matching.encoders.hub import hub_address

OK = "ok"


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """检查配置、磁盘、数据库、迁移、账号、索引与邮件 / Check settings, disk, database, migrations, accounts, index, mail."""
    settings = read_settings()
    with opened(settings, migrated=False) as site:
        results = examine(settings, site)
    outside = list(addresses(settings))
    if json:
        print_json({**results, "outside": outside})
    else:
        for name, found in results.items():
            screen.print(f"{'✓' if found == OK else '✗'} {name}: {found}", highlight=False, soft_wrap=True)
        calls = "；".join(outside) or _("无，不连接本机以外的任何地址")
        screen.print(_("会连接的外部地址：{calls}").format(calls=calls), highlight=False, soft_wrap=True)
    if any(found != OK for found in results.values()):
        raise SystemExit(2)


def examine(settings: Settings, site: Site) -> dict[str, str]:
    """Each part by name: `ok`, or what is wrong in a sentence."""
    results = {
        "configuration": " ".join(settings.problems()) or OK,
        "disk": disk_trouble(settings) or OK,
        "sealing": site.seals.trouble() or OK,
        "database": _said(lambda: whole(site.database)),
    }
    later = _("数据库正常之后才能检查。")
    results["migrations"] = _said(lambda: _migrations(site)) if results["database"] == OK else later
    behind = results["migrations"] != OK
    results["accounts"] = later if behind else _said(lambda: demo_trouble(site) or OK)
    results["index"] = later if behind else _said(lambda: _index(site))
    results["mail"] = _mail(settings)
    return results


def _said(look: Callable[[], str]) -> str:
    try:
        return look()
    except (AppError, OSError, SQLAlchemyError) as error:
        sentence = told(error)
        if not sentence:
            raise
        return f"{sentence} {error.__cause__}" if isinstance(error, AppError) and error.__cause__ else sentence


def whole(database: Database) -> str:
    """Look through every page of an SQLite file; PostgreSQL looks after its own."""
    with database.reading() as db:
        if not database.sqlite:
            db.connection().execute(text("SELECT 1"))
            return OK
        found = str(db.connection().execute(text("PRAGMA quick_check(1)")).scalar())
    return (
        OK
        if found == "ok"
        else _("数据库已经损坏，请停止服务，从备份恢复到一个新的数据库（{reason}）。").format(reason=found)
    )


def _migrations(site: Site) -> str:
    if migrating.current(site.database) == migrating.newest():
        return OK
    return _("数据库还没有升级到当前版本，请先运行 jinghe migrate。")


def demo_trouble(site: Site) -> str:
    """Why this database must not serve people: anybody knows the password of the demo's accounts. Empty when it may."""
    if not site.settings.production:
        return ""
    with site.database.reading() as db:
        count = open_demo_accounts(db)
    if not count:
        return ""
    return _(
        "数据库里有 {count} 个演示账号，密码是公开的：请换一个空的数据库（另设 JINGHE_VAR 或 JINGHE_DATABASE_URL 后运行 "
        "jinghe migrate），或者先运行 jinghe seed lock 停用它们。"
    ).format(count=count)


def _index(site: Site) -> str:
    site.index.refresh()
    return OK if site.index.ready else _("索引尚未就绪。")


def _mail(settings: Settings) -> str:
    if settings.mail == "console":
        return OK  # in production the configuration is refused for it
    try:
        with socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=10):
            return OK
    except OSError as error:
        return _("连不上邮件服务器 {host}:{port}（{reason}）。").format(
            host=settings.smtp_host, port=settings.smtp_port, reason=error.strerror or error
        )


def addresses(settings: Settings) -> Iterator[str]:
    """Every address beyond this machine that the site may call, for whoever writes the rules of a firewall."""
    if settings.mail == "smtp" and settings.smtp_host not in LOOPBACK:
        yield _("邮件 {address}").format(address=f"{settings.smtp_host}:{settings.smtp_port}")
    url = make_url(settings.database)
    hosts = url.host or url.query.get("host") or ()
    for host in (hosts,) if isinstance(hosts, str) else hosts:
        if host not in LOOPBACK and not host.startswith("/"):  # a folder is a socket of this machine
            yield _("数据库 {address}").format(address=host if ":" in host else f"{host}:{url.port or 5432}")
    if settings.encoder not in {"default", "hashing"} and not Path(settings.encoder).is_dir():
        yield _("模型库 {address} 及其文件服务器（只在第一次取模型 {name} 时）").format(
            address=hub_address(), name=settings.encoder
        )
