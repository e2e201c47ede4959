"""What must not be served is not: settings meant for a developer's machine, and the demo's accounts."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.checking import addresses, examine
from app.cli.serving import make_ready
from app.core.acting import act_in
from app.core.settings import Mode, Settings
from app.core.site import Site
from app.demo.loading import lock_demo
from tests.support import Cast

pytestmark = pytest.mark.own_database

GOOD = {
    "JINGHE_MODE": "production",
    "JINGHE_PUBLIC_URL": "https://jinghe.example.gov.cn",
    "JINGHE_MAIL": "smtp",
    "JINGHE_MAIL_FROM": "景合 <no-reply@jinghe.example.gov.cn>",
    "JINGHE_SMTP_HOST": "127.0.0.1",
    "JINGHE_SMTP_PORT": "9",
    "JINGHE_SEAL_KEY_FILE": "/nowhere/seal.key",
}


def settings(**changed: Any) -> Settings:
    good = {name.removeprefix("JINGHE_").lower(): value for name, value in GOOD.items()}
    return Settings(_env_file=None, **(good | changed))


def refused(command: str, **environment: str) -> str:
    """The one sentence with which a door stays shut."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JINGHE_")}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", command],
        env=clean | GOOD | {"LANG": "zh_CN"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    return done.stderr


def test_a_production_of_its_own_may_start() -> None:
    assert settings().problems() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"public_url": ""}, "JINGHE_PUBLIC_URL"),
        ({"public_url": "http://jinghe.example.gov.cn"}, "https"),
        ({"mail": "console"}, "JINGHE_MAIL=console"),
        ({"mail_from": Settings.model_fields["mail_from"].default}, "JINGHE_MAIL_FROM"),
        ({"smtp_host": "mail.example", "smtp_tls": "none", "smtp_user": "site"}, "JINGHE_SMTP_TLS"),
        ({"trusted_proxies": "*"}, "JINGHE_TRUSTED_PROXIES"),
        ({"encoder": "hashing"}, "JINGHE_ENCODER"),
        ({"seal_key_file": ""}, "JINGHE_SEAL_KEY_FILE"),
        ({"seal_key_file": "var/seal.key"}, "JINGHE_SEAL_KEY_FILE"),
        ({"mode": Mode.DEVELOPMENT}, "JINGHE_PUBLIC_URL"),
        ({"mode": Mode.DEVELOPMENT, "public_url": "", "host": "0.0.0.0"}, "开发模式"),
    ],
)
def test_what_is_for_a_developers_machine_is_refused(changed: dict[str, Any], said: str) -> None:
    (problem,) = settings(**changed).problems()
    assert said in problem


def test_nothing_is_served_without_the_key_that_seals(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.seals.path.unlink()
    site.seals.make = False
    assert "JINGHE_SEAL_KEY_FILE" in examine(site.settings, site)["sealing"]
    with pytest.raises(SystemExit):
        make_ready(site)
    assert "JINGHE_SEAL_KEY_FILE" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_neither_door_opens_with_mails_on_the_screen(tmp_path: Path, command: str) -> None:
    assert "JINGHE_MAIL=console" in refused(command, JINGHE_MAIL="console", JINGHE_VAR=str(tmp_path))


def test_a_database_with_open_demo_accounts_is_not_served(demo: Site) -> None:
    for command in ("serve", "worker"):
        ours = {"JINGHE_VAR": str(demo.settings.var), "JINGHE_DATABASE_URL": demo.settings.database_url}
        assert "jinghe seed lock" in refused(command, **ours)
    demo.settings.mode = Mode.PRODUCTION
    assert "演示账号" in examine(demo.settings, demo)["accounts"]
    with demo.database.writing() as db:
        assert lock_demo(act_in(db, demo)) > 8
    assert examine(demo.settings, demo)["accounts"] == "ok"


def test_on_a_developers_machine_the_demo_is_welcome(demo: Site) -> None:
    assert examine(demo.settings, demo)["accounts"] == "ok"


def test_people_of_its_own_are_no_demo(site: Site, cast: Cast) -> None:
    site.settings.mode = Mode.PRODUCTION
    assert examine(site.settings, site)["accounts"] == "ok"


@pytest.mark.parametrize(
    ("changed", "called"),
    [
        ({}, []),
        ({"smtp_host": "mail.example", "smtp_port": 587}, ["mail.example:587"]),
        ({"mail": "console", "smtp_host": "mail.example"}, []),
        ({"database_url": "postgresql+psycopg://u:p@db.example/jinghe"}, ["db.example:5432"]),
        ({"database_url": "postgresql+psycopg://u:p@127.0.0.1:5433/jinghe"}, []),
        ({"database_url": "postgresql+psycopg://u@/jinghe?host=/run/postgresql"}, []),
        ({"database_url": "postgresql+psycopg://u@/jinghe?host=a:1&host=b:2"}, ["a:1", "b:2"]),
        ({"encoder": "BAAI/bge-m3"}, ["huggingface.co:443"]),
        ({"encoder": str(Path(__file__).parent)}, []),
    ],
)
def test_every_address_outside_is_named(changed: dict[str, Any], called: list[str]) -> None:
    named = list(addresses(settings(**changed)))
    assert len(named) == len(called)
    assert all(address in said for address, said in zip(called, named, strict=True))
    assert ":p@" not in "".join(named)
