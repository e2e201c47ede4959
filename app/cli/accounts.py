"""Accounts from the shell: the first administrators, and the demo."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from app.accounts.actions.grants import grant_role
from app.accounts.actions.people import create_person
from app.accounts.models import Role
from app.cli.common import complain, opened, screen
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.addresses import checked_email
from app.core.i18n import gettext as _
from app.core.passwords import SHORTEST, hash_password, too_weak
from app.demo.loading import load_demo, lock_demo, looks_empty


class First(StrEnum):
    """Who can be made from the shell: the three administrations that appoint everybody else (三员分立)."""

    SYSTEM_ADMIN = "system_admin"
    OFFICE = "office"
    AUDITOR = "auditor"


def register(app: typer.Typer) -> None:
    admin = typer.Typer(help="管理账号 / administrators", no_args_is_help=True)
    admin.callback()(lambda: None)
    admin.command("create")(create_admin)
    app.add_typer(admin, name="admin")
    seed = typer.Typer(help="演示数据 / demo content", no_args_is_help=True)
    seed.command("demo")(seed_demo)
    seed.command("lock")(lock_seeded)
    app.add_typer(seed, name="seed")


def create_admin(
    email: Annotated[str, typer.Option(prompt="邮箱 / e-mail")],
    name: Annotated[str, typer.Option(prompt="姓名 / name")],
    role: Annotated[First, typer.Option(help="角色 / role")] = First.SYSTEM_ADMIN,
) -> None:
    """建立管理账号 / Make an administrator; the password is asked for, or read from standard input."""
    try:
        email = checked_email(email.strip())
    except ValueError as refused:
        complain(str(refused))
    password = _ask_password()
    if too_weak(password, email.partition("@")[0], name):
        complain(
            _("密码太弱：至少 {shortest} 个字符，不要包含姓名或邮箱，也不要用常见密码。").format(shortest=SHORTEST)
        )
    hashed = hash_password(password)
    with opened() as site, site.database.writing() as db:
        act = act_in(db, site)
        person = create_person(act, name, email, password_hash=hashed, verified=True)
        grant_role(act, person, Role(role.value), note="jinghe admin create")
    screen.print(_("已建立账号 {email}。").format(email=email))


def _ask_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("密码 / password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


def seed_demo() -> None:
    """载入演示数据（仅限本机开发模式）/ Load the demo, in development on the loopback only."""
    with opened() as site:
        if not site.settings.demo_allowed:
            complain(_("演示数据只能在本机的开发模式下载入。"))
        with site.database.reading() as db:
            if not looks_empty(db):
                complain(_("数据库里已有数据，演示数据只能载入空的数据库。"))
        load_demo(site)
        screen.print(_("演示数据已载入。"))


def lock_seeded() -> None:
    """停用全部演示账号 / Lock the demo's accounts: anybody knows their password."""
    with opened() as site, site.database.writing() as db:
        count = lock_demo(act_in(db, site, Actor(None, "系统", role="office")))
    screen.print(_("已停用 {count} 个演示账号。").format(count=count))
