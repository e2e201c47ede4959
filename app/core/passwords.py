"""Passwords: Argon2id with the OWASP profile, a few at a time."""

from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST, LONGEST = 10, 200
_HASHER = PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))
# Each hash takes 19 MiB and a core for 30 ms: a flood of sign-ins must not take the machine.
_AT_ONCE = BoundedSemaphore(4)
_DUMMY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether they fit. Without a hash a dummy is checked, so that the time does not tell whether an account exists."""
    with _AT_ONCE:
        fits = _HASHER.verify(password[:LONGEST], hashed or _DUMMY)
    return fits and hashed is not None


def too_weak(password: str, *words: str) -> bool:
    """Whether it is short, all of one character, a plain run, or made of the person's own words."""
    lowered = password.lower()
    return (
        len(password) < SHORTEST
        or len(set(password)) < 4
        or lowered in {"1234567890", "password123", "qwertyuiop", "0123456789", "password1234"}
        or any(len(word) >= 4 and word.lower() in lowered for word in words)
    )
