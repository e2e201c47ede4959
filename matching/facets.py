"""Which keys have which facet values, as masks for the indexes."""

from collections.abc import Collection, Mapping

import numpy as np

from matching.dense import Keys, Mask


class FacetTable:
    """Facet values by key; masks are cut from cached arrays."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], set[int]] = {}
        self._arrays: dict[tuple[str, str], Keys] = {}
        self._facets: dict[int, tuple[tuple[str, str], ...]] = {}
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}  # one of each, however many keys have it

    def put(self, key: int, facets: Mapping[str, Collection[str]]) -> None:
        """Set a key's facets, replacing what it had."""
        self.drop(key)
        given = [(name, value) for name, values in facets.items() for value in values]
        pairs = self._facets[key] = tuple(self._pairs.setdefault(pair, pair) for pair in given)
        for pair in pairs:
            self._keys.setdefault(pair, set()).add(key)
            self._arrays.pop(pair, None)

    def drop(self, key: int) -> None:
        for pair in self._facets.pop(key, ()):
            self._keys[pair].discard(key)
            self._arrays.pop(pair, None)
            if not self._keys[pair]:
                del self._keys[pair]
                self._pairs.pop(pair, None)

    def values(self, name: str) -> list[str]:
        """The values that keys have in a facet."""
        return [value for facet, value in self._keys if facet == name]

    def mask(self, filters: Mapping[str, Collection[str]], size: int) -> Mask | None:
        """Keys that have one of the values in every facet named; ``None`` when none is named.

        A facet named with no values allows nothing.
        """
        found: Mask | None = None
        for name, values in filters.items():
            mask = np.zeros(size, np.bool_)
            for value in values:
                mask[self._array((name, value))] = True
            found = mask if found is None else found & mask
        return found

    def _array(self, pair: tuple[str, str]) -> Keys:
        array = self._arrays.get(pair)
        if array is None:
            array = np.fromiter(self._keys.get(pair, ()), np.int64)
            self._arrays[pair] = array
        return array
