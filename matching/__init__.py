"""Matching by meaning: encode, index, search, fuse, explain, calibrate, evaluate.

A library: it knows no web and no tables. Start with :class:`Matcher`; see README.md.
"""

from matching.calibrate import Calibration, calibration_for
from matching.encoders import Encoder, EncoderUnavailable, HashingEncoder, load_encoder, prepare_model
from matching.entry import Entry, Source, build_entries
from matching.explain import Explanation, explain
from matching.matcher import Answer, Hit, Matcher

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
    "build_entries",
    "calibration_for",
    "explain",
    "load_encoder",
    "prepare_model",
]
