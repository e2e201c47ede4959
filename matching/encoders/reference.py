"""The reference route: the model as sentence-transformers runs it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matching.encoders.base import EncoderUnavailable, Matrix
from matching.encoders.batched import BatchedEncoder
from matching.encoders.quiet import keep_quiet
from matching.encoders.tokens import GeneralTokens


class SentenceTransformerEncoder(BatchedEncoder):
    """Any sentence-transformers model, on the processor, in float32.

    :param folder: a model folder on disk
    :param name: what the fingerprint calls the model; must change when its weights change
    """

    def __init__(self, folder: Path, name: str, threads: int) -> None:
        keep_quiet()
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        try:
            self.model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise EncoderUnavailable(f"{folder.name} is not a model that can be loaded.") from error
        dimension = int(self.model.get_embedding_dimension() or 0)
        given = self.model.prompts
        prompts = {"query": given.get("query") or "", "passage": given.get("passage") or given.get("document") or ""}
        super().__init__(f"{name}/sentence-transformers-f32", dimension, prompts)
        self._tokens = GeneralTokens(self.model.tokenizer.backend_tokenizer.to_str())

    def _offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        return self._tokens.offsets(texts)

    def _run(self, texts: Sequence[str]) -> Matrix:
        vectors = self.model.encode(list(texts), prompt="", batch_size=len(texts), normalize_embeddings=True)
        return np.asarray(vectors, dtype=np.float32)
