"""State machines as data: what can happen to a thing, and what becomes of it.

A lifecycle is pure. `app.core.history.move` carries a move out; buttons and diagrams are drawn from the same data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


class ImpossibleMove(Exception):
    """This event cannot happen in this state."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        self.state, self.event = state, event
        super().__init__(f"{event} cannot happen in {state}")


@dataclass(frozen=True)
class Lifecycle(Generic[State, Event]):
    """`moves` maps (state, event) to the state that follows; `initial` is where a new row starts."""

    name: str
    initial: State
    moves: dict[tuple[State, Event], State]

    def after(self, state: State, event: Event) -> State:
        """The state that follows, or `ImpossibleMove`."""
        try:
            return self.moves[state, event]
        except KeyError:
            raise ImpossibleMove(state, event) from None

    def events_from(self, state: State) -> tuple[Event, ...]:
        """What can happen now, in the order of the table: the buttons of a page."""
        return tuple(event for source, event in self.moves if source == state)

    def states(self) -> frozenset[State]:
        return frozenset({self.initial, *(s for s, _ in self.moves), *self.moves.values()})

    def terminal(self) -> frozenset[State]:
        """States that nothing leaves."""
        return self.states() - {source for source, _ in self.moves}

    def reachable(self) -> frozenset[State]:
        """States that a new row can come to."""
        seen, waiting = {self.initial}, [self.initial]
        while waiting:
            here = waiting.pop()
            for (source, _event), target in self.moves.items():
                if source == here and target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return frozenset(seen)

    def path_to(self, target: State) -> tuple[Event, ...]:
        """The shortest way from `initial` to `target`, as events; raises `ValueError` where there is none."""
        ways: dict[State, tuple[Event, ...]] = {self.initial: ()}
        waiting = [self.initial]
        while waiting and target not in ways:
            here = waiting.pop(0)
            for (source, event), state in self.moves.items():
                if source == here and state not in ways:
                    ways[state] = (*ways[here], event)
                    waiting.append(state)
        if target not in ways:
            raise ValueError(f"{self.name} never comes to {target}")
        return ways[target]

    def to_mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = [f"    {source} --> {target}: {event}" for (source, event), target in self.moves.items()]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.initial}", *lines])


def moves(*rows: tuple[State | Iterable[State], Event, State]) -> dict[tuple[State, Event], State]:
    """A table of moves, where a row may name several states that the same event leaves."""
    table: dict[tuple[State, Event], State] = {}
    for sources, event, target in rows:
        for source in [sources] if isinstance(sources, StrEnum) else sources:
            if (source, event) in table:
                msg = f"two moves for {event} in {source}"
                raise ValueError(msg)
            table[source, event] = target  # type-narrowed by the isinstance above
    return table
