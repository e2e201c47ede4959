"""Model libraries that would speak to the world outside: silenced before they are imported.

OpenVINO reports each import to an analytics server, under an id that it keeps in the home folder; the libraries of the
model hub count who uses them and look names up. Every function that imports one of them calls :func:`keep_quiet` first.
"""

import os
import sys
from typing import Any

OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
UNCOUNTED = ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK")
_ours: set[str] = set()


def keep_quiet(*, asking: bool = False) -> None:
    """From here on the model libraries imported by this process say nothing to anybody outside.

    :param asking: this is the process that fetches a model from the hub, and only that
    """
    for name in UNCOUNTED if asking else (*OFFLINE, *UNCOUNTED):
        if name not in os.environ:
            os.environ[name] = "1"
            _ours.add(name)
    # OpenVINO has no switch but a file in each user's home folder; where the reporting package is missing it takes an
    # empty stand-in of its own, and None says that it is.
    modules: dict[str, Any] = sys.modules
    modules["openvino_telemetry"] = None


def may_ask() -> dict[str, str]:
    """The environment for a process that fetches a model; a wish to stay offline that was there before us holds."""
    return {name: value for name, value in os.environ.items() if name not in OFFLINE or name not in _ours}
