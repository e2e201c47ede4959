"""The department's side over HTTP: who gets in, what waits, and who takes it."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.access import principal_of
from app.accounts.models import Person
from app.core.models import StatusChange
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.queries.reviewing import desk
from tests.scenarios.helpers import read, stand, submitted, taken, values
from tests.support import Browser, Cast
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）]")
S = ScenarioState


@pytest.mark.parametrize(
    ("who", "queue", "page"),
    [
        ("reviewer", 200, 200), ("office", 200, 200), ("other_reviewer", 200, 404), ("two_hats", 200, 403),
        ("owner", 404, 403), ("supplier", 404, 404), ("curator", 404, 404), ("stranger", 404, 404), ("admin", 404, 404),
    ],
)  # fmt: skip
def test_only_the_department_gets_in(
    site: Site, signed_in: SignedIn, cast: Cast, who: str, queue: int, page: int
) -> None:
    need = submitted(site, cast)
    visitor = signed_in(getattr(cast, who))
    assert visitor.get("/review").status_code == queue
    assert visitor.get(f"/review/{need}").status_code == page
    assert visitor.post(f"/review/{need}/take").status_code == page


def test_a_visitor_is_asked_to_sign_in(site: Site, browser: Browser, cast: Cast) -> None:
    need = submitted(site, cast)
    for path in ("/review", f"/review/{need}"):
        assert browser.get(path, follow_redirects=False).headers["location"].startswith("/sign-in")


def test_the_queue_holds_what_one_may_decide_on(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    submitted(site, cast, content=values(title="医院的需求"))
    submitted(site, cast, house=cast.factory, content=values(title="工厂的医疗需求"))
    submitted(site, cast, house=cast.factory, content=values(title="公交的需求", field="transport"))
    stand(site, cast, content=values(title="草稿需求"))
    health, transport = (
        text_of(signed_in(cast.reviewer).get("/review")),
        text_of(signed_in(cast.other_reviewer).get("/review")),
    )
    assert "医院的需求" in health
    assert "工厂的医疗需求" in health
    assert "公交的需求" not in health
    assert "草稿需求" not in health
    assert "公交的需求" in transport
    both = text_of(signed_in(cast.two_hats).get("/review"))
    assert "工厂的医疗需求" in both
    assert "医院的需求" not in both.replace("工厂的医疗需求", "")


def test_the_most_urgent_stands_on_top_with_its_clock(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    now = site.clock.now()
    submitted(site, cast, content=values(title="从容的"), review_due_at=now + timedelta(days=6))
    submitted(site, cast, content=values(title="快到期的"), review_due_at=now + timedelta(days=1))
    submitted(site, cast, content=values(title="超期的"), review_due_at=now)
    text = text_of(signed_in(cast.reviewer).get("/review"))
    assert text.index("超期的") < text.index("快到期的") < text.index("从容的")
    assert "有 1 项需求审核超期" in text
    assert "还有 6 天" in text


def test_the_desk_says_what_waits(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    submitted(site, cast)
    taken(site, cast, review_due_at=site.clock.now())
    with site.database.reading() as db:
        mine = desk(db, principal_of(db, db.get_one(Person, cast.reviewer), site.clock.now()), site.clock.now())
        nobody = desk(db, principal_of(db, db.get_one(Person, cast.owner), site.clock.now()), site.clock.now())
    assert mine is not None
    assert (len(mine.mine), mine.untaken, mine.over, mine.waiting) == (1, 1, 1, 2)
    assert nobody is None


# Taking


def test_taking_and_giving_back(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = submitted(site, cast)
    reviewer = signed_in(cast.reviewer)
    assert "领取" in text_of(reviewer.get(f"/review/{need}"))
    assert "已领取" in text_of(reviewer.post(f"/review/{need}/take"))
    assert (read(site, need).state, read(site, need).reviewer_id) == (S.UNDER_REVIEW, cast.reviewer)
    reviewer.post(f"/review/{need}/release")
    assert (read(site, need).state, read(site, need).reviewer_id) == (S.SUBMITTED, None)


def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = submitted(site, cast)
    visitors = [signed_in(cast.reviewer), signed_in(cast.office)]
    start, answers = threading.Barrier(2), {}

    def click(number: int) -> None:
        start.wait()
        answers[number] = visitors[number].post(f"/review/{need}/take", follow_redirects=False)

    threads = [threading.Thread(target=click, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(a.status_code for a in answers.values()) == [303, 409]
    loser = next(a for a in answers.values() if a.status_code == 409)
    assert "您的操作没有生效" in text_of(loser)
    with site.database.reading() as db:
        assert len(db.exec(select(StatusChange).where(StatusChange.event == "take")).all()) == 1


def test_a_stale_page_is_told_who_was_quicker(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = submitted(site, cast)
    signed_in(cast.office).post(f"/review/{need}/take")
    reviewer = signed_in(cast.reviewer)
    answer = reviewer.post(f"/review/{need}/take")
    assert answer.status_code == 409
    assert "office · 审核部门 已办理“开始审核”，这项需求现在是“审核中”" in text_of(answer)
    refused = reviewer.post(f"/review/{need}/reject", data={"reason": "other", "explanation": "不属于本领域的需求"})
    assert refused.status_code == 403
    assert "由另一位审核人员领取" in text_of(refused)
    assert read(site, need).state is S.UNDER_REVIEW


def test_the_office_may_decide_in_the_reviewers_place(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = taken(site, cast)
    signed_in(cast.office).post(f"/review/{need}/reject", data={"reason": "other", "explanation": "不属于本领域的需求"})
    assert read(site, need).state is S.REJECTED
