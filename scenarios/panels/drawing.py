"""The draw of a panel, which anybody can repeat. Pure.

While bids still come in, the site publishes the SHA-256 of a secret; at the draw it publishes the secret. The seed is the
SHA-256 of the secret, the hash of the record of the unsealing and the hash of the pool: nobody knew the secret before,
no bidder knew the others' bids, and whoever enters experts knew neither. The order is that of SHA-256(seed|code).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

SEATED: Final = "seated"
SUBSTITUTE: Final = "substitute"
OWNER_SHARE: Final = 3
"""At most one in three comes from the owner's house."""
POOL_TIMES: Final = 3
"""How many times the size of the panel must be there to be drawn from."""


@dataclass(frozen=True)
class Candidate:
    """An expert as the draw needs her: what keeps her from judging, as a code, and whether she is of the owner's house."""

    code: str
    conflict: str = ""
    from_owner: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the published order; `outcome` is `seated`, `substitute`, or the code of a conflict."""

    code: str
    sha256: str
    outcome: str
    from_owner: bool


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def pool_hash(codes: Iterable[str]) -> str:
    return hashed("\n".join(sorted(codes)))


def seed_of(secret: str, unsealing: str, pool: str) -> str:
    return hashed(f"{secret}|{unsealing}|{pool}")


def in_order(seed: str, codes: Collection[str]) -> list[tuple[str, str]]:
    """(hash, code) in the order of the draw."""
    return sorted((hashed(f"{seed}|{code}"), code) for code in codes)


def draw(seed: str, pool: Sequence[Candidate], size: int) -> list[Line]:
    """Everybody in the order of the draw: the first who may judge are seated, as long as the share of the owner's house
    is not used up; the others follow if somebody leaves."""
    known, lines, seated = {one.code: one for one in pool}, list[Line](), list[Candidate]()
    for sha256, code in in_order(seed, known):
        one = known[code]
        outcome = one.conflict or (SEATED if fits(one.from_owner, seated, size) else SUBSTITUTE)
        if outcome == SEATED:
            seated.append(one)
        lines.append(Line(code, sha256, outcome, one.from_owner))
    return lines


def fits(from_owner: bool, seated: Sequence[Any], size: int) -> bool:
    """Whether there is a place for her beside those who are seated (anything with `from_owner`)."""
    room = len(seated) < size
    owners = sum(one.from_owner for one in seated)
    return room and (not from_owner or owners < size // OWNER_SHARE)


def following(
    lines: Sequence[Mapping[str, Any]],
    seated: Sequence[Any],
    taken: Collection[str],
    barred: Collection[str],
    size: int,
) -> int | None:
    """The place of the next in the order who takes a seat that became free: not one of `taken`, who have or had one, nor
    of `barred`, who may not judge meanwhile. None where nobody is left."""
    for place, line in enumerate(lines):
        free = line["outcome"] in {SEATED, SUBSTITUTE} and line["code"] not in {*taken, *barred}
        if free and fits(line["from_owner"], seated, size):
            return place
    return None


def stored(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [asdict(line) for line in lines]


def impartial(pool: Iterable[Candidate], size: int) -> int:
    """How many of a pool may be drawn, with the owner's house counted up to its share."""
    free = [one for one in pool if not one.conflict]
    owners = sum(one.from_owner for one in free)
    return len(free) - owners + min(owners, size // OWNER_SHARE * POOL_TIMES)
