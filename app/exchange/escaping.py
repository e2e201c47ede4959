"""Text that a spreadsheet would run as a formula, made harmless and back.

A cell that starts with `=`, `+`, `-`, `@`, a tab or a line end gets an apostrophe in front. Text that already has
apostrophes before such a sign gets one more, so that taking one away always gives the original back.
Source: OWASP, CSV Injection.
"""

import re
from typing import Final

_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED: Final = re.compile(r"'+[=+\-@\t\r\n]")


def escape(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape(text: str) -> str:
    """The inverse of `escape`; other text comes back unchanged."""
    return text[1:] if _ESCAPED.match(text) else text
