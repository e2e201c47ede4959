"""Jobs of the index."""

from collections.abc import Callable

HANDLERS: dict[str, Callable[..., None]] = {}
