"""What is sealed of a bid, as one document, and the text of a submission, whose hash stands on the receipt. Pure."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

TECHNICAL: Final = ("plan", "kpis", "resources")
"""Sections that are scored before anybody knows whose they are."""
NAMED: Final = ("named",)


@dataclass(frozen=True)
class BidFile:
    """An attachment: where its ciphertext lies (`blob`), and the hash of what is in it. `kind` is a code of
    `labels.FILE_KINDS`; `later` marks one that came after the unsealing."""

    id: str
    kind: str
    name: str
    mime: str
    size: int
    sha256: str
    blob: str
    later: bool = False


def _salt() -> str:
    return secrets.token_hex(16)


@dataclass
class Body:
    """All that the bidders have typed: by section what is saved (`said`) and what is not yet (`raw`, as typed), and what
    they have attached. `salt` keeps the hash from being guessed at."""

    salt: str = field(default_factory=_salt)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    raw: dict[str, Any] | None = None
    files: list[BidFile] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def of(cls, plain: bytes) -> "Body":
        read = json.loads(plain)
        return cls(read["salt"], read["said"], read["raw"], [BidFile(**one) for one in read["files"]])

    def value(self, section: str, name: str, missing: Any = "") -> Any:
        return self.said.get(section, {}).get(name, missing)

    def has(self, kind: str) -> bool:
        """Whether a paper of this kind is attached."""
        return any(one.kind == kind for one in self.files)

    def file(self, file_id: str) -> BidFile | None:
        return next((one for one in self.files if one.id == file_id), None)


def text_of(bid: str, need: str, houses: Sequence[str], body: Body) -> bytes:
    """The text of a submission: what was said, who bids (the lead first), and the hash of each file, always in the same
    bytes. `bid` and `need` are public ids."""
    files = [{"kind": one.kind, "name": one.name, "sha256": one.sha256, "size": one.size} for one in body.files]
    said = {"bid": bid, "need": need, "houses": list(houses), "salt": body.salt, "said": body.said, "files": files}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def print_code(bid: str, body: Body) -> str:
    """The check code of the paper that is stamped: of what was said, for the scan of it is one of the files."""
    said = json.dumps([bid, body.salt, body.said], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def digest(content: Any) -> str:
    """The SHA-256 of plain content as JSON with sorted keys."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()
