"""The site's programs as processes of their own, to be killed."""

import os
import subprocess
import sys

from sqlalchemy import update
from sqlmodel import col

from app.core.models import Job, Mail
from app.core.site import Site


def start(site: Site, *arguments: str, **settings: str) -> "subprocess.Popen[bytes]":
    """Run `jinghe` on the site's database with the cheap encoder; `settings` are environment variables."""
    environment = os.environ | {
        "JINGHE_DATABASE_URL": site.settings.database_url,
        "JINGHE_VAR": str(site.settings.var),
        "JINGHE_SECRET": site.settings.secret.get_secret_value(),
        "JINGHE_ENCODER": "hashing",
        "JINGHE_HOST": "127.0.0.1",
        "JINGHE_PUBLIC_URL": "",
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def expire_leases(site: Site) -> None:
    """What a minute of waiting does after a worker died."""
    with site.database.writing() as db:
        for table in (Job, Mail):
            held = update(table).where(col(table.lease_until).is_not(None))
            db.connection().execute(held.values(lease_until=site.clock.now()))
