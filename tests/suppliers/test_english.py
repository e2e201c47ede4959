"""English pages show no Chinese outside people's own texts, sentences about errors included."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.core.site import Site
from suppliers.lifecycle import SupplyState
from suppliers.models import SupplyKind
from suppliers.values import CaseValue, ParameterValue, QualificationValue, ResultValue, SupplyValues
from tests.suppliers.helpers import make, six_fields
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）、]")
OWN = ("测试", "启明医智科技", "澄观智能", "中岳智能研究院", "初芽科技", "景合", "中文")
ENGLISH = SupplyValues(
    kind=SupplyKind.PRODUCT,
    name="Chest reader",
    description="Reads chest CT series and lists nodules for the radiologist.",
    district="gaoxin",
    trl=8,
    contact_name="Su",
    contact_phone="0371-55501037",
    price_min=680_000,
    price_max=1_600_000,
    terms={"field": ("health",), "direction": ("vision",), "deployment": ("on_premises",), "offer": ("trial",)},
    parameters=(ParameterValue("Sensitivity", "≥95.8", "%"),),
    cases=(CaseValue("A county hospital"),),
    qualifications=(QualificationValue("medical_device"),),
)
RESULT = replace(
    ENGLISH,
    kind=SupplyKind.RESULT,
    name="Few-shot inspection",
    result=ResultValue(
        people="Lu", stage="mature", nature="applied", plain_use="Sees it.\nFaster.", researcher_email="r@example.com"
    ),
)


@pytest.fixture
def english(signed_in: Callable[[int], Browser]) -> Callable[[int], Browser]:
    def sign_in(person: int) -> Browser:
        browser = signed_in(person)
        browser.headers["Accept-Language"] = "en"
        return browser

    return sign_in


def chinese(page: str) -> list[str]:
    for own in OWN:
        page = page.replace(own, "")
    return HAN.findall(page)


def test_every_page_in_every_state(site: Site, cast: Cast, english: Callable[[int], Browser]) -> None:
    firm, institute = english(cast.supplier), english(cast.institute)
    visits: list[tuple[Browser, str]] = [(firm, "/supplies/new"), (institute, "/supplies/new?kind=result")]
    for state in SupplyState:
        capability, result = make(site, cast.firm, ENGLISH, state=state), make(site, cast.research, RESULT, state=state)
        for browser, supply in ((firm, capability), (institute, result)):
            here = f"/supplies/{supply.public_id}"
            visits += [(browser, here), (browser, f"{here}/edit"), (browser, f"{here}/edit/attachments")]
        visits += [
            (firm, f"/supplies/{capability.public_id}/edit/{key}")
            for key in ("basics", "scope", "parameters", "cases", "qualifications", "delivery")
        ]
        visits += [(institute, f"/supplies/{result.public_id}/edit/{key}") for key in ("basics", "result")]
    visits += [
        (firm, "/supplies" + q) for q in ("", "?view=table", "?q=xqzwvjk", "?field=health&maturity=proven&kind=x")
    ]
    for browser, path in visits:
        page = browser.get(path)
        assert page.status_code == 200, path
        assert chinese(text_of(page)) == [], path
        attributes = " ".join(re.findall(r'(?:placeholder|aria-label|title|data-[a-z]+)="([^"]*)"', page.text))
        assert chinese(attributes) == [], path


def test_every_refusal(site: Site, cast: Cast, english: Callable[[int], Browser]) -> None:
    firm, institute = english(cast.supplier), english(cast.institute)
    capability, result = make(site, cast.firm, ENGLISH), make(site, cast.research, RESULT)
    here, there = f"/supplies/{capability.public_id}", f"/supplies/{result.public_id}"
    wrong = {"name": "", "fields": [], "trl": "99", "contact_phone": "x", "contact_email": "x", "description": "short"}
    stale = {"version": "0", "wanted": "More", "directions": ["vision", "nlp"]}
    answers = [
        firm.post("/supplies", data=six_fields(contact_name="Wang") | wrong),
        firm.post("/supplies", data=six_fields(name="Weld", description="d" * 30, contact_name="W", contact_phone="")),
        firm.post("/supplies/new/prefill", data={"text": "short"}),
        firm.post("/supplies/new/prefill", data={"text": "FlowSense is a leak detector. Mail me: a@example.com"}),
        firm.save(f"{here}/edit/delivery", {"price_min": "5", "price_max": "1"}),
        firm.save(f"{here}/edit/cases", {"cases-0-year": "x"}),
        firm.get(f"{here}/edit/cases"),
        firm.post(f"{here}/edit/scope", data=stale),
        firm.post(f"{here}/edit/scope/autosave", data=stale),
        firm.save(f"{here}/edit/scope", {"wanted": "More"}, to=f"{here}/edit/scope/autosave"),
        firm.get(f"{here}/edit/scope"),
        firm.post(f"{here}/files"),
        firm.post(f"{here}/files", files={"file": ("a.exe", b"MZ")}),
        firm.post(f"{here}/moves/list"),
        firm.post(f"{here}/moves/suspend"),
        firm.post(f"{here}/moves/relist"),
        firm.post(f"{there}/moves/suspend"),
        firm.get(f"{there}/edit"),
        institute.save(f"{there}/edit/result", {"started": "2025-06", "finished": "2024"}),
        institute.post(f"{there}/researcher"),
        institute.post(f"{there}/researcher"),
        english(cast.stranger).get("/supplies/new"),
        english(cast.unverified).post(
            "/supplies", data=six_fields(name="Weld", description="d" * 30, contact_name="W")
        ),
        firm.get("/supplies/confirm/nothing"),
    ]
    for answer in answers:
        assert chinese(text_of(answer)) == [], answer.request.url


def test_the_mail_to_a_researcher_speaks_the_language_of_the_result(
    site: Site, cast: Cast, english: Callable[[int], Browser], drain: Callable[[], int], mailbox: Mailbox
) -> None:
    result = make(site, cast.research, RESULT)
    english(cast.institute).post(f"/supplies/{result.public_id}/researcher")
    drain()
    mail = mailbox.to("r@example.com")[-1]
    assert chinese(str(mail["Subject"])) == []
    assert chinese(mailbox.last_text("r@example.com")) == []
