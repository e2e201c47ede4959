"""Each address knows who asks, and what its parameters name."""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant

from app.accounts.access import signed_in
from app.core.routing import Route
from app.main import ROUTERS
from app.vocabulary.access import load_editor

DEMANDING = {signed_in, load_editor}
"""Every dependency that lets in only people who have signed in needs one of these."""
OPEN = frozenset[str]()


def parts(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for part in dependant.dependencies:
        yield from parts(part)


def walk(routers: Iterable[Any]) -> Iterator[Route]:
    for router in routers:
        for route in router.routes:
            if isinstance(route, Route):
                yield route
            else:
                yield from walk([route.original_router])


ROUTES = list(walk(ROUTERS))


def test_dump() -> None:
    routes = ROUTES
    print(len(routes))
    for r in routes:
        if not DEMANDING & {p.call for p in parts(r.dependant)}:
            print("OPEN", sorted(r.methods), r.path, r.name)
    for r in routes:
        read = {f.alias for p in parts(r.dependant) for f in p.path_params}
        import re

        names = set(re.findall(r"{(\w+)", r.path))
        if names - read:
            print("UNREAD", r.path, r.name, names - read)
        own = {f.alias for f in r.dependant.path_params}
        dep = {f.alias for p in parts(r.dependant) if p is not r.dependant for f in p.path_params}
        if own - dep:
            print("HANDLER", r.path, r.name, own - dep)
