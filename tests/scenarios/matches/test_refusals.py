"""What is wrong gets a sentence and changes nothing; whoever may not know learns nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.accounts.models import Membership
from app.core.i18n import merged_catalogue
from app.core.site import Site
from app.core.throttle import Limit
from scenarios.matches.lifecycle import AnswerState, MatchState
from scenarios.matches.routes.reverse import REASONS
from scenarios.models import Secrecy
from tests.scenarios.matches.helpers import (
    BODY,
    ECG,
    OWNER_CONTACT,
    PAPER,
    SUPPLIER_CONTACT,
    answers_of,
    match_with,
    need,
    supply,
)
from tests.support import Browser, Cast
from tests.support.browser import text_of
from tests.support.trying import use_up

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]


def test_who_may_open_which_page(site: Site, cast: Cast, signed_in: SignedIn, browser: Browser, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    pages = {
        f"/scenarios/{public_id}/matches": {"owner", "colleague", "curator", "reviewer", "office", "two_hats"},
        f"/scenarios/{public_id}/answers": {"owner", "colleague", "curator", "office", "two_hats"},
        f"/scenarios/{public_id}/matches/add": {"curator", "office"},
        f"/supplies/{one.public_id}/needs": {"supplier", "curator", "office"},
        "/curation": {"curator", "office"},
    }
    everybody = ("owner", "colleague", "supplier", "rival", "curator", "reviewer", "other_reviewer", "office", "admin",
                 "auditor", "stranger", "unverified", "two_hats")  # fmt: skip
    for url, allowed in pages.items():
        assert browser.get(url, follow_redirects=False).status_code == 303
        for who in everybody:
            answer = signed_in(getattr(cast, who)).get(url)
            assert (answer.status_code == 200) is (who in allowed), (url, who, answer.status_code)
            assert not any(word in answer.text for word in (*OWNER_CONTACT, *SUPPLIER_CONTACT)), (url, who)


def test_who_may_decide(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    match = match_with(site, public_id, one)
    for who, status in (("stranger", 404), ("rival", 404), ("supplier", 403), ("owner", 403), ("reviewer", 403)):
        answer = signed_in(getattr(cast, who)).post(f"/matches/{match.public_id}/introduce")
        assert answer.status_code == status, who
    assert signed_in(cast.curator).post(f"/matches/{match.public_id}/invite").status_code == 403
    assert signed_in(cast.curator).post(f"/matches/{match.public_id}/nonsense").status_code == 404
    assert signed_in(cast.curator).post("/matches/nobody/shortlist").status_code == 404
    refused = signed_in(cast.curator).post(f"/matches/{match.public_id}/dismiss", data={"reason": "made_up"})
    assert refused.status_code == 400
    assert "请从列表中选择原因" in text_of(refused)
    assert match_with(site, public_id, one).state is MatchState.SUGGESTED


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"body": BODY}, "请填写这一项"),
        ({"supply": "nobody", "body": BODY}, "请选择本单位一项已发布的能力或成果"),
        ({"supply": "RIVAL", "body": BODY}, "请选择本单位一项已发布的能力或成果"),
        ({"supply": "OWN", "body": "好" * 301}, "最多填写 300 个字"),
        ({"supply": "OWN", "body": "长" * 50_000}, "最多填写 300 个字"),
        ({"supply": "OWN", "body": " \n "}, "请填写这一项"),
    ],
)
def test_an_answer_that_is_wrong_keeps_what_was_typed(
    site: Site, cast: Cast, signed_in: SignedIn, form: dict[str, str], sentence: str
) -> None:
    ids = {"OWN": supply(site, cast.firm).public_id, "RIVAL": supply(site, cast.rival_firm, PAPER).public_id}
    public_id = need(site, cast)
    sent = {**form, **({"supply": ids.get(form["supply"], form["supply"])} if "supply" in form else {})}
    page = signed_in(cast.supplier).post(f"/scenarios/{public_id}/answer", data=sent)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert form["body"].strip() in page.text
    assert answers_of(site, public_id) == []


def test_emoji_and_rare_characters_arrive_as_they_were(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    body = "𠮷野先生🚑能做\x00<script>alert(1)</script>"
    page = signed_in(cast.supplier).post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": body})
    assert "𠮷野先生🚑能做&lt;script&gt;" in page.text
    assert answers_of(site, public_id)[0].body == body.replace("\x00", "")


def test_who_cannot_answer_is_told_why(site: Site, cast: Cast, signed_in: SignedIn, browser: Browser) -> None:
    public_id = need(site, cast)
    url = f"/scenarios/{public_id}/answer"
    assert "登录后回应" in text_of(browser.get(url))
    assert "还没有通过核验" in text_of(signed_in(cast.unverified).get(url))
    assert "登记能力" in text_of(signed_in(cast.supplier).get(url))
    assert "只有通过核验的供给方" in text_of(signed_in(cast.stranger).get(url))
    for person in (cast.unverified, cast.stranger, cast.owner):
        assert signed_in(person).post(url, data={"supply": "x", "body": BODY}).status_code == 403
    assert browser.post(url, data={"supply": "x", "body": BODY}, follow_redirects=False).status_code == 303


def test_a_restricted_need_does_not_exist_for_strangers(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    public_id = need(site, cast, secrecy=Secrecy.RESTRICTED)
    for end in ("answer", "answers", "matches"):
        assert signed_in(cast.stranger).get(f"/scenarios/{public_id}/{end}").status_code == 404
    assert signed_in(cast.supplier).get(f"/scenarios/{public_id}/answer").status_code == 200


def test_two_answers_at_once_from_two_colleagues(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    with site.database.writing() as db:
        db.add(Membership(person_id=cast.stranger, organisation_id=cast.firm, started_at=site.clock.now()))
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    browsers = [signed_in(cast.supplier), signed_in(cast.stranger)]
    form = {"supply": one.public_id, "body": BODY}
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda b: b.post(f"/scenarios/{public_id}/answer", data=form).status_code, browsers))
    assert sorted(codes) == [200, 409]
    assert [row.state for row in answers_of(site, public_id)] == [AnswerState.SENT]


def test_reasons_of_a_pair_are_for_those_who_see_the_match(
    site: Site, cast: Cast, signed_in: SignedIn, browser: Browser, drain: Drain
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    url = f"/why?need={public_id}&supply={one.public_id}"
    for who in ("owner", "supplier", "curator"):
        assert signed_in(getattr(cast, who)).get(url).status_code == 200
    for who in ("rival", "stranger"):
        assert signed_in(getattr(cast, who)).get(url).status_code == 404
    assert signed_in(cast.owner).get("/why?need=x&supply=y").status_code == 404
    assert signed_in(cast.owner).get("/why").status_code == 404
    owner = signed_in(cast.owner)
    use_up(site, Limit("why", str(cast.owner), REASONS, timedelta(minutes=1)), left=1)
    assert [owner.get("/why?need=x&supply=y").status_code for _try in range(2)] == [404, 429]
    assert signed_in(cast.supplier).get(url).status_code == 200, "the limit is each person's own"


def test_following_a_need(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    public_id = need(site, cast)
    stranger = signed_in(cast.stranger)
    stranger.post(f"/scenarios/{public_id}/watch")
    stranger.post(f"/scenarios/{public_id}/watch")
    assert "取消关注" in text_of(stranger.get(f"/scenarios/{public_id}/answer"))
    stranger.post(f"/scenarios/{public_id}/unwatch")
    assert "关注这项需求" in text_of(stranger.get(f"/scenarios/{public_id}/answer"))
    assert signed_in(cast.owner).post(f"/scenarios/{public_id}/watch").status_code == 403


def test_english_pages_have_no_chinese_of_ours(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one = supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    public_id = need(site, cast)
    drain()
    firm = signed_in(cast.supplier)
    firm.post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": "We can."})
    match = match_with(site, public_id, one)
    texts = (ECG, PAPER)
    english = {"Accept-Language": "en"}
    pages = [
        (cast.owner, f"/scenarios/{public_id}/matches"),
        (cast.owner, f"/scenarios/{public_id}/matches/compare"),
        (cast.owner, f"/scenarios/{public_id}/matches/paper"),
        (cast.owner, f"/scenarios/{public_id}/matches/ask"),
        (cast.owner, f"/scenarios/{public_id}/answers"),
        (cast.curator, f"/scenarios/{public_id}/matches"),
        (cast.curator, f"/scenarios/{public_id}/matches/add"),
        (cast.curator, "/curation"),
        (cast.supplier, "/answers"),
        (cast.supplier, f"/scenarios/{public_id}/answer"),
        (cast.supplier, f"/supplies/{one.public_id}/needs"),
        (cast.supplier, "/search?q=ecg"),
        (cast.supplier, "/paste"),
    ]
    own = {said.name for said in texts} | {match.public_id}
    for person, url in pages:
        browser = signed_in(person)
        page = browser.get(url, headers=english)
        assert page.status_code == 200
        assert not _ours(text_of(page), own), url


def _ours(text: str, own: set[str]) -> set[str]:
    """Chinese sentences of the catalogue that stand on an English page; people's own texts are left alone."""
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in merged_catalogue("en") if m.id}
    return {sentence for sentence in known if len(sentence) > 3 and "{" not in sentence and sentence in text} - own
