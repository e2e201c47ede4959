"""Signs that turn the direction of writing turn nothing but the text they were typed in.

A title may hold them (U+202A–202E, U+2066–2069), and stays as it was typed: in rows, exports and form fields. Where a page
or a mail prints it among other words, it stands between an isolate and its end. This is done to templates as they are
compiled, so that nobody who writes one has to think of it: to each value between tags, and to each that a translated
sentence names. Attributes and text boxes get what was typed.
"""

import re
from collections.abc import Iterable, Iterator

from jinja2 import nodes
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser
from markupsafe import Markup

ISOLATE, END = "\u2068", "\u2069"
_SIGNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_MARKS = re.compile(r"""<(/?)([a-zA-Z][\w-]*)|["'>]""")
_AS_TYPED = "textarea"


def isolated(value: object) -> object:
    """The value as a page prints it: a text with such signs is closed off. Ends without a beginning get one, so that none of
    them ends the isolate around it."""
    if not isinstance(value, str) or isinstance(value, Markup) or _SIGNS.search(value) is None:
        return value
    begun = loose = 0
    for sign in _ISOLATES.findall(value):
        if sign != END:
            begun += 1
        elif begun:
            begun -= 1
        else:
            loose += 1
    return ISOLATE * (1 + loose) + value + END * (1 + begun)


class Isolating(InternationalizationExtension):
    """Translated sentences as Jinja has them, and every value that is printed passed through :func:`isolated`."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        place, translated = Place(), False
        before = ""
        for token in stream:
            if token.type == "data":
                place.read(token.value)
            elif before == "block_begin" and token.value in ("trans", "endtrans"):
                translated = token.value == "trans"
            printed = token.type in ("variable_begin", "variable_end") and not translated and place.between_tags
            yield from _filtered(token) if printed else (token,)
            before = token.type

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        found = super().parse(parser)
        for node in found if isinstance(found, list) else [found]:
            for sentence in node.find_all(nodes.Mod):
                for pair in sentence.right.find_all(nodes.Pair):
                    pair.value = nodes.Filter(pair.value, "isolated", [], [], None, None, lineno=pair.lineno)
        return found


def _filtered(token: Token) -> Iterator[Token]:
    """``{{ (`` or ``) | isolated }}``."""
    if token.type == "variable_begin":
        yield token
        yield Token(token.lineno, "lparen", "(")
    else:
        for kind, text in (("rparen", ")"), ("pipe", "|"), ("name", "isolated")):
            yield Token(token.lineno, kind, text)
        yield token


class Place:
    """Where in a template one is: between tags, within one, or in a text box."""

    def __init__(self) -> None:
        self._tag = self._quote = self._box = ""

    @property
    def between_tags(self) -> bool:
        return not self._tag and not self._box

    def read(self, data: str) -> None:
        """Go on to the end of a piece of the template."""
        for mark in _MARKS.finditer(data):
            if self._tag:
                self._within(mark.group())
            elif mark.group(2) and (not self._box or mark.group(2) == self._box):
                self._tag = mark.group(2)
                self._box = _AS_TYPED if mark.group(2) == _AS_TYPED and not mark.group(1) else ""

    def _within(self, sign: str) -> None:
        if self._quote:
            self._quote = "" if sign == self._quote else self._quote
        elif sign in ("'", '"'):
            self._quote = sign
        elif sign == ">":
            self._tag = ""
