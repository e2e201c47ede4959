"""What all model routes share: windows, batches by length, and giving way to queries."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from matching import text as texts_
from matching.encoders.base import Matrix, Progress
from matching.encoders.turns import Turns

WINDOW_TOKENS = 256
WINDOW_LIMIT = 8
QUERY_CHARACTERS = 2_000
PASSAGE_CHARACTERS = 20_000
BATCH_TOKENS = 512  # 110 ms on two cores without AVX-512: what a waiting query may have to sit out
PROMPT_ROOM = 16


AT_A_SCREEN = 24  # so many queries at once may still be one person's: a question and its sentences


class BatchedEncoder(ABC):
    """Base of the model routes; a route says how to tokenise and how to run one batch."""

    def __init__(self, fingerprint: str, dimension: int, prompts: dict[str, str]) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.prompts = prompts
        self._turns = Turns()

    @abstractmethod
    def _offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Offsets of each text's tokens, without special tokens and without cutting."""

    @abstractmethod
    def _run(self, texts: Sequence[str]) -> Matrix:
        """Normalised vectors of one batch, prompts already in front, cut at the model's limit."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        prompt = self.prompts.get("query", "")
        cut = [text.strip()[:QUERY_CHARACTERS] for text in texts]
        # Many at once are documents being indexed as seekers, not a person at a screen.
        turn = self._turns.first if len(texts) <= AT_A_SCREEN else self._turns.later
        return self._encode(cut, prompt, turn, None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        prompt = self.prompts.get("passage", "")
        cut = [text.strip()[:PASSAGE_CHARACTERS] for text in texts]
        return self._encode(cut, prompt, self._turns.later, progress)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[Matrix]:
        pieces = self.windows(texts)
        vectors = self.encode_passages([piece for group in pieces for piece in group], progress)
        cuts = np.cumsum([len(group) for group in pieces])[:-1]
        return [np.ascontiguousarray(part) for part in np.split(vectors, cuts)] if pieces else []

    def windows(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces of each text that get a vector of their own."""
        stripped = [text.strip()[:PASSAGE_CHARACTERS] for text in texts]
        return [
            texts_.windows(text, offsets, WINDOW_TOKENS, WINDOW_LIMIT)
            for text, offsets in zip(stripped, self._offsets(stripped), strict=True)
        ]

    def _encode(self, texts: Sequence[str], prompt: str, turn: Callable[[], Any], progress: Progress | None) -> Matrix:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        done = 0
        for batch in batches(texts):
            done += len(batch)
            chosen = [index for index in batch if texts[index]]
            if chosen:
                with turn():
                    vectors[chosen] = self._run([prompt + texts[index] for index in chosen])
            if progress is not None:
                progress(done, len(texts))
        return vectors


def batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Indices in batches of similar length, so that little of a batch is padding.

    Lengths are counted in UTF-8 bytes: three to a token is near the truth in both languages.
    """
    sizes = [len(text.encode()) // 3 + PROMPT_ROOM for text in texts]
    batch: list[int] = []
    for index in sorted(range(len(texts)), key=lambda index: (sizes[index], index)):
        if batch and sizes[index] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
