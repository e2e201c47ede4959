"""The worker of this site."""

from app.core.site import Site
from app.worker import Worker


def make_worker(site: Site) -> Worker:
    """A worker that knows every job of the site, and what the clock sets off."""
    return Worker(site, site.slices.handlers(), site.slices.timers())
