"""Ids that people see: random, so that nobody can count our rows or guess a neighbour's address."""

import hashlib
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l: they are read aloud over the telephone


def public_id() -> str:
    """Twelve characters, about 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


TOKEN_LENGTH = 43
"""Characters of a token."""


def token() -> str:
    """A secret for a link or a cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is stored of a token: its SHA-256, so that a stolen table opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
