"""The frame around every answer: headers, cross-site check, size, language, failures."""

import logging

import pytest

from app.core.site import Site
from app.core.urls import local_path
from tests.support import Browser
from tests.support.browser import text_of


def test_every_answer_carries_the_policy_and_its_id(browser: Browser) -> None:
    for path in ("/", "/nothing", "/healthz"):
        headers = browser.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Request-ID"]


def test_static_files_are_kept_and_pages_are_not(browser: Browser) -> None:
    assert "immutable" in browser.get("/static/app.css").headers["Cache-Control"]
    assert browser.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Cookie": "jinghe=x"}, False),
        ({}, True),
    ],
)
def test_a_change_asked_for_by_another_site_is_refused(
    browser: Browser, headers: dict[str, str], accepted: bool
) -> None:
    del browser.headers["Sec-Fetch-Site"]
    status = browser.post("/language", data={"lang": "en"}, headers=headers, follow_redirects=False).status_code
    assert (status != 403) is accepted


def test_a_body_that_is_too_large_is_refused_with_a_sentence(browser: Browser, site: Site) -> None:
    too_much = (site.settings.upload_limit_mb + 2) << 20
    declared = browser.post("/language", content=b"x", headers={"Content-Length": str(too_much)})
    assert declared.status_code == 413
    assert "MB" in declared.text


def test_an_unknown_address_is_a_page_in_the_readers_language(browser: Browser) -> None:
    chinese = browser.get("/nothing")
    assert chinese.status_code == 404
    assert "没有找到" in chinese.text
    english = browser.get("/nothing", headers={"Accept-Language": "en-GB"})
    assert "没有找到" not in english.text


def test_a_fragment_is_asked_for_by_htmx_alone(browser: Browser) -> None:
    whole, part = browser.get("/nothing"), browser.fragment("/nothing")
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert "HX-Request" in whole.headers["Vary"]
    boosted = browser.get("/nothing", headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert "<html" in boosted.text


def test_a_page_for_members_leads_to_the_sign_in_and_back(browser: Browser) -> None:
    answer = browser.get("/account?tab=x", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=%2Faccount%3Ftab%3Dx"
    fragment = browser.get(
        "/account", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk"}, follow_redirects=False
    )
    assert fragment.headers["HX-Redirect"] == "/sign-in?next=%2Fdesk"


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x", "/a\nb", ""]
)
def test_a_way_back_never_leads_elsewhere(url: str) -> None:
    assert local_path(url) == "/"


def test_a_way_back_may_lead_anywhere_here() -> None:
    assert local_path("/scenarios?q=1") == "/scenarios?q=1"


def test_ready_says_whether_database_schema_index_and_disk_are(browser: Browser) -> None:
    answer = browser.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "migrations": True, "index": True, "disk": True}


def test_metrics_count_requests(browser: Browser) -> None:
    browser.get("/")
    assert "jinghe_requests_total" in browser.get("/metrics").text


def test_the_log_has_the_path_and_no_personal_data(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().setLevel(logging.INFO)
    browser.get("/nothing?email=person@example.com")
    assert "person@example.com" not in capsys.readouterr().err


def test_a_page_shows_its_flash_once(browser: Browser) -> None:
    browser.cookies.set("jinghe_flash", "success%7C%E5%B7%B2%E4%BF%9D%E5%AD%98%E3%80%82")
    assert "已保存。" in text_of(browser.get("/nothing"))
