"""Encoders: the one way in to models."""

from matching.encoders.base import Encoder, EncoderUnavailable, Matrix, Progress
from matching.encoders.hashing import HashingEncoder
from matching.encoders.loading import load_encoder

__all__ = [
    "Encoder",
    "EncoderUnavailable",
    "HashingEncoder",
    "Matrix",
    "Progress",
    "load_encoder",
]
