"""Answers, notes and replies ask before they show people's data to the other side; what was typed comes back."""

from collections.abc import Callable

from sqlmodel import select

from app.core.models import Declaration
from app.core.site import Site
from scenarios.matches.lifecycle import MatchState
from tests.scenarios.matches.asking import ask, asked_need, inquiries, said
from tests.scenarios.matches.helpers import answers_of, match_with, need, supply
from tests.suppliers.helpers import make
from tests.support import Browser, Cast
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
PHONE, KEY, REASON = "13800001234", "mobile:13800001234", "公司值班手机，官网公示"


def declared(field: str) -> dict[str, str]:
    return {f"declared:{field}": "unit", f"why:{field}": REASON, f"seen:{field}": KEY}


def kinds(site: Site) -> list[tuple[str, str, str]]:
    with site.database.reading() as db:
        return [(one.parent_kind, one.excerpt, one.reason) for one in db.exec(select(Declaration)).all()]


def test_an_answer_and_its_reply(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one, public_id = supply(site, cast.firm), need(site, cast)
    drain()
    firm, owner, there = signed_in(cast.supplier), signed_in(cast.owner), f"/scenarios/{public_id}/answer"
    form = {"supply": one.public_id, "body": f"我们能做，请打 {PHONE}。"}
    refused = firm.post(there, data=form)
    assert refused.status_code == 422
    assert f"这里写了手机号“{PHONE}”" in text_of(refused)
    assert form["body"] in refused.text
    assert answers_of(site, public_id) == []
    firm.post(there, data=form | declared("body"))
    (answer,) = answers_of(site, public_id)
    assert kinds(site) == [("answer", PHONE, REASON)]
    assert REASON in text_of(owner.get(f"/scenarios/{public_id}/answers")), "whoever judges it sees why"
    reply = {"reason": "timing", "reply": "请改天联系李工 0371-55501234"}
    sent_back = owner.post(f"/answers/{answer.public_id}/not-now", data=reply)
    assert sent_back.status_code == 422
    assert "<mark>0371-55501234</mark>" in sent_back.text
    assert reply["reply"] in sent_back.text
    owner.post(f"/answers/{answer.public_id}/not-now", data=reply | {"reply": "请改天再来"})
    assert match_with(site, public_id, one).state is MatchState.DECLINED


def test_the_reason_of_an_introduction(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one, public_id = supply(site, cast.firm), need(site, cast)
    drain()
    match, curator = match_with(site, public_id, one), signed_in(cast.curator)
    note = {"note": f"负责人 {PHONE} 口碑好", "next": f"/scenarios/{public_id}/matches"}
    desk = curator.post("/curation", data={"do": "introduce", "pick": match.public_id, "note": note["note"]})
    assert (desk.status_code, f"说明里写了手机号“{PHONE}”" in text_of(desk)) == (422, True)
    assert note["note"] in desk.text
    refused = curator.post(f"/matches/{match.public_id}/introduce", data=note)
    assert refused.status_code == 422
    assert note["note"] in refused.text
    assert f'value="{note["next"]}"' in refused.text
    assert match_with(site, public_id, one).state is MatchState.SUGGESTED
    assert curator.post(f"/matches/{match.public_id}/introduce", data=note | declared("note")).status_code == 200
    assert match_with(site, public_id, one).state is MatchState.OFFERED
    assert kinds(site) == [("match", PHONE, REASON)]


def test_words_to_open_points_and_a_supply(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    public_id, _one = asked_need(site, cast, drain)
    ask(signed_in(cast.owner), public_id)
    ((inquiry, points),) = inquiries(site)
    firm, there = signed_in(cast.supplier), f"/inquiries/{inquiry.public_id}/answer"
    words = [("met", f"加微信 zk_robot01 看报告，第 {place} 项") for place in range(len(points))]
    refused = firm.post(there, data=said(points, *words))
    assert refused.status_code == 422
    assert "微信、QQ 等账号“zk_robot01”" in text_of(refused)
    edit = f"/supplies/{make(site, cast.firm).public_id}/edit/scope"
    mark = hidden(firm.get(edit).text, "version")
    kept = firm.post(edit, data={"wanted": f"联系 {PHONE}", "do": "save", "version": mark})
    assert kept.status_code == 422
    assert f"<mark>{PHONE}</mark>" in kept.text
    assert firm.get(edit).text.count(PHONE) >= 2, "what was typed waits, and is marked"
