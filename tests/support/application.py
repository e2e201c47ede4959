"""The one application of this process: to draw up its addresses takes a second, to let another site live in it nothing."""

from app.core.routing import Application
from app.core.site import Site
from app.main import create_app, inhabit
from app.worker import Worker

_MADE: list[Application] = []


def application(site: Site, worker: Worker | None = None) -> Application:
    """The application, in which this site lives until another one does. A test that adds addresses to it, runs it in
    production or serves two sites at a time makes one of its own, with `create_app`."""
    if not _MADE:
        _MADE.append(create_app(site))
    inhabit(_MADE[0], site, worker)
    return _MADE[0]
