"""Listing, suspending and relisting: the moves of a supply's life, with what follows from each."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlmodel import Session

from app.accounts.models import OrganisationState
from app.core import history, jobs
from app.core.acting import Act
from app.core.errors import Invalid
from app.core.forms import field_of, read_texts
from app.core.i18n import gettext as _
from app.core.i18n import sentences
from app.core.personal.asking import ask, told
from app.core.personal.declaring import keys_of
from suppliers.lifecycle import SUPPLY, SupplyEvent, SupplyState
from suppliers.models import Supply
from suppliers.queries import organisation_of, values_of
from suppliers.sections import LABELS, sections_of
from suppliers.values import SupplyValues, public_content


def obstacles(values: SupplyValues, organisation_state: OrganisationState) -> list[str]:
    """Why this cannot be listed yet, as sentences; empty when it can."""
    found: list[str] = []
    if organisation_state is not OrganisationState.VERIFIED:
        found.append(_("单位还没有通过核验。核验通过前可以先存草稿，通过后再发布。"))
    if not values.name.strip():
        found.append(_("还没有填写名称。"))
    if not values.description.strip():
        found.append(_("还没有填写说明。"))
    if not values.words("field"):
        found.append(_("还没有选择适用行业。"))
    if not values.has_contact:
        found.append(_("还没有留下联系人和电话或邮箱。"))
    return found


def public_texts(values: SupplyValues) -> Iterator[str]:
    """The texts that others will read."""
    for section in sections_of(values.kind):
        yield from (text for _name, text in read_texts(section.form, section.shown(values)))


def exposed(values: SupplyValues, known: Collection[str]) -> list[str]:
    """What the texts tell about people that is not `known` as declared, a sentence a text; no reason passes over it."""
    found: list[str] = []
    for section in sections_of(values.kind):
        for name, text in read_texts(section.form, section.shown(values)):
            if asked := ask(text, known):
                sentence = _("“{field}”里写了{found}，别人会看到：请打开“{section}”删去，或者说明为什么可以公开。")
                label = _(LABELS[field_of(name)])
                found.append(sentence.format(field=label, found=told(asked.finds), section=_(section.label)))
    return found


def list_supply(act: Act, supply: Supply, *, waiver: str = "", values: SupplyValues | None = None) -> None:
    """Show it to everybody, for the first time or again. Who has just written it hands in its `values`.

    Raises `Invalid` with every obstacle in its sentence; a `waiver`, the office's reason, passes over all but what the
    texts tell about people. `Conflict` when it is listed already.
    """
    values = values or values_of(act.db, supply)
    in_the_way = [] if waiver else obstacles(values, organisation_of(act.db, supply).state)
    in_the_way += exposed(values, keys_of(act.db, supply))
    if in_the_way:
        raise Invalid(sentences(*in_the_way))
    event = SupplyEvent.LIST if supply.state is SupplyState.DRAFT else SupplyEvent.RELIST
    history.move(act, supply, SUPPLY, event, note=waiver, listed_at=act.now, updated_at=act.now)
    history.revise(act, "supply", supply.id, event.value, public_content(values), waiver)
    reindex(act.db, supply, act.now)


def suspend_supply(act: Act, supply: Supply, *, note: str = "") -> None:
    """Take it out of the directory and of every match; it can come back."""
    history.move(act, supply, SUPPLY, SupplyEvent.SUSPEND, note=note, updated_at=act.now)
    reindex(act.db, supply, act.now)


def reindex(db: Session, supply: Supply, now: datetime) -> None:
    """Bring the index up to date with this supply."""
    jobs.enqueue(db, jobs.Reindex("supply", supply.id), now, key=f"reindex:supply:{supply.id}")
