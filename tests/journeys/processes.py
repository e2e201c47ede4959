"""The site's programs as processes of their own, to be killed."""

import os
import subprocess
import sys

from sqlmodel import select

from app.core.models import Job, JobState
from app.core.site import Site


def start(site: Site, *arguments: str) -> "subprocess.Popen[bytes]":
    """Run `jinghe` on the site's database with the cheap encoder."""
    environment = os.environ | {
        "JINGHE_DATABASE_URL": site.settings.database_url,
        "JINGHE_VAR": str(site.settings.var),
        "JINGHE_ENCODER": "hashing",
        "JINGHE_HOST": "127.0.0.1",
        "JINGHE_PUBLIC_URL": "",
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
        for job in db.exec(select(Job).where(Job.state == JobState.RUNNING)).all():
            job.lease_until = site.clock.now()
            db.add(job)
