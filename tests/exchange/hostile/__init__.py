"""Files that are meant to hurt whoever opens them: small ones that claim, unpack to or repeat a great deal."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.exchange.hostile.archives import ARCHIVES
from tests.exchange.hostile.texts import TEXTS
from tests.exchange.hostile.workbooks import WORKBOOKS

HOSTILE: Final[Mapping[str, Callable[[], bytes]]] = {**WORKBOOKS, **ARCHIVES, **TEXTS}
"""Each by its name; made when it is asked for, none in more than a second."""
