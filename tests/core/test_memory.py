"""Giving memory back asks glibc, and does nothing where there is another C library."""

import ctypes

import pytest

from app.core.memory import give_back_memory


def test_freed_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []

    class Library:
        malloc_trim = staticmethod(kept.append)

    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Library)
    give_back_memory()
    assert kept == [0]


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    give_back_memory()
