"""Whatever a stranger calls an address is answered, and leads nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.urls import header_safe, host_of, local_path, parsed, site_name_of
from tests.support import Browser

ODD = ("//[", "http://[", "//℀", "http://a:99999999", "http://[::1", "http://\ud800", "/\\[", "https://℀.example/[")


@pytest.mark.parametrize("address", ODD)
def test_an_odd_address_is_none_and_never_raises(address: str) -> None:
    assert local_path(address) == "/"
    assert site_name_of(address) in {"", "[", "::1"} or parsed(address) is not None
    assert isinstance(host_of(address), str)


@given(st.text(max_size=60))
def test_no_text_raises_and_none_leaves_the_site(text: str) -> None:
    path = local_path(text)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert header_safe(text).isascii()
    host_of(text), site_name_of(text)


def test_a_website_gives_its_host() -> None:
    assert site_name_of("https://www.Example.com:8443/about") == "example.com"
    assert site_name_of("example.com") == ""


@pytest.mark.parametrize("address", ODD[:-3])
def test_an_odd_way_back_is_the_front_page(browser: Browser, address: str) -> None:
    assert browser.get("/sign-in", params={"next": address}).status_code == 200
    assert browser.post("/language", data={"lang": "en", "next": address}).url.path == "/"


def test_a_chinese_way_back_arrives(browser: Browser) -> None:
    answer = browser.post("/language", data={"lang": "zh", "next": "/scenarios?q=影像"}, follow_redirects=False)
    assert answer.headers["Location"] == "/scenarios?q=%E5%BD%B1%E5%83%8F"


@pytest.mark.parametrize("origin", ["http://[", "//℀", "null", "http://[::1"])
def test_an_odd_origin_is_refused_like_any_other(browser: Browser, origin: str) -> None:
    del browser.headers["Sec-Fetch-Site"]
    answer = browser.post("/language", data={"lang": "en"}, headers={b"Origin": origin.encode()})
    assert answer.status_code == 403
    assert answer.headers["X-Request-ID"]
