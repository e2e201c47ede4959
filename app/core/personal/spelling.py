"""One sign for one sign: what is found in the plain spelling stands at the same place of the text."""

from typing import Final

_FULL_WIDTH: Final = {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}
_BLANKS: Final = dict.fromkeys(
    [0x3000, 0xA0, 0x2002, 0x2003, 0x2009, *range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xAD, 0xFE0F, 0x20E3], " "
)
"""Blanks of every width, and signs that nobody sees between two digits."""
_DASHES: Final = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE63, 0x30FC], "-")
_PLAIN: Final = _BLANKS | _DASHES | _FULL_WIDTH | {0x2795: "+", 0xB7: ".", 0x3002: "。"}
_SPOKEN: Final = str.maketrans(
    "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖⓪①②③④⑤⑥⑦⑧⑨", "00012345678911234567890123456789"
)


def plain(text: str) -> str:
    """Full-width signs, dashes and blanks as ASCII has them."""
    return text.translate(_PLAIN)


def counted(text: str) -> str:
    """The digits that are written as words or in circles (一三八, 壹叁捌, ①③⑧) as digits."""
    return text.translate(_SPOKEN)
