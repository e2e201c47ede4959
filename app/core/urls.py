"""Addresses that strangers hand in: a way back, an origin, a website. They are parsed here and nowhere else, since the
standard parser raises for some of them (`//[`, `http://[`, `//℀`), and never an answer may depend on that."""

from urllib.parse import SplitResult, quote, urlsplit

_KEPT = ":/%#?=@[]!$&'()*+,;~"
"""What stays as it is when an address goes into a header; everything else is percent-encoded."""


def parsed(address: str) -> SplitResult | None:
    """The parts of `address`, or None where it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname, parts.port  # both are read late, and both may raise
    except ValueError:
        return None
    return parts


def host_of(address: str) -> str:
    """Host and port as they stand in `address`; an empty text where there is none."""
    parts = parsed(address)
    return parts.netloc if parts else ""


def site_name_of(address: str) -> str:
    """The host of a website in lower case, without port and ``www.``; an empty text where there is none."""
    parts = parsed(address)
    return ((parts.hostname if parts else None) or "").removeprefix("www.")


def local_path(address: str, default: str = "/") -> str:
    """`address` if it stays on this site, else `default`: a `next` parameter must not lead elsewhere."""
    parts = parsed(address)
    inside = parts is not None and not parts.scheme and not parts.netloc
    if not inside or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    return default if "\\" in address or any(ord(c) < 32 for c in address) else address


def header_safe(address: str) -> str:
    """`address` as a header may carry it: headers are Latin-1, addresses here may be Chinese."""
    return quote(address.encode("utf-8", "replace"), safe=_KEPT)
