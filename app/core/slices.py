"""The parts of the site, each declared in one value; what is common to them asks here and names none of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Mapped
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, SQLModel, col

from app.core.mail import Email, Telling
from app.core.occasions import Mailed

Rule = Callable[[Session, Any, Telling, int, datetime], bool]
"""Whether this viewer may know of the thing of this id at this moment. The viewer is None for a stranger with a mailbox,
who has no account to ask."""
Ahead = Callable[[Session, Collection[int]], Sequence[object]]
"""Reads at once what a rule would read for each thing of these ids; as long as somebody holds it, the rule finds it in the
session."""


def ahead(db: Session, table: Any, ids: Collection[int], query: Any) -> Sequence[object]:
    """Those rows of a query, which begins with this table, that the session does not hold yet."""
    missing = [number for number in ids if identity_key(table, number) not in db.identity_map]
    return db.exec(query.where(col(table.id).in_(missing))).all() if missing else ()


Followers = Callable[[Session, int], Iterable[int]]
"""Ids of people who want to know what becomes of the thing of this id."""
Acquaintance = Callable[[Session, Any, int], bool]
"""Whether the contact of the thing of this id has been released to this viewer."""
Detaching = Callable[[Session, Collection[int]], None]
"""Removes what a part has worked out about things of these ids, which are about to go."""


@dataclass(frozen=True)
class Outcome:
    """One step that a thing has come to in another part of the site: its label, marked for the catalogue, when, and the
    address that tells of it, if any."""

    label: str
    at: datetime
    url: str = ""


Outcomes = Callable[[Session, int], Iterable[Outcome]]
"""What became of the thing of this id, as everybody may know it, in order."""
Credits = Callable[[Session, datetime, datetime], Iterable[tuple[int, datetime]]]
"""Matches that came to something between two moments, by id, with when; once for each time."""

Hindrances = Callable[[Session, int], Iterable[str]]
"""Sentences, marked for the catalogue, that say what must be settled elsewhere before the thing of this id goes public."""


@dataclass(frozen=True)
class Kept:
    """A kind of thing with a keeper: its table, the column of the keeper's id and that of the organisation's.

    `label` is its Chinese name, marked for the catalogue; columns are written as `col(Model.column)`.
    """

    label: str
    model: type[SQLModel]
    keeper: Mapped[Any]
    organisation: Mapped[Any]


@dataclass(frozen=True)
class Slice:
    """What one part brings along. Mappings are by the kind of thing that others ask about.

    `routes` names the module whose `router` holds its addresses, `work` those whose `HANDLERS` carry out its jobs and whose
    `TIMERS` the clock sets off: only the door that needs them imports them, so that the others open quickly.
    `unspoken` are beginnings of addresses of which no log and no figure may speak.
    `tables` are those that nothing else here leads to, so that a backup knows of them through whichever door it is made.
    `mails` is what it writes (`app.core.occasions.mails_of`), `samples` names the module whose `samples(site, reader)` shows
    one or more of each. `traces` are tables, each with a `person_id`, of what is hers alone: in her copy of her data, and
    gone with her account.
    """

    routes: str = ""
    unspoken: Sequence[str] = ()
    work: Sequence[str] = ()
    tables: Sequence[type[SQLModel]] = ()
    mails: Mapping[str, Mailed] = field(default_factory=dict)
    samples: str = ""
    kept: Sequence[Kept] = ()
    may_know: Mapping[str, Rule] = field(default_factory=dict)
    ahead: Mapping[str, Ahead] = field(default_factory=dict)
    followers: Mapping[str, Followers] = field(default_factory=dict)
    acquaintances: Mapping[str, Acquaintance] = field(default_factory=dict)
    detaching: Mapping[str, Detaching] = field(default_factory=dict)
    outcomes: Mapping[str, Outcomes] = field(default_factory=dict)
    hindrances: Mapping[str, Hindrances] = field(default_factory=dict)
    traces: Mapping[str, type[SQLModel]] = field(default_factory=dict)
    credits: Mapping[str, Credits] = field(default_factory=dict)


class Slices:
    """All parts of the site together."""

    def __init__(self, parts: Sequence[Slice]) -> None:
        self.parts = parts
        self.kept = [kept for part in parts for kept in part.kept]
        self.rules = {kind: rule for part in parts for kind, rule in part.may_know.items()}
        self.ahead = {kind: read for part in parts for kind, read in part.ahead.items()}
        self.mails = {name: mailed for part in parts for name, mailed in part.mails.items()}
        self.topics = {mailed.topic.key: mailed.topic for mailed in self.mails.values()}

    def routers(self) -> list[Any]:
        """In the order of the parts, which decides where two could answer."""
        return [import_module(part.routes).router for part in self.parts if part.routes]

    def is_unspoken(self, path: str) -> bool:
        """Whether nobody may learn from logs and figures that this address was asked for."""
        return any(f"{path}/".startswith(f"{start}/") for part in self.parts for start in part.unspoken)

    def handlers(self) -> dict[str, Callable[..., None]]:
        """Kind of job → who carries it out."""
        return {kind: handler for module in self._work() for kind, handler in getattr(module, "HANDLERS", {}).items()}

    def timers(self) -> list[Callable[[Any, datetime], None]]:
        return [timer for module in self._work() for timer in getattr(module, "TIMERS", ())]

    def followers(self, db: Session, kind: str, number: int) -> set[int]:
        """Everybody who follows a thing, for whatever reason."""
        asked = [part.followers[kind] for part in self.parts if kind in part.followers]
        return {person_id for followers in asked for person_id in followers(db, number)}

    def is_acquainted(self, db: Session, viewer: Any, kind: str, number: int) -> bool:
        """Whether somebody has been given the contact of a thing."""
        asked = [part.acquaintances[kind] for part in self.parts if kind in part.acquaintances]
        return viewer is not None and any(knows(db, viewer, number) for knows in asked)

    def detach(self, db: Session, kind: str, numbers: Collection[int]) -> None:
        """Let things go that are to be deleted."""
        for part in self.parts:
            if kind in part.detaching:
                part.detaching[kind](db, numbers)

    def outcomes(self, db: Session, kind: str, number: int) -> list[Outcome]:
        """What became of a thing, by part and in the order of each."""
        asked = [part.outcomes[kind] for part in self.parts if kind in part.outcomes]
        return [one for outcomes in asked for one in outcomes(db, number)]

    def hindrances(self, db: Session, kind: str, number: int) -> list[str]:
        """What other parts want settled before a thing goes public."""
        asked = [part.hindrances[kind] for part in self.parts if kind in part.hindrances]
        return [sentence for hindrances in asked for sentence in hindrances(db, number)]

    def samples(self, site: Any, reader: Any) -> dict[str, list[Email]]:
        """What each mail looks like to this reader, by the name of the mail; nothing of it is of anybody real."""
        modules = [import_module(part.samples) for part in self.parts if part.samples]
        return {name: emails for module in modules for name, emails in module.samples(site, reader).items()}

    def traces(self) -> dict[str, type[SQLModel]]:
        """What parts keep for one person alone, by the name it has in her copy."""
        return {name: table for part in self.parts for name, table in part.traces.items()}

    def credited(self, db: Session, step: str, first: datetime, last: datetime) -> list[tuple[int, datetime]]:
        """What matches came to of this step, whichever part knows of it."""
        asked = [part.credits[step] for part in self.parts if step in part.credits]
        return [one for came in asked for one in came(db, first, last)]

    def _work(self) -> list[Any]:
        return [import_module(name) for part in self.parts for name in part.work]
