"""The front page and the desk for everybody of the cast, in both languages."""

import re
from collections.abc import Callable

import pytest

from app.core.site import Site
from tests.support import Browser, Cast
from tests.support.application import application
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
EVERYBODY = tuple(
    name for name in Cast.__dataclass_fields__ if not name.endswith(("firm", "hospital", "research", "factory"))
)


def test_the_front_page_stands_without_any_content(browser: Browser) -> None:
    page = browser.get("/")
    assert page.status_code == 200
    assert "还没有开放的场景" in text_of(page)
    assert "<form" in page.text
    assert "/paste" in page.text


def test_the_front_page_counts_and_shows_what_is_open(demo: Site) -> None:
    page = Browser(application(demo)).get("/")
    assert re.search(r"企业能力\s*1\d\d|1\d\d\s*企业能力", text_of(page))
    assert len(re.findall(r'href="[^"]*/scenarios/[a-z0-9]{12}"', page.text)) == 6
    assert "/scenarios?field=" in page.text


def test_english_pages_show_no_chinese_of_ours(browser: Browser) -> None:
    for path in ("/", "/help", "/nothing"):
        page = browser.get(path, headers={"Accept-Language": "en"})
        assert not CHINESE.search(text_of(page).replace("中文", "")), path


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_has_a_desk(name: str, cast: Cast, signed_in: SignedIn) -> None:
    visitor = signed_in(getattr(cast, name))
    assert visitor.get("/desk").status_code == 200
    english = visitor.get("/desk", headers={"Accept-Language": "en"})
    own_names = "嵩云医院|启明医智科技|澄观智能|中岳智能研究院|初芽科技|大河装备厂|中文"
    assert not CHINESE.search(re.sub(own_names, "", text_of(english)))


def test_a_stranger_is_told_how_to_begin(cast: Cast, signed_in: SignedIn) -> None:
    assert "您还没有加入单位" in text_of(signed_in(cast.stranger).get("/desk"))


def test_the_desk_is_for_people_who_have_signed_in(browser: Browser) -> None:
    assert browser.get("/desk", follow_redirects=False).headers["Location"].startswith("/sign-in?next=")
