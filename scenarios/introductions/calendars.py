"""Talks as iCalendar files (RFC 5545). The id of an event never changes and its sequence grows, so that a calendar that has
it already moves or removes it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

WIDTH = 75
"""Bytes of a line; longer ones go on in the next, behind a space."""


@dataclass(frozen=True)
class Event:
    """`uid` is for ever; `at` is when it last changed."""

    uid: str
    sequence: int
    cancelled: bool
    start: datetime
    end: datetime
    at: datetime
    title: str
    place: str
    text: str
    url: str


def calendar(events: Sequence[Event]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jinghe//Meetings//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        f"DTSTAMP:{_instant(event.at)}",
        f"DTSTART:{_instant(event.start)}",
        f"DTEND:{_instant(event.end)}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.text)}",
        f"URL:{event.url}",
        "END:VEVENT",
    ]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> bytes:
    """The line in pieces of at most `WIDTH` bytes, cut between characters."""
    pieces, piece = [], b""
    for character in line:
        sign = character.encode()
        if len(piece) + len(sign) > WIDTH:
            pieces.append(piece)
            piece = b" "
        piece += sign
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
