"""One request, one thread: who asks, what the address names, the handler, the commit and a failure's page.

FastAPI describes what a handler needs; it would give each synchronous part a thread of its own, and while the parts
wait for threads the first of them holds a transaction: forty-eight visitors were enough to stop the site. Here the
parts are filled in one after the other in the thread that carries the request (`app.core.doors`), and the transaction
ends before that thread is given back.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property, partial
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.datastructures import URLPath
from starlette.requests import ClientDisconnect
from starlette.routing import NoMatchFound

from app.core import failures
from app.core.doors import Doors


class Route(APIRoute):
    """An address whose handler runs in one thread. Whoever may GET it may ask for its head."""

    def __init__(self, path: str, endpoint: Callable[..., Any], *, methods: Any = None, **more: Any) -> None:
        wanted = set(methods or ("GET",))
        super().__init__(path, endpoint, methods=wanted | ({"HEAD"} if "GET" in wanted else set()), **more)
        _refuse_foreign(self.dependant, path)

    def get_route_handler(self) -> Any:
        return partial(_answer, self.dependant)


class Router(APIRouter):
    """The addresses of a part of the site."""

    def __init__(self) -> None:
        super().__init__(route_class=Route)

    def include_router(self, router: APIRouter, **more: Any) -> None:
        """Take the addresses of a smaller part as its own, as they are. FastAPI would keep a tree, and walk it for every
        request."""
        if more:
            msg = f"{', '.join(more)}: addresses are taken as they are"
            raise TypeError(msg)
        self.routes.extend(router.routes)


class Application(FastAPI):
    """The addresses of all parts in one list, each found by its name at once: a page of a list asks for a hundred."""

    def include(self, router: Router) -> None:
        self.router.routes.extend(router.routes)

    @cached_property
    def _named(self) -> Mapping[str, Sequence[Route]]:
        named = defaultdict[str, list[Route]](list)
        for route in self.routes:
            if isinstance(route, Route):
                named[route.name].append(route)
        return dict(named)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The address of a handler; looked for among all where it has come since the first one was asked for."""
        for route in self._named.get(name, ()):
            with suppress(NoMatchFound):
                return route.url_path_for(name, **path_params)
        return super().url_path_for(name, **path_params)


def _refuse_foreign(dependant: Dependant, path: str) -> None:
    """A programmer's check, at import: nothing that FastAPI would await, read from the body or send by itself."""
    foreign = dependant.body_params or dependant.response_param_name or dependant.background_tasks_param_name
    if foreign or inspect.iscoroutinefunction(dependant.call) or inspect.isasyncgenfunction(dependant.call):
        msg = f"{path}: {dependant.call} needs what a handler in one thread does not get"
        raise TypeError(msg)
    for part in dependant.dependencies:
        _refuse_foreign(part, path)


async def _answer(dependant: Dependant, request: Request) -> Response:
    doors: Doors = request.app.state.doors
    try:
        form = request.state.form = await doors.body(request)
        # Whatever it waits for from here on is not its fault.
        request.state.arrived = request.app.state.site.clock.now()
        try:
            async with doors.place(request) as threads:
                return await to_thread.run_sync(respond, dependant, request, limiter=threads)
        finally:
            await form.close()
    except ClientDisconnect:
        return Response(status_code=failures.LEFT)
    except Exception as raised:  # noqa: BLE001 - every failure is a page
        return failures.answer(request, raised)


def respond(dependant: Dependant, request: Request) -> Response:
    """Carry the request from who asks to the commit; whatever is raised on the way is a page too."""
    try:
        request.app.state.identify(request)
        with ExitStack() as transaction:
            response: Response = _call(dependant, request, {}, transaction)
    except Exception as raised:  # noqa: BLE001 - every failure is a page
        response = failures.answer(request, raised)
    return response


def _call(part: Dependant, request: Request, known: dict[Any, Any], transaction: ExitStack) -> Any:
    """What `part` gives: the parts it needs, its parameters, then itself; each once a request."""
    if part.call not in known:
        values = dict[str, Any]()
        for need in part.dependencies:
            given = _call(need, request, known, transaction)
            if need.name is not None:  # one without a name only lets in
                values[need.name] = given
        values |= _parameters(part, request)
        assert part.call is not None
        if inspect.isgeneratorfunction(part.call):
            known[part.call] = transaction.enter_context(contextmanager(part.call)(**values))
        else:
            known[part.call] = part.call(**values)
    return known[part.call]


def _parameters(part: Dependant, request: Request) -> dict[str, Any]:
    given: Sequence[tuple[Any, Any]] = (
        (part.path_params, request.path_params),
        (part.query_params, request.query_params),
        (part.header_params, request.headers),
        (part.cookie_params, request.cookies),
    )
    values: dict[str, Any] = {}
    for fields, received in given:
        found, errors = request_params_to_args(fields, received)
        if errors:
            raise RequestValidationError(errors)
        values |= found
    if part.request_param_name:
        values[part.request_param_name] = request
    return values
