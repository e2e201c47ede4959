"""A file that takes longer than somebody should wait is kept, read by a job, and told on its own page."""

import io
from collections.abc import Callable

import pytest
from sqlmodel import select

from app.core.acting import act_in
from app.core.actors import Actor
from app.core.site import Site
from app.exchange.actions import Taken, enqueue_work, hand_in
from app.exchange.fields import ListKind
from app.exchange.models import Upload, UploadState
from scenarios.models import Scenario
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
LIST = "需求清单\n场景名称,单位名称,需求描述\n甲需求,甲单位,要做的事\n乙需求,乙单位,要做的事\n".encode()


def _kept_unread(site: Site, cast: Cast, content: bytes) -> str:
    """As the request leaves it when the glance took too long; returns the address of the upload."""
    sha256, _seen = site.blobs.keep(io.BytesIO(content), 1 << 20, lambda _path: None)
    now = site.clock.now()
    with site.database.writing() as db:
        actor = Actor(cast.office, "专班", role="office")
        upload = hand_in(act_in(db, site, actor), ListKind.OPPORTUNITIES, Taken(sha256, None), "清单.csv", None)
        enqueue_work(db, upload, now)
        return f"/imports/{upload.public_id}"


def test_the_job_reads_what_the_request_did_not(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    page, office = _kept_unread(site, cast, LIST), signed_in(cast.office)
    assert "正在读取文件" in text_of(office.get(page))
    assert "正在读取文件" in text_of(office.fragment(f"{page}/progress"))
    drain()
    checked = text_of(office.get(page))
    assert "将新增 2" in checked
    assert "共 2 行数据" in checked
    assert "第 1 行 · 标题行" in checked
    assert office.post(f"{page}/confirm", data={}).status_code == 200
    drain()
    with site.database.reading() as db:
        assert sorted(db.exec(select(Scenario.title)).all()) == ["乙需求", "甲需求"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04broken", "工作簿已损坏"),
        ("甲,乙\n".encode(), "没有找到表头"),
        (LIST[: LIST.index("甲".encode())], "表头下面没有数据行"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_way_on(
    content: bytes, sentence: str, site: Site, cast: Cast, signed_in: SignedIn, drain: Drain
) -> None:
    page, office = _kept_unread(site, cast, content), signed_in(cast.office)
    drain()
    with site.database.reading() as db:
        assert db.exec(select(Upload.state)).one() is UploadState.FAILED
    told = office.get(page)
    assert sentence in text_of(told)
    assert 'href="/imports/new?kind=opportunities"' in told.text
    assert "识别了" not in text_of(told), "no columns are known"
    assert "没有写入任何内容" in text_of(office.post(f"{page}/discard"))
