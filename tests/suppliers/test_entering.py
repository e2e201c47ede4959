"""Entering supply, as people do it: six fields, then section by section."""

from collections.abc import Callable

from sqlmodel import select

from app.core.jobs import Reindex
from app.core.models import Job, Revision, StatusChange
from app.core.site import Site
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply, SupplyKind
from suppliers.queries import values_of
from tests.suppliers.helpers import make, six_fields
from tests.support import Browser, Cast
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]


def only_supply(site: Site) -> Supply:
    with site.database.reading() as db:
        return db.exec(select(Supply)).one()


def test_six_fields_list_a_capability(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supplier = signed_in(cast.supplier)
    page = supplier.get("/supplies/new")
    assert page.status_code == 200
    ticket = hidden(page.text, "ticket")
    answer = supplier.post("/supplies", data=six_fields(ticket=ticket))
    assert "已发布，现在可以被检索和推荐" in text_of(answer)
    supply = only_supply(site)
    assert (supply.state, supply.kind, supply.public_id) == (SupplyState.LISTED, SupplyKind.PRODUCT, ticket)
    assert "焊点质检一体机" in text_of(supplier.another().get("/supplies"))
    with site.database.reading() as db:
        assert [change.event for change in db.exec(select(StatusChange)).all()] == ["list"]
        assert [revision.occasion for revision in db.exec(select(Revision)).all()] == ["list"]
        assert [job.kind for job in db.exec(select(Job)).all()] == [Reindex.kind]


def test_a_double_click_makes_one_row(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supplier = signed_in(cast.supplier)
    form = six_fields(ticket=hidden(supplier.get("/supplies/new").text, "ticket"))
    assert supplier.post("/supplies", data=form).status_code == 200
    assert supplier.post("/supplies", data=form).status_code == 200
    assert only_supply(site).state is SupplyState.LISTED


def test_a_ticket_of_somebody_else_overwrites_nothing(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    theirs = make(site, cast.firm)
    answer = signed_in(cast.rival).post("/supplies", data=six_fields(ticket=theirs.public_id))
    assert answer.status_code == 409
    with site.database.reading() as db:
        assert db.exec(select(Supply.name)).all() == [theirs.name]


def test_a_result_says_in_two_lines_what_it_is_for(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    office = signed_in(cast.institute)
    assert "用它能做成什么" in text_of(office.get("/supplies/new"))
    form = six_fields(as_result="1", use_for="每一卷都能查到缺陷。", use_gain="换牌号当天就能用。")
    form.pop("kind")
    assert office.post("/supplies", data=form).status_code == 200
    supply = only_supply(site)
    with site.database.reading() as db:
        assert values_of(db, supply).uses == ("每一卷都能查到缺陷。", "换牌号当天就能用。")
    page = text_of(office.another().get(f"/supplies/{supply.public_id}"))
    assert "对用户有什么用 每一卷都能查到缺陷。 换牌号当天就能用。" in page


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.supplier).post(
        "/supplies", data=six_fields(name="", fields=[], trl="12", contact_phone="", contact_email="不是邮箱")
    )
    said = text_of(answer)
    assert answer.status_code == 422
    assert "不能大于 9" in said
    assert "邮箱格式不对" in said
    assert "至少选择或填写 1 项" in said
    assert "在线判定焊点虚焊与漏焊" in said
    assert 'value="不是邮箱"' in answer.text


def test_a_contact_needs_some_way_to_be_reached(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.supplier).post("/supplies", data=six_fields(contact_phone=""))
    assert answer.status_code == 422
    assert "电话和邮箱至少留一个" in text_of(answer)


def test_a_half_typed_first_page_becomes_a_draft_with_everything(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supplier = signed_in(cast.supplier)
    answer = supplier.post(
        "/supplies",
        data={
            "do": "draft",
            "name": "半个名字",
            "kind": "",
            "description": "还没写",
            "price_min": "abc",
            "directions": "vision",
        },
    )
    assert answer.status_code == 200
    assert "还没写" in answer.text
    supply = only_supply(site)
    assert (supply.state, supply.name) == (SupplyState.DRAFT, "半个名字")
    assert 'value="abc"' in supplier.get(f"/supplies/{supply.public_id}/edit/delivery").text
    assert 'value="vision" checked' in supplier.get(f"/supplies/{supply.public_id}/edit/scope").text


def test_an_unverified_house_keeps_drafts_and_lists_nothing(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    newcomer = signed_in(cast.unverified)
    answer = newcomer.post("/supplies", data=six_fields())
    supply = only_supply(site)
    assert "单位通过核验后" in text_of(answer)
    assert supply.state is SupplyState.DRAFT
    refused = newcomer.post(f"/supplies/{supply.public_id}/moves/list")
    assert refused.status_code == 403
    assert "贵单位通过核验后" in text_of(refused)


def test_who_has_no_house_of_supply_is_told_what_to_do(cast: Cast, signed_in: SignedIn) -> None:
    for person in (cast.stranger, cast.owner):
        answer = signed_in(person).get("/supplies/new")
        assert answer.status_code == 403
        assert "先加入一家企业或科研院所" in text_of(answer)
    assert signed_in(cast.supplier).another().get("/supplies/new", follow_redirects=False).status_code == 303


def test_the_rest_is_filled_section_by_section(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply, supplier = make(site, cast.firm, parameters=(), cases=()), signed_in(cast.supplier)
    here = f"/supplies/{supply.public_id}/edit"
    rows = {
        "parameters-0-name": "误报率",
        "parameters-0-value": "≤2",
        "parameters-0-unit": "%",
        "parameters-3-name": "单件耗时",
        "parameters-3-value": "0.8",
        "parameters-3-unit": "秒",
    }
    saved = supplier.save(f"{here}/parameters", rows | {"do": "next"})
    assert "“关键参数”已保存" in text_of(saved)
    assert saved.url.path == f"{here}/cases"
    with site.database.reading() as db:
        row = db.exec(select(Supply)).one()
        assert [(p.name, p.value) for p in values_of(db, row).parameters] == [("误报率", "≤2"), ("单件耗时", "0.8")]
        assert row.version == 2
        assert [revision.occasion for revision in db.exec(select(Revision)).all()] == ["list", "changed"]


def test_a_row_more_or_less_loses_nothing(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply, supplier = make(site, cast.firm, state=SupplyState.DRAFT), signed_in(cast.supplier)
    here = f"/supplies/{supply.public_id}/edit/cases"
    typed = {"cases-0-customer": "甲厂", "cases-1-customer": "乙厂", "cases-1-year": "去年"}
    more = supplier.save(here, typed | {"add_row": "cases"})
    assert more.status_code == 200
    assert 'name="cases-2-customer"' in more.text
    assert 'value="去年"' in more.text
    less = supplier.save(here, typed | {"remove_row": "cases-0"})
    assert 'value="甲厂"' not in less.text
    assert 'value="乙厂"' in less.text
    assert 'value="乙厂"' in supplier.get(here).text


def test_a_stale_save_shows_both_texts_and_decides_nothing(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply, supplier = make(site, cast.firm), signed_in(cast.supplier)
    here = f"/supplies/{supply.public_id}/edit/scope"
    mark = hidden(supplier.get(here).text, "version")
    first = {"version": mark, "wanted": "县域医共体", "district": "gaoxin", "directions": ["vision"]}
    supplier.post(here, data=first)
    late = supplier.post(here, data=first | {"wanted": "体检中心", "district": "jinshui"})
    said = text_of(late)
    assert late.status_code == 409
    assert "县域医共体" in said
    assert "体检中心" in said
    assert "高新区" in said
    assert "金水区" in said
    with site.database.reading() as db:
        assert db.exec(select(Supply.wanted)).one() == "县域医共体"
    again = supplier.post(here, data=first | {"wanted": "体检中心", "version": hidden(late.text, "version")})
    assert again.status_code == 200
    with site.database.reading() as db:
        assert db.exec(select(Supply.wanted)).one() == "体检中心"


def test_what_is_typed_is_kept_before_it_is_saved(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply, supplier = make(site, cast.firm), signed_in(cast.supplier)
    here = f"/supplies/{supply.public_id}/edit/scope"
    kept = supplier.save(here, {"wanted": "只打了一半"}, to=f"{here}/autosave")
    assert "已自动保存 10:00" in kept.text
    assert "只打了一半" in supplier.get(here).text
    assert "只打了一半" not in supplier.get(f"/supplies/{supply.public_id}").text
    supplier.post(f"{here}/discard")
    assert "只打了一半" not in supplier.get(here).text


def test_listed_suspended_and_listed_again(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply, supplier = make(site, cast.firm), signed_in(cast.supplier)
    moves = f"/supplies/{supply.public_id}/moves"
    assert "已下架" in text_of(supplier.post(f"{moves}/suspend", data={"note": "升级中"}))
    assert supply.name not in text_of(supplier.get("/supplies"))
    assert supplier.another().get(f"/supplies/{supply.public_id}").status_code == 404
    assert supplier.post(f"{moves}/suspend").status_code == 409
    assert "已发布" in text_of(supplier.post(f"{moves}/relist"))
    assert supplier.another().get(f"/supplies/{supply.public_id}").status_code == 200
    assert supplier.post(f"{moves}/vanish").status_code == 404


def test_what_the_office_takes_down_only_the_office_puts_back(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply = make(site, cast.firm)
    moves = f"/supplies/{supply.public_id}/moves"
    signed_in(cast.office).post(f"{moves}/suspend")
    assert signed_in(cast.supplier).post(f"{moves}/relist").status_code == 403
    assert signed_in(cast.office).post(f"{moves}/relist").status_code == 200


def test_the_overview_names_what_is_missing_and_why(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply = make(site, cast.firm, cases=(), state=SupplyState.DRAFT)
    said = text_of(signed_in(cast.supplier).get(f"/supplies/{supply.public_id}/edit"))
    assert "补充典型案例 +12" in said
    assert "场景方最先看的内容" in said


def test_a_rival_reads_what_is_listed_and_writes_nothing(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply, rival = make(site, cast.firm), signed_in(cast.rival)
    assert rival.get(f"/supplies/{supply.public_id}").status_code == 200
    for path in ("edit", "edit/basics", "edit/attachments"):
        assert rival.get(f"/supplies/{supply.public_id}/{path}").status_code == 403
    for path in ("edit/basics", "edit/basics/autosave", "files", "researcher", "moves/suspend"):
        assert rival.post(f"/supplies/{supply.public_id}/{path}").status_code == 403
    assert signed_in(cast.office).get(f"/supplies/{supply.public_id}/edit").status_code == 403
