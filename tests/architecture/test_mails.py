"""Every mail says what it is about, and every kind of thing it is about has a rule that is asked before it is sent."""

import ast
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_type_hints

from app.core.addresses import checked_email
from app.core.forms import FormModel
from app.core.mail import Email
from app.core.occasions import Occasion
from app.core.site import Site
from scenarios import occasions as needs
from scenarios.emails import owning, reviewing
from scenarios.matches import occasions as matches
from scenarios.matches.emails import inquiries, offers, pairs
from scenarios.pilots import occasions as pilots
from scenarios.pilots.emails import beginning
from tests.architecture.test_source import SOURCES, name, tree


def _calls(path: Path, function: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function
    ]


def test_a_mail_cannot_be_made_without_saying_what_it_is_about() -> None:
    (about,) = [field for field in fields(Email) if field.name == "about"]
    assert about.default is MISSING
    assert about.default_factory is MISSING
    assert sum(len(_calls(path, "Email")) for path in SOURCES) >= 6


def test_only_mails_about_accounts_ask_nobody() -> None:
    """`OWN_ACCOUNT` is for a reader's own account; a mail that tells of anything else names it."""
    allowed = {"app/accounts/emails.py", "app/core/mail.py"}
    assert [name(p) for p in SOURCES if name(p) not in allowed and "OWN_ACCOUNT" in p.read_text("utf-8")] == []
    for path in SOURCES:
        for call in _calls(path, "Email"):
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            assert not any(isinstance(value, ast.Constant) and value.value is None for value in given), name(path)


def test_everything_that_mails_are_about_has_its_rule(site: Site) -> None:
    written = {
        value.value
        for path in SOURCES
        for call in _calls(path, "About")
        for value in call.args[:1]
        if isinstance(value, ast.Constant)
    }
    assert {"claim", "organisation", "invitation", "researcher", "answer", "match"} <= written
    assert written | {"scenario", "scenario_inside"} == set(site.slices.rules)


def test_only_the_outbox_writes_mails() -> None:
    """A row made elsewhere would be asked about nothing."""
    assert [name(p) for p in SOURCES if _calls(p, "Mail")] == ["app/core/mail.py"]


def _forms(base: type[FormModel] = FormModel) -> Iterator[type[FormModel]]:
    for form in base.__subclasses__():
        yield form
        yield from _forms(form)


def test_every_form_takes_the_one_kind_of_address(site: Site) -> None:
    """A looser pattern somewhere lets in what mail cannot reach."""
    site.slices.routers()  # imports every form
    fields_of_address = [
        (form.__name__, key, info) for form in _forms() for key, info in form.model_fields.items() if "email" in key
    ]
    assert len(fields_of_address) >= 10
    for form, key, info in fields_of_address:
        checks = [getattr(rule, "func", None) for rule in info.metadata]
        assert checked_email in checks, (form, key)


def test_every_mail_of_a_slice_has_its_occasion() -> None:
    """Whom a mail concerns stands in one table; only what an action sends to one person of its choice is not in it."""
    told = [one.mail for table in (needs, matches, pilots) for one in vars(table).values() if isinstance(one, Occasion)]
    assert len(told) == len(set(told)) > 20
    written = {
        made
        for module in (reviewing, owning, pairs, offers, inquiries, beginning)
        for made in vars(module).values()
        if getattr(made, "__module__", "") == module.__name__ and get_type_hints(made).get("return") is Email
    }
    helpers = {
        reviewing.inside,
        reviewing.outside,
        reviewing._written,
        offers._waits,
        offers._contacts,
        offers._expired,
    }
    assert written - helpers - set(told) == {matches.HANDED_TO_CURATOR.mail}
