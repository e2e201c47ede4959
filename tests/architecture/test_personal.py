"""Whoever adds a text to a form says who reads it: what is not marked as read by others is nobody's to check."""

import importlib
import pkgutil
from collections.abc import Iterator

import app
import scenarios
import suppliers
from app.core.forms import FormModel, blank
from app.core.personal.asking import READ_BY_OTHERS

LONG = 200
"""From here on a field invites sentences."""
INSIDE = {
    "app.accounts": "what people say to the office, and their own names, addresses and passwords",
    "app.digests": "what somebody searches for herself",
    "app.exchange": "reasons of the office",
    "app.reports": "reasons of the office",
    "app.vocabulary": "words of the trade, by the office",
    "scenarios.bids": "sealed, and read by a panel alone; names stand in a part of their own",
    "scenarios.panels": "who may be drawn, kept by the office; what bidders and everybody read is marked",
    "scenarios.pilots": "between two sides whose contacts are open to each other",
}
"""Packages whose other texts stay inside, and why."""
ALSO = {
    "HandOverForm.note": "to a colleague of the house",
    "ReturnForm.note": "to a colleague of the house",
    "PasteForm.text": "searched with, and kept by nobody",
    "PastedNeed.text": "read into the form, where it is checked",
    "Introduction.text": "read into the form, where it is checked",
    "DeskForm.note": "bound again by the form of each deed",
    "EntryForm.body": "the curators' own case notes",
    "StepForm.body": "the curators' own case notes",
    "Research.people": "those who made a result are named",
}


def forms(base: type[FormModel] = FormModel) -> Iterator[type[FormModel]]:
    for one in base.__subclasses__():
        yield one
        yield from forms(one)


def test_every_long_text_says_who_reads_it() -> None:
    for package in (app, scenarios, suppliers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "forms" in module.name.split("."):
                importlib.import_module(module.name)
    found, unsaid = 0, []
    for model in forms():
        if model.__module__.split(".")[0] not in {"app", "scenarios", "suppliers"}:
            continue
        for name, info in model.model_fields.items():
            if info.annotation is not str or int(blank(model).attrs(name).get("maxlength", 0)) < LONG:
                continue
            found += 1
            kept = any(model.__module__.startswith(package) for package in INSIDE)
            kept = kept or f"{model.__name__}.{name}" in ALSO or name.endswith("email")
            if READ_BY_OTHERS not in info.metadata and not kept:
                unsaid.append(f"{model.__module__}.{model.__name__}.{name}")
    assert found > 60
    assert unsaid == []
