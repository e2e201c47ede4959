"""Vectors kept on disk by content hash and model, so that a second run encodes nothing."""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from matching.encoders.base import Encoder, Matrix, Progress

_UNSAFE = re.compile(r"[^\w.-]+")
_CHUNK = 256  # texts between two commits: what a crash may lose


class CachedEncoder:
    """An encoder that remembers; itself an ``Encoder`` with the same fingerprint.

    :param folder: where the file ``<fingerprint>.sqlite`` lies; made when missing
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        name = _UNSAFE.sub("--", encoder.fingerprint)
        self._rows = sqlite3.connect(folder / f"{name}.sqlite", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode=WAL")
        self._rows.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID")

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return _stack(self._remembered("query", texts, self._query_rows, None), self.dimension)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        found = self._remembered("passage", texts, self._passage_rows, progress)
        return _stack(found, self.dimension)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[Matrix]:
        return self._remembered("document", texts, self._encoder.encode_documents, progress)

    def _query_rows(self, texts: Sequence[str]) -> list[Matrix]:
        return [row[None] for row in self._encoder.encode_queries(texts)]

    def _passage_rows(self, texts: Sequence[str]) -> list[Matrix]:
        return [row[None] for row in self._encoder.encode_passages(texts)]

    def _remembered(
        self,
        purpose: str,
        texts: Sequence[str],
        encode: Callable[[Sequence[str]], list[Matrix]],
        progress: Progress | None,
    ) -> list[Matrix]:
        keys = [hashlib.sha256(f"{purpose}\n{text}".encode()).digest()[:16] for text in texts]
        found = {key: body for key in set(keys) if (body := self._get(key)) is not None}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        # similar lengths share a chunk, so that batches inside it hold little padding
        order = sorted(missing, key=lambda key: len(missing[key]))
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            fresh = dict(zip(chunk, encode([missing[key] for key in chunk]), strict=True))
            self._put(fresh)
            found |= fresh
            if progress is not None:
                progress(min(start + _CHUNK, len(order)), len(order))
        return [found[key] for key in keys]

    def _get(self, key: bytes) -> Matrix | None:
        row = self._rows.execute("SELECT body FROM vectors WHERE key = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], np.float32).reshape(-1, self.dimension)

    def _put(self, fresh: dict[bytes, Matrix]) -> None:
        rows = [(key, body.tobytes()) for key, body in fresh.items()]
        self._rows.execute("BEGIN IMMEDIATE")
        self._rows.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        self._rows.execute("COMMIT")


def _stack(found: list[Matrix], dimension: int) -> Matrix:
    return np.concatenate(found) if found else np.zeros((0, dimension), np.float32)
