"""Each address says who may ask, and something reads each of its parameters."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant

from app.accounts.access import signed_in
from app.core.routing import Route
from app.core.slices import Slices
from app.slices import SLICES
from app.vocabulary.access import load_editor

PARAMETER = re.compile(r"\{(\w+)")
DEMANDING = {signed_in, load_editor}
"""What demands a person; every other dependency that does is made of one of these."""
OPEN = """
pages.home pages.help pages.search pages.search_why pages.paste_box pages.paste
accounts.sign_up accounts.sign_up_now accounts.verify accounts.verify_link accounts.verify_code accounts.verify_resend
accounts.sign_in accounts.sign_in_now accounts.ask_code accounts.send_code accounts.enter_code accounts.sign_in_by_code
accounts.sign_out accounts.reset accounts.send_reset accounts.reset_sent accounts.reset_link accounts.reset_now
accounts.language accounts.terms accounts.privacy accounts.email_link accounts.confirm_email accounts.invitation
accounts.organisations accounts.organisation
accounts.unsubscribe accounts.unsubscribe_now accounts.unsubscribe_undo
suppliers.directory suppliers.show suppliers.file suppliers.confirm suppliers.confirmed
scenarios.board scenarios.show scenarios.by_code scenarios.file scenarios.record scenarios.batches scenarios.batch
answers.box matches.gaps exchange.exports exchange.export quality.show papers.check
demonstrations.list demonstrations.lessons demonstrations.progress demonstrations.of_pilot demonstrations.show
demonstrations.record demonstrations.designation pilots.show bids.tender panels.show
awards.show awards.protocol
"""
"""Addresses for everybody, whether signed in or not: the public pages, and the ways in."""
THINGS = {"public_id", "number", "person_id"}
"""Parameters that name a thing with rights of its own: loading it is checking, so a dependency reads them. The others
name a part of it (a file, a section), a deed in a table, or a word."""
IN_THE_HANDLER = """
accounts.discard_kept accounts.end_sign_in accounts.end_stake accounts.retry_trouble suppliers.show
"""
"""Her own sign-in and her own stake, which the action looks for among hers; a failed job, which has no rights of its
own; a supply's page, to which its published code leads too."""


def walk(routers: Iterable[Any]) -> Iterator[Route]:
    for router in routers:
        for route in router.routes:
            if isinstance(route, Route):
                yield route
            else:
                yield from walk([route.original_router])


ROUTES = list(walk(Slices(SLICES).routers()))


def test_whoever_may_get_may_ask_for_the_head() -> None:
    asked = [(route.path, route.methods or set()) for route in ROUTES if "GET" in (route.methods or ())]
    assert len(asked) > 100
    assert [path for path, methods in asked if "HEAD" not in methods] == []


def parts(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for part in dependant.dependencies:
        yield from parts(part)


def test_who_may_ask_without_signing_in_is_listed_by_name() -> None:
    assert len(ROUTES) > 190
    found = [r.name for r in ROUTES if not DEMANDING & {part.call for part in parts(r.dependant)}]
    assert sorted(found) == sorted(OPEN.split())


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.name}-{'-'.join(sorted(route.methods))}")
def test_something_reads_every_parameter(route: Route) -> None:
    named = set(PARAMETER.findall(route.path))
    assert named == {f.alias for part in parts(route.dependant) for f in part.path_params}
    checked = {f.alias for part in route.dependant.dependencies for inner in parts(part) for f in inner.path_params}
    assert route.name in IN_THE_HANDLER.split() or named & THINGS <= checked
