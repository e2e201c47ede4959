"""What people can do with a thing, one row a deed: buttons, checks, refusals and the cells of the tests are drawn from it.

A deed is refused for one of two reasons, and whoever is refused reads which: the thing has moved on (409), or she lacks
something, which is named (403).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

from sqlmodel import SQLModel

from app.core.acting import Act
from app.core.errors import Conflict, Forbidden
from app.core.forms import FormModel
from app.core.i18n import gettext as _
from app.core.i18n import sentences
from app.core.lifecycle import Lifecycle
from app.core.personal.declaring import declare

Who = TypeVar("Who")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Deed(Generic[Who, Thing]):
    """Sentences are marked for the catalogue. A deed with a page of its own has no `act`: its handler carries it out.

    `lacks` names what this person has not got, "" when nothing is missing. `act` is given what the form says, and may
    return a sentence that says more than `done`. `when` says in which states it can be done, where that is not plain.
    """

    label: str
    possible: Callable[[Thing], bool]
    lacks: Callable[[Who, Thing], str]
    done: str = ""
    form: type[FormModel] = FormModel
    act: Callable[[Act, Thing, Any], str | None] | None = None
    when: str = ""

    def allowed(self, who: Who, thing: Thing) -> bool:
        return self.possible(thing) and not self.lacks(who, thing)

    def require(self, who: Who, thing: Thing, moved_on: Callable[[], str]) -> None:
        """Raises `Conflict` with the sentence of `moved_on` where the state has no room for it, else `Forbidden`."""
        if not self.possible(thing):
            raise Conflict(sentences(moved_on(), _(self.when)))
        if missing := self.lacks(who, thing):
            raise Forbidden(_(missing))

    def carry_out(self, act: Act, thing: Thing, said: FormModel) -> str:
        """Do it, and keep what is declared about people with it; the sentence that is shown afterwards."""
        assert self.act is not None
        done = self.act(act, thing, said) or _(self.done)
        row = self.row_of(thing)
        if said.declared and row is not None:
            declare(act, row, said.declared)
        return done

    def row_of(self, thing: Thing) -> SQLModel | None:
        """The row a deed is about: the thing itself, or the one among what is loaded with it. None where each deed writes
        a row of its own, and keeps what is declared with that."""
        return cast("SQLModel | None", getattr(thing, "one", thing))


def open_to(deeds: Mapping[str, Deed[Who, Thing]], who: Who, thing: Thing) -> dict[str, Deed[Who, Thing]]:
    """The deeds that this person may do now: the buttons of a page, by name."""
    return {name: deed for name, deed in deeds.items() if deed.allowed(who, thing)}


def during(lifecycle: Lifecycle[Any, Any], event: StrEnum) -> Callable[[Any], bool]:
    """Whether `event` can happen to a thing in its state."""
    return lambda thing: event in lifecycle.events_from(thing.state)
