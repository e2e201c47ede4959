"""The check of a dossier without the site: every seal follows from the one before it, every part and file is the one that
was named, and the record is the one whose hash the history holds. Pure but for the file that is read."""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from app.core.archives import DAMAGED
from app.core.chain import first_broken
from app.core.i18n import gettext as _
from scenarios.demonstrations.dossiers.packing import INDEX
from scenarios.demonstrations.lifecycle import ADOPTION, OBJECTION
from scenarios.demonstrations.queries.records import LOCKED
from scenarios.pilots.contents import digest
from scenarios.pilots.lifecycle import ITEM, MILESTONE, PARTNER, PILOT, VERIFICATION, PilotEvent

MOST_TEXT: Final = 64 << 20
"""Bytes of one part: room for more moves than a pilot has, not for an archive that unfolds without end."""
INITIAL: Final[Mapping[str, str]] = {
    one.name: one.initial.value
    for one in (PILOT, ITEM, MILESTONE, PARTNER, VERIFICATION, OBJECTION, ADOPTION)
    if one.initial not in one.moves.values()
}
"""In what state a thing begins to which nothing leads back."""
RECORDING: Final = frozenset({PilotEvent.RECOGNISE.value, PilotEvent.RENEW.value})


@dataclass(frozen=True)
class Checked:
    """What was found: the first thing that does not hold, "" where all does; `after` are the moves since the head that
    was asked about, `unsealed` those of any thing that are older than its chain and covered by nothing."""

    number: str
    title: str
    head: str
    moves: int
    files: int
    broken: str = ""
    after: int = 0
    unsealed: int = 0


def verify(path: Path, head: str = "") -> Checked:
    """Check the archive; with `head` also that its pilot's history is the one that a paper or a QR code knows.

    Raises `ValueError` with a sentence for a file that is no dossier.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _verified(archive, head.strip().lower())
    except (*DAMAGED, TypeError, AttributeError) as error:
        raise ValueError(_("{file} 不是完整的档案文件。").format(file=path)) from error


def _verified(archive: zipfile.ZipFile, head: str) -> Checked:
    index = json.loads(_text(archive, INDEX))
    history = json.loads(_text(archive, "records/history.json"))
    pilot = [row for row in history if row["object_kind"] == PILOT.name]
    seals = [row["seal"] for row in pilot]
    place = seals.index(head) if head in seals else None
    return Checked(
        number=index["number"] or "",
        title=index["title"],
        head=next((one for one in reversed(seals) if one), ""),
        moves=len(history),
        files=len(index["files"]),
        broken=next(_faults(archive, index, history, pilot, head), ""),
        after=len(seals) - 1 - place if place is not None and head else 0,
        unsealed=sum(not row["seal"] for row in history),
    )


def _faults(
    archive: zipfile.ZipFile, index: Mapping[str, Any], history: list[Any], pilot: list[Any], head: str
) -> Iterator[str]:
    yield from _broken_links(history)
    if head and head not in [row["seal"] for row in pilot if row["seal"]]:
        yield _("链头 {head} 不在这份档案的历史里。").format(head=head)
    yield from _other_parts(archive, index)
    yield from _other_files(archive, index)
    yield from _other_record(archive, pilot)


def _broken_links(history: list[Any]) -> Iterator[str]:
    """Thing by thing, in the order of the archive."""
    seen = set()
    for (kind, number), rows in groupby(history, key=lambda row: (row["object_kind"], row["object_id"])):
        moves = list(rows)
        if (kind, number) in seen:
            yield _("{kind} {number} 的历史分成了几段，不是本站导出的样子。").format(kind=kind, number=number)
        seen.add((kind, number))
        if _slipped_in(kind, moves):
            yield _("{kind} {number} 的历史开头多出了没有封印的步骤。").format(kind=kind, number=number)
        place = first_broken(moves)
        if place is not None:
            row = moves[place]
            yield _("第 {place} 步“{event}”（{kind} {number}，{at}）与前一步对不上，从这里起历史被改动过。").format(
                place=place + 1, event=row["event"], kind=kind, number=number, at=row["at"]
            )


def _slipped_in(kind: str, moves: list[Any]) -> bool:
    """Whether moves stand before a chain that begins with the thing itself: there was nothing before it."""
    first = next((place for place, row in enumerate(moves) if row["seal"]), 0)
    return first > 0 and moves[first]["from_state"] == INITIAL.get(kind)


def _other_parts(archive: zipfile.ZipFile, index: Mapping[str, Any]) -> Iterator[str]:
    there = {name for name in archive.namelist() if name.startswith("records/")}
    for name in sorted(there | set(index["parts"])):
        if name not in there or name not in index["parts"]:
            yield _("“{name}”与目录不符：多出或缺少。").format(name=name)
        elif hashlib.sha256(_text(archive, name)).hexdigest() != index["parts"][name]:
            yield _("“{name}”的内容与目录里的摘要不符。").format(name=name)


def _other_files(archive: zipfile.ZipFile, index: Mapping[str, Any]) -> Iterator[str]:
    there = set(archive.namelist())
    for file in index["files"]:
        name = f"files/{file['sha256']}"
        if file["there"] and (name not in there or _hash(archive, name) != file["sha256"]):
            yield _("附件“{name}”缺失，或与它的摘要不符。").format(name=file["name"])


def _other_record(archive: zipfile.ZipFile, pilot: list[Any]) -> Iterator[str]:
    """The figures are those whose hash stands in the sealed move that gave or renewed the number."""
    given = [row for row in pilot if row["event"] in RECORDING]
    content = json.loads(_text(archive, "records/demonstration.json"))["content"]
    if given and (content is None or digest(content) != given[-1]["evidence"]["content_sha256"]):
        yield _("验证记录的内容与历史里的摘要不符。")
    if content is not None and not given:
        yield _("验证记录没有对应的历史。")
    if content is not None and given:
        yield from _other_figures(archive, content, given[-1]["evidence"]["verification"])


def _other_figures(archive: zipfile.ZipFile, content: Mapping[str, Any], report: int) -> Iterator[str]:
    """The tables of figures and readings say what the record says."""
    kpis = {row["public_id"]: row for row in json.loads(_text(archive, "records/figures.json"))}
    readings = json.loads(_text(archive, "records/readings.json"))
    read = {row["kpi_id"]: row["value"] for row in readings if row["verification_id"] == report}
    for figure in content["figures"]:
        kpi = kpis.get(figure["public_id"], {})
        same = all(kpi.get(name) == figure[name] for name in LOCKED)
        if not same or read.get(kpi["id"]) != figure.get("reading"):
            yield _("指标“{name}”或它的读数与验证记录不一致。").format(name=figure["name"])


def _text(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST_TEXT:
        raise zipfile.BadZipFile
    return archive.read(name)


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as file:
        while chunk := file.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()
