"""Every page of this package opens for whom it is meant, with a title, and speaks English without a Chinese word."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select

from app.accounts.actions import ensure_terms
from app.accounts.models import Claim, Organisation, Person, Stake, TermsAcceptance
from app.core.site import Site
from tests.support import Browser, Cast

HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）「」、]+")
OWN = ("景合", "中文", "嵩云医院", "启明医智科技", "澄观智能", "中岳智能研究院", "初芽科技", "大河装备厂")
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def terms(site: Site, cast: Cast) -> None:
    """Terms are published and everybody of the cast has accepted them; a claim waits."""
    now = site.clock.now()
    with site.database.writing() as db:
        version = ensure_terms(db, now).version
        for person in db.exec(select(Person)).all():
            db.add(TermsAcceptance(person_id=person.id, version=version, at=now))
        db.add(Stake(person_id=cast.stranger, organisation_id=cast.firm, note="Shares", declared_at=now))
        db.add(Claim(person_id=cast.unverified, organisation_id=cast.new_firm, due_at=now, created_at=now))


def public_ids(db: Session, cast: Cast) -> dict[str, str]:
    return {
        "hospital": db.get_one(Organisation, cast.hospital).public_id,
        "firm": db.get_one(Organisation, cast.firm).public_id,
        "new_firm": db.get_one(Organisation, cast.new_firm).public_id,
        "supplier": db.get_one(Person, cast.supplier).public_id,
        "stranger": db.get_one(Person, cast.stranger).public_id,
        "claim": db.exec(select(Claim.public_id).where(col(Claim.person_id) == cast.unverified)).one(),
    }


PAGES = [
    ("", "/sign-up"), ("", "/sign-in"), ("", "/sign-in/code"), ("", "/sign-in/code/enter?email=a@example.com"),
    ("", "/reset"), ("", "/reset/sent"), ("", "/reset/new?token=x"), ("", "/verify?email=a@example.com"),
    ("", "/verify?token=x"), ("", "/account/email/confirm?token=x"), ("", "/terms"), ("", "/privacy"),
    ("", "/organisations"), ("", "/organisations?q=zzz"), ("", "/organisations/{hospital}"),
    ("stranger", "/account"), ("supplier", "/account"), ("unverified", "/account"), ("stranger", "/account/profile"),
    ("stranger", "/account/password"), ("stranger", "/account/email"), ("stranger", "/account/delete"),
    ("stranger", "/organisations/new"), ("stranger", "/organisations/{firm}"), ("supplier", "/organisations/{firm}"),
    ("unverified", "/organisations/{new_firm}"), ("unverified", "/organisations/{new_firm}/edit"),
    ("supplier", "/organisations/{firm}/edit"), ("supplier", "/organisations/{firm}/members"),
    ("owner", "/organisations/{hospital}/members"), ("supplier", "/organisations/{firm}/members/{supplier}/hand-over"),
    ("unverified", "/organisations/{new_firm}/members"),
    ("office", "/office"), ("admin", "/office"), ("auditor", "/office"), ("curator", "/office"),
    ("curator", "/office/organisations"), ("office", "/office/claims/{claim}"),
    ("office", "/office/organisations/{firm}"), ("curator", "/office/organisations/{new_firm}"),
    ("stranger", "/account/stakes"), ("curator", "/account/stakes?organisation={firm}"),
    ("curator", "/account/stakes?q=zzzz"), ("office", "/office/stakes"), ("auditor", "/office/stakes?ended=1"),
    ("office", "/office/grants"), ("admin", "/office/grants?ended=1"), ("office", "/office/terms"),
    ("admin", "/office/people"), ("admin", "/office/people?q=nobody-here"), ("admin", "/office/people/{stranger}"),
    ("auditor", "/office/audit"), ("auditor", "/office/audit?moves=true"), ("auditor", "/office/audit?first=never"),
    ("office", "/office/vocabulary"), ("office", "/office/vocabulary/field"), ("office", "/office/vocabulary/field/health"),
    ("office", "/office/calendar"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path"), PAGES, ids=lambda value: value.strip("/").replace("/", "-") or "anybody")
def test_a_page_opens_in_both_languages(
    who: str, path: str, cast: Cast, site: Site, browser: Browser, signed_in: Callable[[int], Browser]
) -> None:
    visitor = signed_in(getattr(cast, who)) if who else browser
    with site.database.reading() as db:
        address = path.format(**public_ids(db, cast))
    chinese = visitor.get(address)
    assert chinese.status_code == (422 if "never" in path else 200)
    assert re.search(r"<title>[^<]*\S · 景合</title>", chinese.text)
    assert chinese.text.count("<h1") == 1
    english = visitor.get(address, headers=ENGLISH).text
    text = re.sub("|".join(OWN), "", english)
    if "/office/vocabulary/" in path:  # the labels edited there are in both languages by their nature
        text = re.sub(
            r'value="[^"]*"|<a href="/office/vocabulary[^<]*</a>|<td data-label="Chinese name">.*?</td>', "", text
        )
    if path == "/office/terms":
        text = re.sub(r"<textarea.*?</textarea>", "", text, flags=re.DOTALL)
    assert not HAN.findall(text)
    assert not re.search(r'\son\w+="|\sstyle="|<script>', chinese.text)
