"""Writing a record section by section, needs and supplies alike: nothing typed is lost, nobody overwrites anybody."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlmodel import select

from app.core.site import Site
from scenarios.models import Scenario
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from tests.scenarios.helpers import stand
from tests.suppliers.helpers import make
from tests.support import Browser, Cast
from tests.support.at_once import at_once
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]


@dataclass(frozen=True)
class Place:
    """A section with one line of text, another section, and one with rows; who may write them."""

    person: int
    page: str
    autosave: str
    name: str
    elsewhere: tuple[str, dict[str, str]]
    rows: tuple[str, str, str]
    table: type[Scenario] | type[Supply]


def of_need(site: Site, cast: Cast) -> Place:
    here = f"/scenarios/{stand(site, cast)}"
    elsewhere = (f"{here}/edit/plan", {"funding": "年度预算", "budget_max": "三百多万"})
    rows = (f"{here}/edit/kpis", "kpis", "name")
    return Place(cast.owner, f"{here}/edit/context", f"{here}/autosave/context", "location", elsewhere, rows, Scenario)


def of_draft(site: Site, cast: Cast, state: SupplyState = SupplyState.DRAFT) -> Place:
    here = f"/supplies/{make(site, cast.firm, state=state).public_id}/edit"
    elsewhere = (f"{here}/delivery", {"delivery": "六周", "price_max": "三百多万"})
    rows = (f"{here}/cases", "cases", "customer")
    return Place(cast.supplier, f"{here}/scope", f"{here}/scope/autosave", "wanted", elsewhere, rows, Supply)


def of_listed(site: Site, cast: Cast) -> Place:
    return of_draft(site, cast, SupplyState.LISTED)


EVERY = pytest.mark.parametrize("place_of", [of_need, of_draft, of_listed])
PlaceOf = Callable[[Site, Cast], Place]


def says(site: Site, place: Place) -> tuple[str, int]:
    """What others see of the line, and the version."""
    with site.database.reading() as db:
        row = db.exec(select(place.table)).one()
        assert isinstance(row, Scenario | Supply)
        return getattr(row, place.name), row.version


def mark(browser: Browser, page: str) -> str:
    return hidden(browser.get(page).text, "version")


@EVERY
def test_an_autosave_keeps_what_was_typed_and_changes_nothing(
    place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn
) -> None:
    place = place_of(site, cast)
    before, writer = says(site, place), signed_in(place.person)
    kept = writer.save(place.page, {place.name: "只打了一半"}, to=place.autosave)
    assert "已自动保存 10:00，点“保存”后生效。" in text_of(kept)
    assert says(site, place) == before
    page = writer.get(place.page)
    assert "只打了一半" in page.text
    assert "还没有保存" in text_of(page)
    assert writer.save(place.page, {place.name: "写完了"}).status_code == 200
    assert says(site, place)[0] == "写完了"
    assert "还没有保存" not in text_of(writer.get(place.page))


@EVERY
def test_what_cannot_be_read_is_kept_too(place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    place = place_of(site, cast)
    writer, (page, typed) = signed_in(place.person), place.elsewhere
    address = page + "/autosave" if place.table is Supply else page.replace("/edit/", "/autosave/")
    assert "有几处还不能识别" in text_of(writer.save(page, typed, to=address))
    assert all(f'value="{text}"' in writer.get(page).text for text in typed.values())
    refused = writer.save(page, typed)
    assert refused.status_code == 422
    for shown in (refused.text, writer.get(page).text):
        assert all(f'value="{text}"' in shown for text in typed.values())


@EVERY
def test_the_next_autosave_follows_the_first_and_another_tab_is_told(
    place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn
) -> None:
    place = place_of(site, cast)
    writer = signed_in(place.person)
    seen = mark(writer, place.page)
    first = writer.post(place.autosave, data={place.name: "甲", "version": seen})
    after = hidden(first.text, "version")
    assert after != seen
    assert writer.post(place.autosave, data={place.name: "甲乙", "version": after}).status_code == 200
    other = writer.post(place.autosave, data={place.name: "丙", "version": seen})
    assert other.status_code == 409
    assert "没有自动保存" in text_of(other)
    assert 'name="version"' not in other.text, "the tab must not be told a mark that it has not seen"
    assert "甲乙" in writer.get(place.page).text


@EVERY
def test_a_stale_form_shows_both_texts_and_saving_again_decides(
    place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn
) -> None:
    place = place_of(site, cast)
    writer = signed_in(place.person)
    seen = mark(writer, place.page)
    assert writer.save(place.page, {place.name: "先到的"}).status_code == 200
    late = writer.post(place.page, data={place.name: "后到的", "version": seen})
    assert late.status_code == 409
    assert "先到的" in late.text
    assert "后到的" in late.text
    assert says(site, place)[0] == "先到的"
    same = writer.post(place.page, data={place.name: "先到的", "version": seen})
    assert same.status_code == 200, "who says the same overwrites nothing"
    again = writer.post(place.page, data={place.name: "后到的", "version": hidden(late.text, "version")})
    assert again.status_code == 200
    assert says(site, place)[0] == "后到的"


@EVERY
def test_two_sections_may_be_written_side_by_side(
    place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn
) -> None:
    place = place_of(site, cast)
    writer, (page, typed) = signed_in(place.person), place.elsewhere
    seen, name = mark(writer, page), next(iter(typed))
    writer.save(place.page, {place.name: "这一节"})
    assert writer.post(page, data={name: typed[name], "version": seen}).status_code == 200
    with site.database.reading() as db:
        assert getattr(db.exec(select(place.table)).one(), name) == typed[name]


@EVERY
def test_of_many_stale_saves_at_once_one_wins(place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    place = place_of(site, cast)
    writer = signed_in(place.person)
    seen = mark(writer, place.page)

    def send(number: int) -> int:
        data = {place.name: f"第{number}个", "version": seen}
        return writer.post(place.page, data=data, follow_redirects=False).status_code

    assert sorted(at_once(4, send)) == [303, 409, 409, 409]


@EVERY
@pytest.mark.parametrize("version", ["", "0", "1", "abc", "٣", "9" * 400, "' OR 1=1"])
def test_a_tampered_mark_overwrites_nothing(
    place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn, version: str
) -> None:
    place = place_of(site, cast)
    before, writer = says(site, place), signed_in(place.person)
    for address in (place.page, place.autosave):
        assert writer.post(address, data={"version": version, place.name: "改一改"}).status_code == 409
    assert says(site, place) == before


@EVERY
def test_what_waits_can_be_thrown_away(place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    place = place_of(site, cast)
    before, writer = says(site, place), signed_in(place.person)
    writer.save(place.page, {place.name: "只打了一半"}, to=place.autosave)
    assert "已恢复为上次保存的内容" in text_of(writer.post(f"{place.page}/discard"))
    assert "只打了一半" not in writer.get(place.page).text
    assert says(site, place) == before
    assert signed_in(cast.stranger).post(f"{place.page}/discard").status_code in {403, 404}


@EVERY
def test_a_row_more_or_less_is_no_judgement_and_is_kept(
    place_of: PlaceOf, site: Site, cast: Cast, signed_in: SignedIn
) -> None:
    place = place_of(site, cast)
    writer, (page, group, part) = signed_in(place.person), place.rows
    typed = {f"{group}-{number}-{part}": text for number, text in enumerate("甲乙")}
    more = writer.save(page, typed | {"add_row": group})
    assert more.status_code == 200
    assert f'name="{group}-2-{part}"' in more.text
    assert "field-error" not in more.text
    less = writer.save(page, typed | {"remove_row": f"{group}-0"})
    assert less.status_code == 200
    for shown in (less.text, writer.get(page).text):
        assert 'value="乙"' in shown
        assert 'value="甲"' not in shown


def test_two_texts_side_by_side_say_the_labels_of_codes_in_rows(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    page = f"/scenarios/{stand(site, cast)}/edit/kpis"
    writer = signed_in(cast.owner)
    seen = mark(writer, page)
    code, label = site.vocabulary.options("constraint")[0]
    row = {"constraints-0-kind": code, "constraints-0-text": "先到的"}
    assert writer.save(page, row).status_code == 200
    late = writer.post(page, data=row | {"constraints-0-text": "后到的", "version": seen})
    assert late.status_code == 409
    assert f"{label} 后到的" in text_of(late)
    assert f"{code} 后到的" not in text_of(late)
