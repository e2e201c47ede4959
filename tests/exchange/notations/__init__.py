"""How lists write deadlines and sums, and what each must give."""

from pathlib import Path

_HERE = Path(__file__).parent


def table(name: str) -> list[tuple[str, str]]:
    """The cells of a table and what each gives, which stands behind a bar; lines that begin with # are headings."""
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.rsplit("|", 1) for line in lines if line.strip() and not line.startswith("#"))
    return [(cell.removesuffix(" "), gives.strip()) for cell, gives in pairs]
