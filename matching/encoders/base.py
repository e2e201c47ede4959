"""What every encoder promises: texts in, normalised float32 vectors out."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt

Matrix: TypeAlias = npt.NDArray[np.float32]
"""Row vectors, ``[n, dimension]``, each of length one (or zero for an empty text)."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called as ``progress(done, total)`` while a long encoding runs."""


class EncoderUnavailable(RuntimeError):
    """The model cannot be loaded; the message is one sentence saying why and what to do."""


@runtime_checkable
class Encoder(Protocol):
    """The one way in to models.

    ``fingerprint`` names the model *and* the route its numbers come by: vectors with different
    fingerprints must never be compared. Implementations are thread safe, and bulk work
    (``encode_passages``, ``encode_documents``) lets waiting queries in between its batches.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of short search texts, ``[len(texts), dimension]``; long ones are cut."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """One vector a text, ``[len(texts), dimension]``; only the first window counts."""
        ...

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[Matrix]:
        """All windows of each text: a list of ``[1..n, dimension]``, for late maximum."""
        ...


def normalised(matrix: npt.NDArray[np.float32] | npt.NDArray[np.float64]) -> Matrix:
    """Scale each row to length one; rows of zeros stay zeros."""
    rows = np.asarray(matrix, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
