"""The back office of people: grants, account administration, the audit log, new terms."""

import csv
import io
from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.accounts.actions import ensure_terms
from app.accounts.models import Person, Role, RoleGrant, SignIn, Terms
from app.core.acting import Act, act_in
from app.core.actors import Actor
from app.core.clock import FixedClock
from app.core.history import audit
from app.core.models import AuditEntry
from app.core.site import Site
from tests.support import Browser, Cast
from tests.support.browser import text_of

Signed = Callable[[int], Browser]
DOORS = {
    "/office": {"curator", "office", "admin", "auditor"},
    "/office/organisations": {"curator", "office"},
    "/office/grants": {"office", "admin"},
    "/office/stakes": {"office", "auditor"},
    "/office/reports": {"office"},
    "/office/reports/2026-W47": {"office"},
    "/office/reports/2026-10": {"office"},
    "/office/reports/2026-10.docx": {"office"},
    "/office/terms": {"office"},
    "/office/people": {"admin"},
    "/office/troubles": {"admin"},
    "/office/audit": {"auditor"},
    "/office/audit.csv": {"auditor"},
    "/office/vocabulary": {"office"},
    "/office/vocabulary/field": {"office"},
    "/office/calendar": {"office"},
}


@pytest.mark.parametrize("path", DOORS)
def test_each_door_opens_for_its_own_people_only(
    path: str, cast: Cast, site: Site, signed_in: Signed, browser: Browser
) -> None:
    with site.database.writing() as db:
        ensure_terms(db, site.clock.now())
        for person in db.exec(select(Person)).all():
            db.connection().exec_driver_sql(
                f"INSERT INTO terms_acceptance (person_id, version, at) VALUES ({person.id}, 1, '2026-11-23 02:00:00')"
            )
    assert browser.get(path).url.path == "/sign-in"
    for who in ("owner", "supplier", "curator", "reviewer", "office", "admin", "auditor", "stranger", "two_hats"):
        expected = 200 if who in DOORS[path] else 403
        assert signed_in(getattr(cast, who)).get(path).status_code == expected, who


def grants_of(site: Site, person_id: int) -> list[RoleGrant]:
    with site.database.reading() as db:
        return list(
            db.exec(select(RoleGrant).where(RoleGrant.person_id == person_id).order_by(col(RoleGrant.id))).all()
        )


def test_a_role_is_granted_for_a_scope_and_time_and_ends_but_stays(
    cast: Cast, site: Site, signed_in: Signed, clock: FixedClock
) -> None:
    office = signed_in(cast.office)
    typed = {
        "email": "stranger@example.com",
        "role": "reviewer",
        "field": "health",
        "starts_on": "2026-11-25",
        "ends_on": "2026-12-31",
        "note": "分工〔2026〕3 号",
    }
    assert office.post("/office/grants", data=typed).url.path == "/office/grants"
    (row,) = grants_of(site, cast.stranger)
    assert (row.field, row.starts_at.isoformat(), row.granted_by) == (
        "health",
        "2026-11-24T16:00:00+00:00",
        cast.office,
    )
    assert (row.ends_at or row.starts_at).isoformat() == "2026-12-31T16:00:00+00:00"
    clock.advance(minutes=2)
    again = office.post("/office/grants", data=typed)
    assert (again.status_code, "已有相同的授权" in text_of(again)) == (409, True)
    clock.advance(days=3)
    office.post(f"/office/grants/{row.public_id}/end", data={"note": "调岗"})
    (ended,) = grants_of(site, cast.stranger)
    assert ended.ends_at == clock.now()
    assert "stranger" in office.get("/office/grants?ended=1").text


@pytest.mark.parametrize(
    ("who", "changed", "status", "sentence"),
    [
        ("office", {"email": "nobody@example.com"}, 422, "没有找到使用这个邮箱"),
        ("office", {"email": "office@example.com"}, 422, "不能给自己授权"),
        ("admin", {"email": "admin@example.com", "role": "auditor"}, 422, "不能给自己授权"),
        ("office", {"role": "system_admin"}, 422, "不在您的授权范围内"),
        ("admin", {"role": "reviewer"}, 422, "不在您的授权范围内"),
        ("office", {"role": "king"}, 422, "请从列表中选择"),
        ("office", {"field": "magic"}, 422, "请从列表中选择领域"),
        ("office", {"starts_on": "2026-02-30"}, 422, "请填写有效的日期"),
        ("office", {"starts_on": "2020-01-01"}, 422, "开始日期不能早于今天"),
        ("office", {"ends_on": "2020-01-01"}, 422, "结束日期不能早于开始日期"),
        ("office", {"email": "admin@example.com"}, 409, "必须由不同的人担任"),
        ("office", {"email": "auditor@example.com"}, 409, "必须由不同的人担任"),
        ("admin", {"email": "curator@example.com", "role": "auditor"}, 409, "必须由不同的人担任"),
    ],
)  # fmt: skip
def test_a_wrong_grant_is_refused_where_it_is_typed(
    who: str, changed: dict[str, str], status: int, sentence: str, cast: Cast, site: Site, signed_in: Signed
) -> None:
    before = [len(grants_of(site, i)) for i in (cast.stranger, cast.office, cast.admin, cast.auditor, cast.curator)]
    typed = {"email": "stranger@example.com", "role": "curator", "note": "说明"} | changed
    answer = signed_in(getattr(cast, who)).post("/office/grants", data=typed)
    assert (answer.status_code, sentence in text_of(answer)) == (status, True)
    assert 'value="说明"' in answer.text
    assert before == [
        len(grants_of(site, i)) for i in (cast.stranger, cast.office, cast.admin, cast.auditor, cast.curator)
    ]


def test_nobody_ends_her_own_grant_or_one_of_another_kind(cast: Cast, site: Site, signed_in: Signed) -> None:
    office, admin = grants_of(site, cast.office)[0].public_id, grants_of(site, cast.admin)[0].public_id
    assert signed_in(cast.office).post(f"/office/grants/{office}/end").status_code == 403
    assert signed_in(cast.office).post(f"/office/grants/{admin}/end").status_code == 403
    assert signed_in(cast.office).post("/office/grants/aaaaaaaaaaaa/end").status_code == 404
    assert grants_of(site, cast.office)[0].ends_at is None


def test_an_administrator_locks_and_unlocks(cast: Cast, site: Site, signed_in: Signed, browser: Browser) -> None:
    admin, hers = signed_in(cast.admin), signed_in(cast.stranger)
    with site.database.reading() as db:
        ids = {name: db.get_one(Person, getattr(cast, name)).public_id for name in ("stranger", "admin")}
    assert "stranger@example.com" in admin.get("/office/people?q=STRANGER").text
    assert "stranger@example.com" not in admin.get("/office/people?q=%25").text
    assert admin.post(f"/office/people/{ids['stranger']}/lock", data={"reason": ""}).status_code == 422
    assert admin.post(f"/office/people/{ids['admin']}/lock", data={"reason": "自己停自己"}).status_code == 403
    admin.post(f"/office/people/{ids['stranger']}/lock", data={"reason": "账号被盗用"})
    assert hers.get("/account").url.path == "/sign-in"
    assert signed_in(cast.stranger).get("/account").url.path == "/sign-in"
    assert admin.post(f"/office/people/{ids['stranger']}/lock", data={"reason": "再停一次"}).status_code == 409
    admin.post(f"/office/people/{ids['stranger']}/unlock")
    back = signed_in(cast.stranger)
    assert back.get("/account").url.path == "/account"
    admin.post(f"/office/people/{ids['stranger']}/sign-ins/end")
    assert back.get("/account").url.path == "/sign-in"
    with site.database.reading() as db:
        noted = db.exec(select(AuditEntry.action).where(AuditEntry.actor_person_id == cast.admin)).all()
        assert all(row.ended_at for row in db.exec(select(SignIn).where(SignIn.person_id == cast.stranger)).all())
    assert list(noted) == ["person.locked", "person.unlocked", "person.sign_ins_ended"]


def test_an_auditor_filters_and_every_look_is_noted(
    cast: Cast, site: Site, signed_in: Signed, clock: FixedClock
) -> None:
    with site.database.writing() as db:
        audit(act_in(db, site, Actor(cast.owner, "王五")), "contact.released", detail={"to": "=cmd|calc"})
        audit(act_in(db, site, Actor(cast.office, "赵六")), "grant.given")
    auditor = signed_in(cast.auditor)
    page = auditor.get("/office/audit?actor=王五").text
    assert "contact.released" in page
    assert "赵六" not in page
    assert "赵六" in auditor.get("/office/audit?action=grant").text
    assert "赵六" not in auditor.get("/office/audit?last=2026-11-22").text
    bad = auditor.get("/office/audit?first=2026-13-45")
    assert (bad.status_code, "2026-13-45" in bad.text) == (422, True)
    file = auditor.get("/office/audit.csv?actor=王五")
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert (rows[0][0], rows[1][1], rows[1][3]) == ("时间", "王五", "contact.released")
    with site.database.reading() as db:
        hers = select(AuditEntry).where(AuditEntry.actor_person_id == cast.auditor)
        noted = db.exec(hers.order_by(col(AuditEntry.id))).all()
    assert [n.action for n in noted] == ["audit.viewed"] * 3 + ["audit.exported"]
    assert noted[0].detail == {"actor": "王五"}


def test_a_formula_in_the_log_does_not_run_in_a_spreadsheet(
    cast: Cast, site: Site, signed_in: Signed, clock: FixedClock
) -> None:
    with site.database.writing() as db:
        audit(Act(db, site, Actor(cast.owner, "=HYPERLINK(1)"), clock.now()), "x")
    file = signed_in(cast.auditor).get("/office/audit.csv?action=x").text
    assert "'=HYPERLINK(1)" in file


def test_the_office_publishes_terms_once_a_version(
    cast: Cast, site: Site, signed_in: Signed, clock: FixedClock
) -> None:
    with site.database.writing() as db:
        ensure_terms(db, site.clock.now())
    office = signed_in(cast.office)
    office.post("/terms", data={"version": "1", "accept_terms": "true"})
    text = "新的条款正文，写得足够长，足以通过检查。" * 2
    typed = {"version": "2", "body_zh": text, "body_en": text, "privacy_zh": text, "privacy_en": text}
    assert office.post("/office/terms", data=typed | {"body_en": ""}).status_code == 422
    office.post("/office/terms", data=typed)
    with site.database.reading() as db:
        assert db.exec(select(Terms.version)).all() == [1, 2]
    office.post("/terms", data={"version": "2", "accept_terms": "true"})
    clock.advance(minutes=2)
    stale = office.post("/office/terms", data=typed)
    assert (stale.status_code, text in stale.text) == (422, True)


def test_grants_decide_from_their_first_to_their_last_moment(
    cast: Cast, site: Site, signed_in: Signed, clock: FixedClock
) -> None:
    typed = {
        "email": "stranger@example.com",
        "role": Role.CURATOR.value,
        "starts_on": "2026-11-24",
        "ends_on": "2026-11-24",
    }
    signed_in(cast.office).post("/office/grants", data=typed)
    hers = signed_in(cast.stranger)
    seen = []
    for hours in (13, 2, 22, 2):  # Monday 23:00, Tuesday 01:00 and 23:00, Wednesday 01:00 in the city
        clock.advance(hours=hours)
        seen.append(hers.get("/office/organisations").status_code)
    assert seen == [403, 200, 200, 403]
