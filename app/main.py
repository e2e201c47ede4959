"""The web site: one FastAPI application over a `Site`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from app.accounts.access import identify, vocabulary_editor
from app.core import failures, health
from app.core.doors import Doors
from app.core.errors import NotFound
from app.core.html import STATIC
from app.core.once import Once
from app.core.routing import Application, Router
from app.core.security import Envelope, SameSite
from app.core.site import Site
from app.pages.navigation import navigation
from app.worker import Worker

# One-click unsubscribe (RFC 8058) comes from a mail server, without cookie and without an origin of ours.
FROM_ELSEWHERE = ("/unsubscribe/",)


def create_app(site: Site, worker: Worker | None = None) -> Application:
    """The application; `worker` runs beside it in its lanes until the application stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        served: Site = app.state.site
        beside: Worker | None = app.state.worker
        served.index.start()
        if beside is not None:
            beside.start()
        yield
        if beside is not None:
            beside.stop()
        served.index.stop()
        served.database.close()

    app = Application(
        title="Jinghe",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    settings = site.settings
    inhabit(app, site, worker)
    app.state.identify = identify
    app.state.navigation = navigation
    app.state.vocabulary_editor = vocabulary_editor
    failures.install(app)
    app.include_router(health.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in (*site.slices.routers(), nowhere):
        app.include(router)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(SameSite, origin=settings.origin, exempt=lambda path: path.startswith(FROM_ELSEWHERE))
    quiet = site.slices.is_unspoken
    app.add_middleware(Envelope, https=settings.production, language=settings.language, unspoken=quiet)
    return app


def inhabit(app: FastAPI, site: Site, worker: Worker | None = None) -> None:
    """Let the application serve this site; the addresses, which take long to draw up, stay."""
    app.state.site, app.state.worker = site, worker
    app.state.doors = Doors(site.settings.requests_at_once, site.settings.largest_body)
    app.state.once = Once(site)


nowhere = Router()


@nowhere.get("/{path:path}", name="nowhere")
def _nowhere() -> None:
    """An address nobody knows: the same page as for one that must not be known, with the viewer's own navigation."""
    raise NotFound
