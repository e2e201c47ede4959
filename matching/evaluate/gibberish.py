"""Texts that mean nothing, drawn with a seed."""

import string

import numpy as np

_FREQUENT = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主"
    "发年动同工也能下过子说产种面而方后多定行学法所民得经"
)


def gibberish(count: int, seed: int = 0) -> list[str]:
    """Random characters of several kinds in turn: rare and frequent Han, letters, keys."""
    generator = np.random.default_rng(seed)
    kinds = (_rare, _frequent, _letters, _keys)
    return [kinds[index % len(kinds)](generator) for index in range(count)]


def _rare(generator: np.random.Generator) -> str:
    return "".join(map(chr, generator.integers(0x4E00, 0x9FA5, generator.integers(4, 30)).tolist()))


def _frequent(generator: np.random.Generator) -> str:
    return _drawn(_FREQUENT, generator, 4, 30)


def _letters(generator: np.random.Generator) -> str:
    count = int(generator.integers(1, 7))
    return " ".join(_drawn(string.ascii_lowercase, generator, 3, 10) for _ in range(count))


def _keys(generator: np.random.Generator) -> str:
    return _drawn(string.digits + "!@#$%^&*()?<>" + "asdfjkl;", generator, 6, 20)


def _drawn(alphabet: str, generator: np.random.Generator, least: int, most: int) -> str:
    return "".join(generator.choice(list(alphabet), generator.integers(least, most)))
