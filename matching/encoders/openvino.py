"""A faster route of the same weights: OpenVINO runs the layers, the word table stays on disk.

The converted model lies in a folder of its own: ``layers.xml`` takes word vectors in and gives
normalised text vectors out; ``words.npy`` is the word table in half precision, of which only the
rows that a batch needs are read. Starting from this folder needs no torch.
"""

import json
import mmap
import os
import subprocess
import sys
import warnings
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.encoders.base import EncoderUnavailable, Matrix
from matching.encoders.batched import BatchedEncoder
from matching.encoders.folders import written_once
from matching.encoders.quiet import keep_quiet
from matching.encoders.tokens import read_tokens, write_tokens

LAYOUT = "openvino-v2"
_ABOUT = "about.json"


class OpenVinoEncoder(BatchedEncoder):
    """Runs a folder that :func:`convert` wrote."""

    def __init__(self, folder: Path, name: str, threads: int) -> None:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        super().__init__(f"{name}/openvino", about["dimension"], about["prompts"])
        self._words = WordTable(folder / "words.npy")
        self._pad = int(about["pad_id"])
        self._tokens = read_tokens(folder)
        self._limit = int(about["max_tokens"])
        self._layers = Layers(folder, self._words.width, threads)

    def _offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        return self._tokens.offsets(texts)

    def _run(self, texts: Sequence[str]) -> Matrix:
        rows = [self._cut(ids) for ids in self._tokens.ids(texts)]
        width = max(map(len, rows))
        ids = np.full((len(rows), width), self._pad, dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
            mask[index, : len(row)] = 1
        return self._layers.run(self._words.rows(ids), mask)

    def _cut(self, ids: list[int]) -> list[int]:
        """Cut at the model's limit, keeping the closing token."""
        return ids if len(ids) <= self._limit else [*ids[: self._limit - 1], ids[-1]]


class Layers:
    """The layers, ready to run: one batch at a time, for which the encoder takes turns.

    OpenVINO keeps the weights in a form of its own and hardly looks at the file again after the first run. So the file
    is mapped here, and the 80 MB of it that were read by then are given back.
    """

    def __init__(self, folder: Path, width: int, threads: int) -> None:
        keep_quiet()
        import openvino

        core = openvino.Core()
        with (folder / "layers.bin").open("rb") as stored:
            mapped = mmap.mmap(stored.fileno(), 0, access=mmap.ACCESS_COPY)
        # OpenVINO borrows this memory and does not hold on to it: it must live as long as the layers.
        self._weights = np.frombuffer(mapped, np.uint8)
        graph = core.read_model(
            (folder / "layers.xml").read_text(encoding="utf-8"), openvino.Tensor(self._weights, shared_memory=True)
        )
        settings = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
        self._compiled = core.compile_model(graph, "CPU", settings)
        self.run(np.zeros((1, 16, width), np.float32), np.ones((1, 16), np.int64))
        mapped.madvise(mmap.MADV_DONTNEED)

    def run(self, words: npt.NDArray[np.float32], mask: npt.NDArray[np.int64]) -> Matrix:
        """Text vectors ``[texts, dimension]`` of word vectors ``[texts, tokens, width]`` and mask ``[texts, tokens]``."""
        return np.array(self._compiled([words, mask])[0], dtype=np.float32)


class WordTable:
    """Rows of a large array in a file. Thread safe.

    Read and not mapped: the kernel keeps what is in use in its cache either way, but a mapped table of
    190 MB ends up counted as this process's memory, because each touched row maps its neighbours too.
    """

    def __init__(self, path: Path) -> None:
        table = np.load(path, mmap_mode="r")
        self._start, self.width, self._kind = table.offset, table.shape[1], table.dtype
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def rows(self, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The rows of these numbers, in single precision, ``[*shape of the numbers, width]``."""
        wanted, places = np.unique(numbers, return_inverse=True)
        size = self.width * self._kind.itemsize
        body = b"".join([os.pread(self._file, size, self._start + number * size) for number in wanted.tolist()])
        rows = np.frombuffer(body, self._kind).reshape(len(wanted), self.width).astype(np.float32)
        return rows[places.reshape(numbers.shape)]


def converted(source: Callable[[], Path], cache_dir: Path, name: str, threads: int) -> Path:
    """The converted form of the sentence-transformers folder that ``source`` gives, made on first use.

    :raises EncoderUnavailable: when the model is not a plain transformer with mean or first-token
        pooling, or the folder cannot be written
    """
    target = cache_dir / f"{name.replace('/', '--')}-{LAYOUT}"
    return written_once(target, lambda folder: convert_apart(source(), folder, threads))


def convert_apart(model_folder: Path, folder: Path, threads: int) -> None:
    """:func:`convert` in a process of its own: it takes torch and two gigabytes, which this one would keep for good.

    :raises EncoderUnavailable: with the sentence that the other process left
    """
    command = [sys.executable, "-m", __name__, str(model_folder), str(folder), str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise EncoderUnavailable((done.stderr.strip().splitlines() or ["The model cannot be converted."])[-1])


def convert(model_folder: Path, folder: Path, threads: int) -> None:
    """Write ``layers.xml``, ``words.npy``, the tokenizer and ``about.json`` into ``folder``."""
    keep_quiet()
    import openvino
    import torch

    from matching.encoders.reference import SentenceTransformerEncoder
    from matching.encoders.torch_layers import layers_of, word_table

    reference = SentenceTransformerEncoder(model_folder, "converting", threads)
    layers = layers_of(reference.model)
    table = word_table(reference.model)
    example = (torch.zeros(2, 8, table.shape[1]), torch.ones(2, 8, dtype=torch.int64))
    with torch.no_grad(), warnings.catch_warnings():
        # openvino traces with torch.jit and reads attributes that torch and transformers call deprecated;
        # the versions of all three are pinned
        warnings.simplefilter("ignore")
        graph: Any = openvino.convert_model(layers, example_input=example)
    openvino.save_model(graph, folder / "layers.xml", compress_to_fp16=False)
    np.save(folder / "words.npy", table.astype(np.float16))
    tokenizer = reference.model.tokenizer
    write_tokens(tokenizer.backend_tokenizer.to_str(), folder)
    about = {
        "dimension": reference.dimension,
        "prompts": reference.prompts,
        "pad_id": int(tokenizer.pad_token_id),
        "max_tokens": int(reference.model.max_seq_length),
    }
    (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")


if __name__ == "__main__":
    try:
        convert(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
    except EncoderUnavailable as error:
        raise SystemExit(str(error)) from None
    except OSError as error:
        raise SystemExit(f"Cannot write the converted model: {error.strerror}.") from None
