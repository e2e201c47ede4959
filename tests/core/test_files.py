"""Attachments wherever they are handed in: refused at their field, copied before anybody waits, taken away again."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from fastapi.dependencies.models import Dependant
from sqlmodel import select

from app.core.db import get_session
from app.core.files import MOST_FILES, sent_file
from app.core.models import AuditEntry, StoredFile
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from suppliers.models import Supply
from tests.architecture.test_routes import ROUTES
from tests.scenarios.helpers import opened, stand
from tests.scenarios.test_amending import amendment
from tests.suppliers.helpers import make
from tests.support import Browser, Cast
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@dataclass(frozen=True)
class Place:
    """Where somebody hands in a file: her page, the address it is sent to, the page of the thing, its row."""

    person: int
    page: str
    action: str
    thing: str
    table: type[Scenario] | type[Supply]
    public_id: str


def of_need(site: Site, cast: Cast) -> Place:
    need = stand(site, cast)
    here = f"/scenarios/{need}"
    return Place(cast.owner, f"{here}/edit/files", f"{here}/edit/files", here, Scenario, need)


def of_supply(site: Site, cast: Cast) -> Place:
    supply = make(site, cast.firm).public_id
    here = f"/supplies/{supply}"
    return Place(cast.supplier, f"{here}/edit/attachments", f"{here}/files", here, Supply, supply)


BOTH = pytest.mark.parametrize("place_of", [of_need, of_supply])
PlaceOf = Callable[[Site, Cast], Place]


def stored(site: Site) -> list[StoredFile]:
    with site.database.reading() as db:
        return list(db.exec(select(StoredFile)).all())


@BOTH
def test_a_refused_file_is_told_at_its_field_and_nothing_is_kept(
    place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn
) -> None:
    place = place_of(site, cast)
    visitor = signed_in(place.person)
    for name, content, sentence in (
        ("假.pdf", b"MZ", "只能上传"),
        ("大.pdf", PDF + bytes(21 << 20), "文件超过 20 MB"),
        ("", b"", "请先选择一个文件"),
    ):
        answer = visitor.post(place.action, data={"confidential": "true"}, files={"file": (name, content)})
        assert answer.status_code == 422
        assert 'id="f-file-error"' in answer.text
        assert sentence in text_of(answer)
        assert 'value="true" checked' in answer.text, "what was typed stays"
    assert stored(site) == []
    assert [path for path in site.blobs.folder.rglob("*") if path.is_file()] == []


@BOTH
def test_a_file_goes_in_and_is_taken_away_again(place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    place = place_of(site, cast)
    visitor = signed_in(place.person)
    visitor.post(place.action, files={"file": ("说明.pdf", PDF)}, data={"confidential": "true"})
    (file,) = stored(site)
    assert (file.name, file.size, file.confidential) == ("说明.pdf", len(PDF), True)
    address = f"{place.thing}/files/{file.public_id}"
    assert f'href="{address}"' in visitor.get(place.page).text
    assert visitor.get(address).content == PDF
    assert signed_in(cast.rival).get(address).status_code == 404
    assert "附件已删除" in text_of(visitor.post(f"{address}/remove"))
    assert stored(site) == []
    with site.database.reading() as db:
        assert [entry.detail for entry in db.exec(select(AuditEntry)).all() if entry.action.endswith("remove_file")]


@BOTH
def test_there_is_a_most(place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    place = place_of(site, cast)
    visitor = signed_in(place.person)
    visitor.post(place.action, files={"file": ("1.txt", b"x")})
    (first,) = stored(site)
    with site.database.writing() as db:  # as if she had sent all but one of those there can be
        db.add_all(StoredFile(**first.model_dump(exclude={"id", "public_id"})) for _one in range(MOST_FILES - 2))
    last, answer = (visitor.post(place.action, files={"file": (f"{n}.txt", b"x")}) for n in (2, 3))
    assert (last.status_code, answer.status_code, len(stored(site))) == (200, 422, MOST_FILES)
    assert f"最多 {MOST_FILES} 个附件" in text_of(answer)


@BOTH
def test_a_file_is_copied_while_others_write(place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    """Its bytes wait for no lock, so nobody waits for its bytes."""
    place = place_of(site, cast)
    visitor = signed_in(place.person)
    content = PDF + bytes(5 << 20)
    with ThreadPoolExecutor(1) as pool:
        with site.database.writing() as db:
            db.exec(select(place.table).where(place.table.public_id == place.public_id).with_for_update()).one()
            answer = pool.submit(
                visitor.post, place.action, files={"file": ("大.pdf", content)}, data={"masked": "true"}
            )
            until = time.monotonic() + 8
            while not any(path.stat().st_size == len(content) for path in site.blobs.folder.glob(".scratch-*/*")):
                assert time.monotonic() < until, "the bytes are not there while somebody else writes"
                time.sleep(0.02)
            assert not answer.done()
        assert answer.result().status_code == 200
    assert [file.size for file in stored(site)] == [len(content)]


def test_every_file_is_copied_before_its_transaction_begins() -> None:
    taking = [route for route in ROUTES if sent_file in _order(route.dependant)]
    assert len(taking) == 11
    for route in taking:
        calls = _order(route.dependant)
        assert calls.index(sent_file) < calls.index(get_session), route.path


def _order(part: Dependant) -> list[object]:
    """What a handler needs, in the order in which it is called."""
    return [*(call for need in part.dependencies for call in _order(need)), part.call]


def test_a_refused_file_of_any_other_form_is_told_at_its_field(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    owner, colleague, bad = signed_in(cast.owner), signed_in(cast.colleague), ("假.pdf", b"MZ")
    addendum = owner.post(
        f"/scenarios/{opened(site, cast)}/addendum",
        data=amendment(deadline="2026-12-31", note="说明保留"),
        files={"file": bad},
    )
    waiting = stand(site, cast, ScenarioState.AWAITING_APPROVAL, sent_by=cast.owner)
    approval = colleague.post(
        f"/scenarios/{waiting}/approval", data={"do": "approve", "note": "说明保留"}, files={"scan": bad}
    )
    for answer, field in ((addendum, "file"), (approval, "scan")):
        assert answer.status_code == 422
        assert f'id="f-{field}-error"' in answer.text
        assert "说明保留" in answer.text
    assert stored(site) == []
