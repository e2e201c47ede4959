"""Which handler carries out which job, and what the clock sets off."""

from app.core.site import Site
from app.indexing.handlers import HANDLERS as INDEXING
from app.worker import Handler, Timer, Worker
from scenarios.actions.clockwork import tick as needs

HANDLERS: dict[str, Handler] = {**INDEXING}
TIMERS: tuple[Timer, ...] = (needs,)


def make_worker(site: Site) -> Worker:
    """A worker that knows every job of the site."""
    return Worker(site, HANDLERS, TIMERS)
