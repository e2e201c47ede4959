"""Running: serve, worker, migrate."""

import contextlib
import errno
import signal
import socket
import threading
from typing import Annotated

import typer
import uvicorn

from app.accounts.actions.terms import ensure_terms
from app.cli.checking import demo_trouble
from app.cli.common import complain, opened, read_settings, screen
from app.core import migrating
from app.core.connections import MOST_HEAD, PunctualConnection
from app.core.health import disk_trouble
from app.core.i18n import gettext as _
from app.core.logs import logger
from app.core.settings import Settings
from app.core.site import Site
from app.demo.loading import DEMO_PASSWORD, demo_accounts, load_demo, looks_empty
from app.main import create_app
from app.registry import make_worker
from app.vocabulary.actions import add_missing_terms
from matching import prepare_model
from matching.scratch import sweep
from scenarios.actions.rows import read_kpis


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(worker)
    app.command()(migrate)


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址 / address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="端口 / port")] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="不在本进程内运行后台任务 / leave jobs to `jinghe worker`")
    ] = False,
    prepare: Annotated[
        bool,
        typer.Option(
            "--prepare", help="先升级数据库、准备模型；空的开发库载入演示数据 / migrate, prepare, load the demo"
        ),
    ] = False,
) -> None:
    """运行网站 / Serve the site."""
    settings = read_settings(host=host, port=port)
    refuse_problems(settings)
    refuse_taken_port(settings)
    if prepare:
        prepare_all(settings)
    with opened(settings, level=settings.log_level) as site:
        make_ready(site)
        site.demo = settings.demo_allowed and has_demo(site)
        greet(site)
        config = uvicorn.Config(
            create_app(site, None if no_worker else make_worker(site)),
            host=settings.host,
            port=settings.port,
            http=PunctualConnection,
            h11_max_incomplete_event_size=MOST_HEAD,
            log_config=None,
            access_log=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        uvicorn.Server(config).run()


def worker() -> None:
    """运行后台任务 / Carry out jobs and send mails."""
    settings = read_settings()
    refuse_problems(settings)
    with opened(settings, level=settings.log_level) as site:
        make_ready(site)
        site.index.start()
        working = make_worker(site)
        stop = threading.Event()
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, lambda *_args: stop.set())
        working.start()
        stop.wait()
        working.stop()


def migrate(revision: Annotated[str, typer.Argument(help="目标版本 / revision")] = "head") -> None:
    """升级数据库 / Bring the database to this code's schema."""
    with opened(migrated=False) as site:
        migrate_site(site, revision)
        screen.print(_("数据库版本：{revision}").format(revision=migrating.current(site.database) or "-"))


def refuse_problems(settings: Settings) -> None:
    """A configuration that must not serve people does not start."""
    problems = settings.problems()
    if problems:
        complain(" ".join(problems))


def make_ready(site: Site) -> None:
    """Before people are served: no open demo account in production, a key to seal with, and no leftovers of processes
    that died.

    A full disk is told and not refused: people may still read, and `/readyz` says what is wrong.
    """
    trouble = demo_trouble(site)
    if trouble:
        complain(trouble)
    trouble = site.seals.trouble()
    if trouble:
        complain(trouble)
    for folder in (site.settings.var, site.blobs.folder, site.blobs.sealed.folder):
        sweep(folder)
    warning = disk_trouble(site.settings)
    if warning:
        screen.print(warning, highlight=False, soft_wrap=True)


def refuse_taken_port(settings: Settings) -> None:
    """Say before anything slow that the port is in use."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with contextlib.closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                complain(
                    _("不能监听 {host}:{port}：{reason}").format(
                        host=settings.host, port=settings.port, reason=error.strerror
                    )
                )
            complain(_("端口 {port} 已被占用，请用 PORT=… 换一个端口。").format(port=settings.port))


def migrate_site(site: Site, revision: str = "head") -> None:
    """Schema, first vocabulary, figures that an earlier version left unread, and terms of use."""
    migrating.migrate(site.database, revision)
    if migrating.current(site.database) == migrating.newest():
        with site.database.writing() as db:
            add_missing_terms(db)
            read_kpis(db)
            ensure_terms(db, site.clock.now())


def prepare_all(settings: Settings) -> None:
    """What the first start needs: the model as a folder, the schema, and in development the demo."""
    with screen.status(_("正在准备语义模型……")):
        prepare_model(settings.encoder, settings.var / "models", settings.encoder_route, settings.encoder_threads)
    with opened(settings, migrated=False) as site:
        migrate_site(site)
        with site.database.reading() as db:
            empty = looks_empty(db)
        if empty and settings.demo_allowed:
            with screen.status(_("正在载入演示数据……")):
                load_demo(site)


def has_demo(site: Site) -> bool:
    """Whether the database holds the demo's accounts."""
    with site.database.reading() as db:
        return not looks_empty(db) and bool(demo_accounts(db))


def greet(site: Site) -> None:
    """Print the address and, with the demo, its accounts; for machines the address alone, as a line of the log."""
    settings = site.settings
    if settings.log_format == "json":
        logger("serve").info("started", url=f"http://{settings.host}:{settings.port}")
        return
    screen.print(_("景合已启动：{url}").format(url=f"http://{settings.host}:{settings.port}"), highlight=False)
    if not site.demo:
        return
    with site.database.reading() as db:
        rows = demo_accounts(db)
    screen.print(
        _("演示账号（密码均为 {password}，仅限本机开发模式）：").format(password=DEMO_PASSWORD), highlight=False
    )
    for email, name in rows:
        screen.print(f"  {email:34} {name}", highlight=False)
