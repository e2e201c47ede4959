"""Encoders: the one way in to models."""

from matching.encoders.adapter import AdaptedEncoder, Adapter, adapted
from matching.encoders.base import Encoder, EncoderUnavailable, Matrix, Progress
from matching.encoders.hashing import HashingEncoder
from matching.encoders.loading import load_encoder, load_plain, prepare_model

__all__ = [
    "AdaptedEncoder",
    "Adapter",
    "Encoder",
    "EncoderUnavailable",
    "HashingEncoder",
    "Matrix",
    "Progress",
    "adapted",
    "load_encoder",
    "load_plain",
    "prepare_model",
]
