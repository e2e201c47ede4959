"""The wizard over HTTP: who may, what is shown, confirmed, undone."""

import io
import re
from collections.abc import Callable

import pytest
from sqlmodel import func, select

from app.accounts.models import Organisation, OrganisationState
from app.core.clock import FixedClock
from app.core.models import AuditEntry
from app.core.site import Site
from app.exchange.models import Upload, UploadState
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]

LIST = """第一批需求清单,,,,,
序号,场景机会名称,单位名称,需求描述,截止日期,备注
1,病历质控,第一医院,自动检查病历缺项，联系 13812345678,2027.6,急
2,胎面缺陷检测,轮胎厂,识别胎面气泡,2026-13-45,
3,,轮胎厂,没有名称,,
4,病历质量控制,第一医院,相近的名称,2027年底前,
5,病历质控,第一医院,自动检查病历缺项，联系 13812345678,2027.6,
合计,5,,,,
""".replace("缺项，联系", "缺项；联系")


def _send(browser: Browser, content: bytes, name: str = "清单.csv", **more: str) -> str:
    """Hand in a file; returns the address of the upload."""
    answer = browser.post(
        "/imports", data={"kind": "opportunities", **more}, files={"file": (name, io.BytesIO(content))}
    )
    assert answer.status_code == 200, text_of(answer)
    return str(answer.url.path)


def test_the_office_imports_and_undoes(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    office = signed_in(cast.office)
    page = _send(office, LIST.encode("gb18030"))
    assert "正在检查" in text_of(office.get(page))
    drain()
    checked = text_of(office.get(page))
    for words in (
        "公开的文字里有个人信息“13812345678”",
        "日期“2026-13-45”不存在",
        "缺少必填内容",
        "与本文件第 7 行是同一条",
    ):
        assert words in checked
    assert "附加信息" in checked
    assert "第 1 行 · 标题行" in checked
    assert _needs(site) == []
    errors = text_of(office.get(f"{page}?show=error"))
    assert "缺少必填内容" in errors
    assert "胎面缺陷检测" not in errors, "a day that does not exist keeps a row a draft"
    assert "病历质控" not in errors
    assert office.post(f"{page}/confirm", data={}).status_code == 200
    drain()
    done = text_of(office.get(page))
    assert "没有导入或没有发布的行" in done
    assert [(n.title, n.state, n.source_row, n.extra) for n in _needs(site)] == [
        ("胎面缺陷检测", ScenarioState.DRAFT, 4, {"截止日期": "2026-13-45"}),
        ("病历质量控制", ScenarioState.DRAFT, 6, None),
        ("病历质控", ScenarioState.DRAFT, 7, {"备注": "急"}),
    ]
    with site.database.reading() as db:
        hospital = db.exec(select(Organisation).where(Organisation.name == "第一医院")).one()
        assert (hospital.state, hospital.kind) == (OrganisationState.UNCLAIMED, "hospital")
    assert office.post(f"{page}/undo").status_code == 200
    drain()
    assert "这次导入的内容已全部撤销" in text_of(office.get(page))
    assert _needs(site) == []
    with site.database.reading() as db:
        assert db.exec(select(Organisation).where(Organisation.name == "第一医院")).one_or_none() is None


def _needs(site: Site) -> list[Scenario]:
    with site.database.reading() as db:
        return list(db.exec(select(Scenario).order_by("id")).all())


def test_a_member_imports_for_her_own_house_only(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    owner = signed_in(cast.owner)
    page = _send(owner, LIST.encode())
    drain()
    assert "不是本单位" in text_of(owner.get(page))
    assert "导入后直接发布" not in text_of(owner.get(page))
    assert owner.post(f"{page}/confirm", data={"publish": "true", "waiver": "想发布"}).status_code == 403
    owner.post(f"{page}/confirm", data={})
    drain()
    assert {need.organisation_id for need in _needs(site)} == {cast.hospital}
    assert all(need.state is ScenarioState.DRAFT for need in _needs(site))
    assert signed_in(cast.rival).get(page).status_code == 404
    assert signed_in(cast.stranger).get(page).status_code == 404
    assert signed_in(cast.colleague).get(page).status_code == 200
    assert signed_in(cast.office).get(page).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "unverified", "admin", "auditor", "reviewer"])
def test_others_may_not_import(who: str, cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get("/imports/new").status_code == 403
    assert browser.get("/imports").status_code == 403
    sent = browser.post("/imports", data={"kind": "opportunities"}, files={"file": ("a.csv", b"x")})
    assert sent.status_code == 403


def test_a_supplier_may_not_import_needs(cast: Cast, signed_in: SignedIn) -> None:
    supplier = signed_in(cast.supplier)
    assert "机会清单" not in text_of(supplier.get("/imports/new"))
    answer = supplier.post(
        "/imports", data={"kind": "opportunities"}, files={"file": ("a.csv", "场景名称,需求描述\n甲,乙\n".encode())}
    )
    assert answer.status_code == 422
    assert "请选择以哪个单位的名义导入" in text_of(answer)


def test_the_office_publishes_with_a_reason(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    office = signed_in(cast.office)
    rows = "场景名称,单位名称,需求描述,截止日期\n甲需求,甲单位,要做的事,2027-06-30\n乙需求,乙单位,要做的事,2020-01-01\n"
    page = _send(office, rows.encode())
    drain()
    refused = office.post(f"{page}/confirm", data={"publish": "true"})
    assert refused.status_code == 422
    assert "请写明直接发布的理由" in text_of(refused)
    office.post(f"{page}/confirm", data={"publish": "true", "waiver": "局办公会审定"})
    drain()
    states = {need.title: need.state for need in _needs(site)}
    assert states == {"甲需求": ScenarioState.OPEN, "乙需求": ScenarioState.DRAFT}
    assert "没有发布：截止日期已经过去" in text_of(office.get(page))
    (opened,) = [need for need in _needs(site) if need.title == "甲需求"]
    assert (opened.waiver, opened.version) == ("局办公会审定", 1)
    assert opened.code
    assert signed_in(cast.stranger).get(f"/scenarios/{opened.public_id}").status_code == 200
    with site.database.reading() as db:
        actions = db.exec(select(AuditEntry.action, AuditEntry.detail)).all()
    assert ("import.confirmed", {"publish": True, "waiver": "局办公会审定"}) in actions
    office.post(f"{page}/undo")
    drain()
    assert _needs(site) == []
    assert site.index.text_of("scenario", opened.id) == ""


def test_columns_can_be_taken_for_something_else(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    office = signed_in(cast.office)
    page = _send(office, "场景名称,单位名称,要做什么\n甲,乙单位,识别气泡\n".encode())
    drain()
    assert "附加信息" in text_of(office.get(page))
    twice = office.post(f"{page}/columns", data={"column-1": "title", "column-2": "title"})
    assert twice.status_code == 422
    assert "有两列选了同一个用途" in text_of(twice)
    assert office.post(f"{page}/columns", data={"column-2": "nonsense"}).status_code == 422
    office.post(f"{page}/columns", data={"column-2": "description"})
    drain()
    office.post(f"{page}/confirm", data={})
    drain()
    assert [need.description for need in _needs(site)] == ["识别气泡"]


def test_a_list_without_names_says_so_and_can_be_mended(cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    office = signed_in(cast.office)
    page = _send(office, "做什么,单位名称,需求描述\n甲,乙单位,识别气泡\n".encode())
    drain()
    assert "没有一列被认作“场景名称”" in text_of(office.get(page))
    office.post(f"{page}/columns", data={"column-0": "title"})
    drain()
    assert "将新增 1" in text_of(office.get(page))


def test_a_second_click_changes_nothing(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, clock: FixedClock
) -> None:
    office = signed_in(cast.office)
    page = _send(office, LIST.encode())
    assert office.post(f"{page}/confirm", data={}).status_code == 409, "not before its dry run"
    drain()
    assert office.post(f"{page}/confirm", data={}).status_code == 200
    assert office.post(f"{page}/confirm", data={}).url.path == page  # led to what the first click did
    clock.advance(minutes=2)
    assert office.post(f"{page}/confirm", data={}).status_code == 409
    drain()
    assert len(_needs(site)) == 3
    assert office.post(f"{page}/discard").status_code == 409


def test_an_upload_can_be_put_away(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    office = signed_in(cast.office)
    page = _send(office, LIST.encode())
    drain()
    assert "没有写入任何内容" in text_of(office.post(f"{page}/discard"))
    with site.database.reading() as db:
        assert db.exec(select(Upload.state)).one() is UploadState.DISCARDED
        assert db.exec(select(func.count()).select_from(Scenario)).one() == 0


def test_progress_is_asked_for_and_ends(cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    office = signed_in(cast.office)
    page = _send(office, LIST.encode())
    asked = office.fragment(f"{page}/progress")
    assert 'hx-trigger="every 2s"' in asked.text
    assert "<html" not in asked.text
    drain()
    ended = office.fragment(f"{page}/progress")
    assert ended.headers["HX-Redirect"] == page
    assert office.get(f"{page}/progress").url.path == page


BAD = [
    (b"", "a.csv", "文件是空的"),
    ("场景名称,需求描述\n".encode(), "a.csv", "表头下面没有数据行"),
    ("你好,世界\n一,二\n".encode(), "a.csv", "没有找到表头"),
    (b"PK\x03\x04broken", "a.xlsx", "工作簿已损坏"),
    (b"%PDF-1.7 ...", "a.csv", "这不是 CSV 或 XLSX"),
    (
        "场景名称,需求描述\n".encode() + "甲,乙\n".encode() * 20 + "丙,检测需求\n".encode("gb18030"),
        "a.csv",
        "混有不同编码",
    ),
    ('场景名称,需求描述\n"甲,乙\n'.encode(), "a.csv", "引号不成对"),
    (b"<html><table></table></html>", "a.csv", "网页格式"),
]


@pytest.mark.parametrize(("content", "name", "sentence"), BAD)
def test_bad_files_are_told_where_they_were_chosen(
    content: bytes, name: str, sentence: str, site: Site, cast: Cast, signed_in: SignedIn
) -> None:
    office = signed_in(cast.office)
    answer = office.post(
        "/imports", data={"kind": "results", "organisation": ""}, files={"file": (name, io.BytesIO(content))}
    )
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'value="results" checked' in answer.text, "what was chosen is kept"
    with site.database.reading() as db:
        assert db.exec(select(Upload)).all() == []


def test_no_file_and_a_strange_kind(cast: Cast, signed_in: SignedIn) -> None:
    office = signed_in(cast.office)
    assert "请填写这一项" in text_of(office.post("/imports", data={"kind": "opportunities"}))
    answer = office.post("/imports", data={"kind": "nonsense"}, files={"file": ("a.csv", b"a")})
    assert answer.status_code == 422
    assert "请从列表中选择" in text_of(answer)


def test_templates_are_read_by_the_import(cast: Cast, signed_in: SignedIn) -> None:
    office = signed_in(cast.office)
    for ending in ("csv", "xlsx"):
        answer = office.get(f"/imports/template/capabilities.{ending}")
        assert answer.status_code == 200
        sent = office.post("/imports", data={"kind": "capabilities"}, files={"file": (f"a.{ending}", answer.content)})
        assert "表头下面没有数据行" in text_of(sent)
    assert office.get("/imports/template/nonsense.csv").status_code == 404


def test_tampered_addresses(cast: Cast, signed_in: SignedIn) -> None:
    office = signed_in(cast.office)
    assert office.get("/imports/nosuchupload").status_code == 404
    assert office.post("/imports/nosuchupload/confirm").status_code == 404
    assert office.get("/exports/opportunities.pdf").status_code == 404
    assert office.get("/exports/opportunities.csv?scope=everything").status_code == 404


def test_english_pages_hold_no_chinese_but_peoples_own(cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    office = signed_in(cast.office)
    office.headers["Accept-Language"] = "en"
    office.cookies.set("jinghe_lang", "en")
    empty = office.get("/imports")
    rows = "title,agency,description,due date,note\nAlpha,Beta,Call a@b.org,2027-13-45,x\n,Beta,y,,\nAlpha,Beta,z,,\n"
    page = _send(office, rows.encode(), name="list.csv")
    pages = [empty, office.get("/imports/new"), office.get("/exports"), office.get(page)]
    drain()
    pages += [office.get("/imports"), office.get(page)]
    pages.append(office.post("/imports", data={"kind": "opportunities"}, files={"file": ("a.csv", b"")}))
    pages.append(office.post(f"{page}/confirm", data={"publish": "true"}))
    office.post(f"{page}/confirm", data={"publish": "true", "waiver": "agreed"})
    pages.append(office.get(page))
    drain()
    pages.append(office.get(page))
    office.post(f"{page}/undo")
    drain()
    pages.append(office.get(page))
    for answer in pages:
        chinese = re.findall(r"[\u3400-\u9fff，。：；（）]+", text_of(answer).replace("中文", "").replace("景合", ""))
        assert chinese == [], (answer.url.path, chinese)
