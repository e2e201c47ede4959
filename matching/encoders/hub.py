"""Models by their name on the model hub: fetched once, found on disk from then on."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from matching.encoders.base import EncoderUnavailable
from matching.encoders.quiet import keep_quiet, may_ask


def hub_address() -> str:
    """Host and port of the hub; it hands large files out from servers of its choice."""
    url = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
    return f"{url.hostname}:{url.port or (443 if url.scheme == 'https' else 80)}"


def from_hub(name: str) -> Path:
    """The folder of a model of the hub. Where it is on disk and complete, nobody is asked.

    :raises EncoderUnavailable: when it is not here and cannot be fetched
    """
    folder = _on_disk(name)
    if folder is None:
        _fetch_apart(name)
        folder = _on_disk(name)
    if folder is None:
        raise EncoderUnavailable(f"No model folder {name!r} here, and the model hub did not give one of that name.")
    return folder


def _on_disk(name: str) -> Path | None:
    keep_quiet()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (OSError, ValueError, HFValidationError):  # not there, half there, or no possible name
        return None


def _fetch_apart(name: str) -> None:
    """In a process of its own, since this one has told its libraries to stay offline for good."""
    command = [sys.executable, "-m", __name__, name]
    subprocess.run(command, env=may_ask(), capture_output=True, check=False)  # noqa: S603 - our own module


def _fetch(name: str) -> None:
    keep_quiet(asking=True)
    from huggingface_hub import snapshot_download

    snapshot_download(name)


if __name__ == "__main__":
    _fetch(sys.argv[1])
