"""A cheap deterministic encoder for tests: hashed terms, no model, no torch."""

import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np

from matching import text as texts_
from matching.encoders.base import Matrix, Progress, normalised

_CHARACTERS = 400


class HashingEncoder:
    """Counts of character pairs and words, hashed into ``dimension`` signed places.

    Texts that share words are near each other and others are not, which is all a test of the site
    needs. It knows nothing of meaning.
    """

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.fingerprint = f"hashing-{dimension}/v1"

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for index, text in enumerate(texts):
            for term, count in Counter(texts_.terms(text)).items():
                code = zlib.crc32(term.encode())
                rows[index, code % self.dimension] += count if code >> 31 else -count
            if progress is not None:
                progress(index + 1, len(texts))
        return normalised(rows)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[Matrix]:
        pieces = [
            [text[at : at + _CHARACTERS] for at in range(0, len(text), _CHARACTERS)][:8] or [""] for text in texts
        ]
        vectors = self.encode_passages([piece for group in pieces for piece in group], progress)
        cuts = np.cumsum([len(group) for group in pieces])[:-1]
        return [np.ascontiguousarray(part) for part in np.split(vectors, cuts)] if pieces else []
