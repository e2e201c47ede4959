"""An encoder that remembers short texts: sentences come back in every explanation of the same need or supply."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from matching import Encoder
from matching.encoders.base import Matrix, Progress

MOST = 20_000
"""Vectors that are kept, the least recently used going first: 30 MB of 384 floats."""
Vector = npt.NDArray[np.float32]


class Remembering:
    """Passes on to the `whole` encoder what it does not know, in one batch."""

    def __init__(self, encoder: Encoder, most: int = MOST) -> None:
        self.whole, self._most = encoder, most
        self._known: OrderedDict[tuple[str, str], Vector] = OrderedDict()
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        return self.whole.fingerprint

    @property
    def dimension(self) -> int:
        return self.whole.dimension

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._recalled("query", texts, self.whole.encode_queries)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        return self._recalled("passage", texts, lambda missing: self.whole.encode_passages(missing, progress))

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[Matrix]:
        """Whole documents are not remembered: their vectors are rows."""
        return self.whole.encode_documents(texts, progress)

    def _recalled(self, prompt: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Matrix]) -> Matrix:
        with self._lock:
            found = {text: self._known[prompt, text] for text in texts if (prompt, text) in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found.update(zip(missing, encode(missing), strict=True))
        with self._lock:
            for text in texts:
                self._known[prompt, text] = found[text]
                self._known.move_to_end((prompt, text))
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([found[text] for text in texts])
