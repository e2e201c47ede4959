"""How a record ends or is renewed, and what never becomes one, over HTTP, each as herself."""

from collections.abc import Callable

from sqlmodel import col, select

from app.core.clock import FixedClock
from app.core.models import StatusChange
from app.core.site import Site
from scenarios.demonstrations.actions.clockwork import tick
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Reading, Verification, VerificationKind
from tests.scenarios.demonstrations.helpers import (
    ADOPTED,
    APPLICATION,
    OPINION,
    adoption,
    applied,
    demonstration,
    factory_hand,
    measured_again,
    recorded,
    state_of,
    subjects,
    verified,
)
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
S = PilotState


def test_two_people_revoke_and_the_page_stays(site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock) -> None:
    here = recorded(site, cast, signed_in, clock)
    reviewer, office = signed_in(cast.reviewer), signed_in(cast.office)
    why = {"code": "not_kept", "note": "三个月后复查，报告时间回升到 20 分钟"}
    assert reviewer.post(f"{here}/revoke").status_code == 409  # nobody has asked
    reviewer.post(f"{here}/ask-revocation", data=why)
    assert "复查" not in text_of(reviewer.another().get(here))  # until it is confirmed, it is nobody else's
    assert office.post(f"{here}/ask-revocation", data=why).status_code == 409
    assert reviewer.post(f"{here}/revoke").status_code == 403
    office.post(f"{here}/drop-revocation")
    with site.database.reading() as db:
        asked, dropped = db.exec(select(StatusChange).order_by(col(StatusChange.id).desc()).limit(2)).all()[::-1]
        assert [(one.event, one.note) for one in (asked, dropped)] == [
            ("ask_revocation", why["note"]),
            ("drop_revocation", ""),
        ]
    assert (
        "提出撤销" in text_of(signed_in(cast.owner).get(here)),
        "提出撤销" in text_of(office.another().get(here)),
    ) == (
        True,
        False,
    )
    factory = signed_in(factory_hand(site, cast))
    factory.post(f"{here}/copy")
    office.post(f"{here}/ask-revocation", data=why)
    assert office.post(f"{here}/revoke").status_code == 403
    reviewer.post(f"{here}/revoke")
    assert state_of(site) is S.REVOKED
    said = text_of(reviewer.another().get(here))
    assert all(text in said for text in ("已经撤销", "效果未能保持", "回升到 20 分钟", "JH-YZ-2026-0001"))
    assert "验证记录已撤销" in text_of(reviewer.get("/check?code=JH-YZ-2026-0001"))
    assert factory.post(f"{here}/copy", data={"organisation": "x"}).status_code == 409
    late = factory.post(f"/adoptions/{adoption(site).public_id}/confirm", data=ADOPTED)
    assert late.status_code == 409  # what is revoked gains no copies
    assert reviewer.post(f"{here}/renew").status_code == 409


def test_a_record_ends_by_the_clock_and_is_renewed_on_a_fresh_reading(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, mailbox: Mailbox
) -> None:
    here = recorded(site, cast, signed_in, clock)
    reviewer = signed_in(cast.reviewer)
    assert reviewer.post(f"{here}/renew").status_code == 409  # two years ahead there is nothing to renew
    end = demonstration(site).valid_until
    assert end is not None
    for days in (100, 85, 84, 25, 5, 4):
        clock.at = end
        clock.advance(days=-days)
        tick(site, clock.now())
        tick(site, clock.now())
    told = subjects(site, mailbox)
    assert [sum(f"{days} 天内到期" in one for one in told) for days in (90, 30, 7)] == [2, 2, 2]
    clock.at = end
    clock.advance(days=7)  # the site stood still for a week
    tick(site, clock.now())
    tick(site, clock.now())
    assert state_of(site) is S.EXPIRED
    reviewer = signed_in(cast.reviewer)
    refused = reviewer.post(f"{here}/renew")
    assert (refused.status_code, "新的独立测量" in text_of(refused)) == (422, True)
    measured_again(site, (9.0, 0.9, 310.0))
    short = reviewer.post(f"{here}/renew")
    assert (short.status_code, "没有全部达到" in text_of(short)) == (422, True)
    measured_again(site, (4.6, 0.9, 310.0))
    reviewer.post(f"{here}/renew")
    row = demonstration(site)
    assert (state_of(site), row.number, row.valid_until is not None and row.valid_until > clock.now()) == (
        S.DEMONSTRATED,
        "JH-YZ-2026-0001",
        True,
    )
    assert "4.6 分钟" in text_of(reviewer.another().get(here))


def test_nothing_is_put_forward_without_its_reading(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    pilot = verified(site, cast, completed=False).rpartition("/")[2]
    owner = signed_in(cast.owner)
    refused = owner.post(f"/demonstrations/new?pilot={pilot}", data=APPLICATION)
    assert (refused.status_code, "请先办理结项" in text_of(refused), APPLICATION["title"] in refused.text) == (
        422,
        True,
        True,
    )


def test_not_all_met_is_not_announced(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = applied(site, cast, signed_in, readings=(9.0, 0.7, 341.0))
    refused = signed_in(cast.reviewer).post(f"{here}/announce", data=OPINION)
    assert (refused.status_code, "没有全部达到" in text_of(refused)) == (422, True)
    assert state_of(site) is S.DEMO_CANDIDATE


def test_a_figure_without_its_reading_is_not_announced(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    """Nor what the owner has measured herself: whatever its state says, a record rests on independent readings."""
    here, reviewer = applied(site, cast, signed_in), signed_in(cast.reviewer)
    with site.database.writing() as db:
        db.delete(db.exec(select(Reading).limit(1)).one())
    refused = reviewer.post(f"{here}/announce", data=OPINION)
    assert (refused.status_code, "有指标没有读数" in text_of(refused)) == (422, True)
    with site.database.writing() as db:
        report = db.exec(select(Verification)).one()
        report.kind = VerificationKind.SELF
        db.add(report)
    refused = reviewer.post(f"{here}/announce", data=OPINION)
    assert (refused.status_code, "没有独立验证的读数" in text_of(refused)) == (422, True)
    assert state_of(site) is S.DEMO_CANDIDATE
