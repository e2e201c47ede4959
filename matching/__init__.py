"""Matching by meaning: encode, index, search, fuse, explain, calibrate, evaluate.

A library: it knows no web and no tables. Start with :class:`Matcher`; see README.md. A name is loaded when it is first
asked for: who needs but a small part, such as the process that reads a foreign file, loads no more.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matching.answers import Answer, Hit
    from matching.calibrate import Calibration, Tier, calibration_for
    from matching.encoders import Encoder, EncoderUnavailable, HashingEncoder, load_encoder, prepare_model
    from matching.entry import Entry, Source, build_entries
    from matching.explain import Explanation
    from matching.matcher import Matcher

__all__ = [
    "Answer",
    "Calibration",
    "Encoder",
    "EncoderUnavailable",
    "Entry",
    "Explanation",
    "HashingEncoder",
    "Hit",
    "Matcher",
    "Source",
    "Tier",
    "build_entries",
    "calibration_for",
    "load_encoder",
    "prepare_model",
]
_HOMES = {
    "matching.answers": ("Answer", "Hit"),
    "matching.calibrate": ("Calibration", "Tier", "calibration_for"),
    "matching.encoders": ("Encoder", "EncoderUnavailable", "HashingEncoder", "load_encoder", "prepare_model"),
    "matching.entry": ("Entry", "Source", "build_entries"),
    "matching.explain": ("Explanation",),
    "matching.matcher": ("Matcher",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_HOME_OF[name]), name)
