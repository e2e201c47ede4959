"""The rows of the table of mails: what each is made by, to whom it goes, and its topic."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Generic, ParamSpec

from app.core.mail import Email
from app.core.topics import Topic

P = ParamSpec("P")


@dataclass(frozen=True)
class Letter(Generic[P]):
    """A mail that an action sends to one person of its choice; called like the function that makes it."""

    mail: Callable[P, Email]
    topic: Topic

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Email:
        return replace(self.mail(*args, **kwargs), topic=self.topic.key)


def letter(topic: Topic) -> Callable[[Callable[P, Email]], Letter[P]]:
    """Puts the function that makes a mail into the table."""
    return lambda mail: Letter(mail, topic)


@dataclass(frozen=True)
class Occasion:
    """Something that people are told of, one row of a slice's table: whom it concerns, the mail each of them gets, and
    its topic.

    Audience and mail are given the thing and whatever else is said, the audience after the act, the mail after its reader.
    """

    audience: Callable[..., Iterable[Any]]
    mail: Callable[..., Email]
    topic: Topic

    def __call__(self, person: Any, *said: Any) -> Email:
        """The mail to one of them."""
        return replace(self.mail(person, *said), topic=self.topic.key)


Mailed = Letter[...] | Occasion


def mails_of(*modules: ModuleType) -> Mapping[str, Mailed]:
    """Every letter and occasion of these modules, by package and name."""
    return {
        f"{(module.__package__ or '').rpartition('.')[2]}.{name.lower()}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Letter | Occasion)
    }
