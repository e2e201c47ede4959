"""Which handler carries out which job, and what the clock sets off."""

from app.accounts.timers import escalate_claims
from app.core.once import sweep as forget_deeds
from app.core.site import Site
from app.core.throttle import sweep as forget_tries
from app.demo.deciding import HANDLERS as DEMO
from app.exchange.handlers import HANDLERS as EXCHANGE
from app.indexing.handlers import HANDLERS as INDEXING
from app.indexing.handlers import reindex_stale
from app.quality.timers import HANDLERS as QUALITY
from app.quality.timers import learn_weekly
from app.worker import Handler, Timer, Worker
from scenarios.actions.clockwork import tick as needs
from scenarios.matches.actions.answering import TIMERS as ANSWERS

HANDLERS: dict[str, Handler] = {**INDEXING, **EXCHANGE, **QUALITY, **DEMO}
TIMERS: tuple[Timer, ...] = (needs, *ANSWERS, escalate_claims, reindex_stale, learn_weekly, forget_deeds, forget_tries)


def make_worker(site: Site) -> Worker:
    """A worker that knows every job of the site."""
    return Worker(site, HANDLERS, TIMERS)
