"""Requests built from all addresses, forms and raw bodies: none is answered by a failure of the site.

`JINGHE_FUZZ=20000` asks for so many; by default a few hundred of them run with every suite.
"""

import gc
import itertools
import os
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import col, select

from app.accounts.models import Person
from app.core.site import Site
from tests.support import Browser
from tests.support.application import application
from tests.support.hostile import MARK, Asked, Known, requests, walk
from tests.support.timing import ENDLESS

pytestmark = pytest.mark.both_engines

MANY = int(os.environ.get("JINGHE_FUZZ", "400"))
BUDGET = 1.0 if "JINGHE_FUZZ" in os.environ else ENDLESS
"""Seconds of the processor a request may take: where it is measured, and in a suite beside other work."""
WALKED = 30 + MANY // 100
TYPED = (MARK, "是" * 20, "a" * 100)
"""Parts of what is typed: a log that holds one of them holds more of people's texts."""
WHO = ("owner", "supplier", "institute", "curator", "reviewer", "office", "admin", "auditor")


@pytest.fixture(autouse=True)
def others_rubbish_lies_still() -> Iterator[None]:
    """What other tests of this process have left behind is not looked through at the cost of one request here."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def people(demo: Site) -> list[Browser]:
    """The demo's people, each in a browser of her own, and somebody who has not signed in."""
    visitor = Browser(application(demo))
    with demo.database.reading() as db:
        ids = db.exec(select(Person.id).where(col(Person.email).in_([f"{name}@example.com" for name in WHO]))).all()
    assert len(ids) == len(WHO)
    return [visitor, *(visitor.another().as_person(demo, number) for number in ids)]


def ask(browser: Browser, asked: Asked) -> int:
    headers = dict(browser.headers.raw) | dict(asked.headers)
    more: dict[str, Any] = {"content": asked.body} if asked.form is None else {"data": dict(asked.form)}
    if asked.files:
        more["files"] = dict(asked.files)
    answer = browser.request(asked.method, asked.path, headers=headers, follow_redirects=False, **more)
    assert answer.headers.get("X-Request-ID")
    return answer.status_code


def test_no_request_is_answered_by_a_failure(people: list[Browser], capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(20261128)
    known = {id(person): walk(person, WALKED) for person in people}
    assert sum(len(found.forms) for found in known.values()) > 50
    wrong: list[tuple[int, float, Asked]] = []
    streams = {id(person): requests(person.asgi, _all(known[id(person)]), chance) for person in people}
    for person in itertools.islice(itertools.cycle(people), MANY):
        asked, before = next(streams[id(person)]), time.process_time()
        status = ask(person, asked)
        spent = time.process_time() - before
        if status >= 500 or spent > BUDGET:
            wrong.append((status, spent, asked))
    assert wrong == []
    logged = capsys.readouterr().err
    assert "unexpected" not in logged
    secrets = [value for person in people for value in person.cookies.values() if len(value) > 20]
    assert len(secrets) >= len(WHO)
    assert [kept for kept in (*secrets, *TYPED) if kept in logged] == []


def _all(known: Known) -> Known:
    """Without the forms that would end the visit."""
    leaving = ("/sign-out", "/account/delete", "/account/sign-ins")
    return Known(known.pages, [form for form in known.forms if not form[0].startswith(leaving)])
