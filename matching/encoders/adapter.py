"""A linear adapter behind a model: take the common part out of its vectors, stretch what tells texts apart.

Vectors of small multilingual models sit in a narrow cone: every pair of texts has a cosine above
0.7, language and role decide much of the rest, and the mean says nothing about a text. The adapter
subtracts a mean for each role (query, passage) and language, multiplies by one symmetric matrix,
and normalises again. The matrix weighs directions by how much they vary between topics against
how much they vary between a query and its answers (probabilistic linear discriminant analysis,
Ioffe 2006; Prince and Elder 2007). Both are fitted in closed form by ``matching.evaluate.adapt``.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.encoders.base import Encoder, Matrix, Progress, normalised

FOLDER = Path(__file__).parent.parent / "adapters"
ROLES = ("query", "passage")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Adapter:
    """Means by ``"<role>-<language>"`` and the matrix, for one model whatever its route."""

    model: str
    means: dict[str, npt.NDArray[np.float32]]
    matrix: npt.NDArray[np.float32]

    @property
    def digest(self) -> str:
        """Eight hex digits of the numbers, for the fingerprint."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:8]

    def apply(self, vectors: Matrix, role: str, languages: Sequence[str]) -> Matrix:
        """Adapted vectors; rows of zeros (empty texts) stay zeros."""
        shifted = vectors.copy()
        for language in set(languages):
            rows = [row for row, other in enumerate(languages) if other == language]
            shifted[rows] -= self._mean(role, language)
        shifted[~vectors.any(axis=1)] = 0
        return normalised(shifted @ self.matrix)

    def _mean(self, role: str, language: str) -> npt.NDArray[np.float32]:
        if language in LANGUAGES:
            return self.means[f"{role}-{language}"]
        return np.asarray((self.means[f"{role}-zh"] + self.means[f"{role}-en"]) / 2)

    def to_json(self) -> str:
        stored = {"model": self.model, "dimension": len(self.matrix)}
        stored |= {name: _packed(mean) for name, mean in sorted(self.means.items())}
        half = self.matrix[np.triu_indices(len(self.matrix))]  # it is symmetric
        return json.dumps(stored | {"matrix": _packed(half)}, indent=1)

    @classmethod
    def from_json(cls, body: str) -> "Adapter":
        """Undo :meth:`to_json`.

        :raises ValueError: when the JSON is not an adapter
        """
        try:
            stored: dict[str, Any] = json.loads(body)
            names = [f"{role}-{language}" for role in ROLES for language in LANGUAGES]
            means = {name: _unpacked(stored[name]) for name in names}
            size = int(stored["dimension"])
            matrix = np.zeros((size, size), np.float32)
            matrix[np.triu_indices(size)] = _unpacked(stored["matrix"])
            return cls(stored["model"], means, matrix + np.triu(matrix, 1).T)
        except (KeyError, TypeError) as error:
            raise ValueError(f"This is not an adapter: {error}.") from error


def _packed(values: npt.NDArray[np.float32]) -> str:
    """Half precision in base64: a small file, and four digits are enough."""
    return base64.b64encode(values.astype("<f2").tobytes()).decode()


def _unpacked(body: str) -> npt.NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(body), "<f2").astype(np.float32)


class AdaptedEncoder:
    """An encoder with an adapter behind it; itself an ``Encoder`` with a fingerprint of its own."""

    def __init__(self, encoder: Encoder, adapter: Adapter) -> None:
        self.plain = encoder
        self.adapter = adapter
        self.fingerprint = f"{encoder.fingerprint}+{adapter.digest}"
        self.dimension = encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self.adapter.apply(self.plain.encode_queries(texts), "query", _languages(texts))

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        vectors = self.plain.encode_passages(texts, progress)
        return self.adapter.apply(vectors, "passage", _languages(texts))

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[Matrix]:
        windows = self.plain.encode_documents(texts, progress)
        return [
            self.adapter.apply(rows, "passage", [language] * len(rows))
            for rows, language in zip(windows, _languages(texts), strict=True)
        ]


def _languages(texts: Sequence[str]) -> list[str]:
    return [texts_.language(text) for text in texts]


def adapted(encoder: Encoder) -> Encoder:
    """The encoder with the packaged adapter of its model, or as it is when there is none."""
    for path in sorted(FOLDER.glob("*.json")):
        adapter = Adapter.from_json(path.read_text(encoding="utf-8"))
        if adapter.model == encoder.fingerprint.partition("/")[0]:
            return AdaptedEncoder(encoder, adapter)
    return encoder
