"""Tokens that stand in mails for years: signed, and showing nothing of what they say.

A token says who and what in 32 bytes that are masked by a stream made from their own authentication code (as in SIV), so
that the same wish has the same token, a changed one is none, and nobody reads an id or a topic in it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from sqlmodel import Session

from app.core.ids import token
from app.core.models import SiteSecret
from app.core.upserts import insert_into

UNSUBSCRIBE = "unsubscribe"
TAG, NUMBER, WORD = 16, 8, 24
"""Bytes of the code, of the number and of the word; together 48, which are 64 characters."""


def secret_of(db: Session, name: str = UNSUBSCRIBE) -> bytes:
    """The secret of this name; a transaction that writes makes it where there is none yet."""
    row = db.get(SiteSecret, name)
    if row is None:
        made = insert_into(db, SiteSecret).values(name=name, value=token())
        db.connection().execute(made.on_conflict_do_nothing())
        row = db.get_one(SiteSecret, name, populate_existing=True)
    return row.value.encode()


def known_secret(db: Session, name: str = UNSUBSCRIBE) -> bytes:
    """The secret for a transaction that only reads; empty where no token was ever given out."""
    row = db.get(SiteSecret, name)
    return row.value.encode() if row is not None else b""


def sealed(secret: bytes, number: int, word: str) -> str:
    """The token that says this number and this word of at most 24 bytes."""
    said = number.to_bytes(NUMBER, "big") + word.encode().ljust(WORD, b"\0")
    code = _code(secret, b"code", said)[:TAG]
    return urlsafe_b64encode(code + _masked(secret, code, said)).decode()


def opened(secret: bytes, sealed_text: str) -> tuple[int, str] | None:
    """The number and the word of a token; None where it is none of ours."""
    try:
        raw = urlsafe_b64decode(sealed_text.encode("ascii"))
    except (Error, ValueError):
        return None
    code, said = raw[:TAG], _masked(secret, raw[:TAG], raw[TAG:])
    if (
        not secret
        or len(raw) != TAG + NUMBER + WORD
        or not hmac.compare_digest(_code(secret, b"code", said)[:TAG], code)
    ):
        return None
    return int.from_bytes(said[:NUMBER], "big"), said[NUMBER:].rstrip(b"\0").decode()


def _masked(secret: bytes, code: bytes, said: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(said, _code(secret, b"mask", code), strict=False))


def _code(secret: bytes, purpose: bytes, text: bytes) -> bytes:
    return hmac.digest(secret, purpose + b":" + text, "sha256")
