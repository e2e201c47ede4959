"""A dossier is whole, checked without the site, and names the first thing that does not hold."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from app.core.clock import FixedClock
from app.core.models import StoredFile
from app.core.site import Site
from scenarios.demonstrations.dossiers.packing import INDEX, pack
from scenarios.demonstrations.dossiers.sight import ALL, Sight
from scenarios.demonstrations.dossiers.verifying import verify
from scenarios.demonstrations.models import Demonstration
from scenarios.demonstrations.queries.cases import Shown, shown_of
from tests.scenarios.demonstrations.helpers import PDF, recorded
from tests.support import Browser, Cast

SignedIn = Callable[[int], Browser]
DESIGNATION = {"number": "郑数示范〔2026〕7号", "unit": "某市数据局", "on": "2026-11-30"}


def rewritten(content: bytes, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with something changed in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target


def edited(name: str, edit: Callable[[Any], None]) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        content = json.loads(parts[name])
        edit(content)
        parts[name] = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()

    return change


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        del parts[name]

    return change


def later(rows: Any) -> None:
    rows[4]["note"] = "改过"


def with_its_hash(table: str, edit: Callable[[Any], None]) -> Callable[[dict[str, bytes]], None]:
    """Whoever changes a part and its hash in the index still meets what the history holds."""
    name = f"records/{table}.json"

    def change(parts: dict[str, bytes]) -> None:
        edited(name, edit)(parts)
        fresh = hashlib.sha256(parts[name]).hexdigest()
        edited(INDEX, lambda index: index["parts"].update({name: fresh}))(parts)

    return change


def slipped_in(rows: Any) -> None:
    rows.insert(0, rows[0] | {"seal": "", "note": "从来没有的一步"})


def test_a_dossier_is_checked_without_the_site(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, tmp_path: Path
) -> None:
    here = recorded(site, cast, signed_in, clock)
    scan = {"file": ("认定文件.pdf", PDF, "application/pdf")}
    signed_in(cast.reviewer).post(f"{here}/designate", data=DESIGNATION, files=scan)
    answer = signed_in(cast.owner).get(f"{here}/dossier")
    content, path = answer.content, tmp_path / "a.zip"
    path.write_bytes(content)
    assert 'filename="JH-YZ-2026-0001.zip"' in answer.headers["content-disposition"]
    found = verify(path)
    assert (found.broken, found.number, found.files, len(found.head)) == ("", "JH-YZ-2026-0001", 1, 64)
    with zipfile.ZipFile(path) as archive:
        history = json.loads(archive.read("records/history.json"))
    assert not [row for row in history if "actor_name" in row]
    assert signed_in(cast.owner).get(f"{here}/dossier").content == content  # the same dossier is the same bytes
    earlier = [row["seal"] for row in history if row["object_kind"] == "pilot"][-2]
    assert (verify(path, earlier).broken, verify(path, earlier).after) == ("", 1)
    assert "不在这份档案的历史里" in verify(path, "0" * 64).broken

    def broken(change: Callable[[dict[str, bytes]], None]) -> str:
        return verify(rewritten(content, tmp_path / "b.zip", change)).broken

    assert "第 5 步" in broken(edited("records/history.json", later))
    assert "第 3 步" in broken(edited("records/history.json", lambda rows: rows.pop(2)))
    assert "figures.json" in broken(edited("records/figures.json", lambda rows: rows[0].update(baseline_value=99)))
    assert "records/readings.json" in broken(without("records/readings.json"))
    assert "认定文件.pdf" in broken(lambda parts: parts.update({n: b"x" for n in parts if n.startswith("files/")}))

    for table, edit, sentence in (
        ("demonstration", lambda row: row["content"]["figures"][0].update(reading=1.0), "内容与历史里的摘要不符"),
        ("readings", lambda rows: rows[0].update(value=1.0), "读数与验证记录不一致"),
        ("figures", lambda rows: rows[2].update(target_value=99.0), "读数与验证记录不一致"),
        ("history", slipped_in, "没有封印"),
        ("history", lambda rows: rows.append(rows[0]), "分成了几段"),
    ):
        assert sentence in broken(with_its_hash(table, edit)), table
    path.write_bytes(b"nothing")
    with pytest.raises(ValueError, match="不是完整的档案"):
        verify(path)


def test_who_measures_gets_no_other_papers_of_the_pilot(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    recorded(site, cast, signed_in, clock)
    with site.database.writing() as db:
        shown = shown_of(db, db.exec(select(Demonstration)).one(), clock.now())
        pilot: dict[str, Any] = {
            "parent_kind": "pilot",
            "parent_id": shown.case.pilot.id,
            "mime": "application/pdf",
            "size": 1,
        }
        names = ("协议.pdf", "测量记录.pdf")
        files = [StoredFile(name=name, sha256=name, at=clock.now(), **pilot) for name in names]
        db.add_all(files)
        db.flush()
        shown.case.kpis[0].file_id = files[1].id
        db.flush()
        held = {
            contract: json.loads(_packed(db, site, shown, replace(ALL, contract=contract))[INDEX])["files"]
            for contract in (True, False)
        }
    assert [[one["name"] for one in files] for files in held.values()] == [
        ["协议.pdf", "测量记录.pdf"],
        ["测量记录.pdf"],
    ]


def _packed(db: Session, site: Site, shown: Shown, sight: Sight) -> dict[str, bytes]:
    content = io.BytesIO()
    pack(db, site.blobs, shown, content, sight)
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
