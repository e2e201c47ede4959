"""People's data in a need: marked while it is written, taken out or declared before it leaves, seen by the reviewer."""

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import select

from app.core.models import Declaration
from app.core.site import Site
from scenarios.actions.drafting import update_scenario
from scenarios.lifecycle import ScenarioState
from scenarios.queries.visibility import by_public_id
from tests.scenarios.helpers import DESCRIPTION, SIX, TICKS, opened, read, stand, taken, values
from tests.support import Browser, Cast
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
S = ScenarioState
PHONE, REASON = "0371-55509999", "急诊科公开值班电话，医院官网公示"
KEY = "landline:037155509999"


def said(page: Any, **more: Any) -> dict[str, Any]:
    return {**SIX, "version": hidden(page.text, "version"), "do": "check", **more}


def declared(choice: str = "unit", reason: str = REASON, *keys: str) -> dict[str, Any]:
    return {"declared:description": choice, "why:description": reason, "seen:description": [*keys] or [KEY]}


def declarations(site: Site) -> list[tuple[str, str, str, str]]:
    with site.database.reading() as db:
        rows = db.exec(select(Declaration)).all()
        return [(one.parent_kind, one.excerpt, one.choice, one.by_name) for one in rows]


def test_what_tells_about_people_is_taken_out_or_declared(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need, owner = stand(site, cast), signed_in(cast.owner)
    edit, text = f"/scenarios/{need}/edit/basics", f"{DESCRIPTION}值班电话 {PHONE}。"
    page = owner.get(edit)
    marked = owner.post(
        f"/scenarios/{need}/autosave/basics", data=said(page, description=text), headers={"HX-Request": "true"}
    )
    assert "“需求描述”里有个人信息" in text_of(marked)
    assert f"<mark>{PHONE}</mark>" in marked.text
    assert 'id="f-description-personal" hx-swap-oob="true"' in marked.text
    again = owner.post(
        f"/scenarios/{need}/autosave/basics",
        data=said(marked, description=text, **declared("", "")),
        headers={"HX-Request": "true"},
    )
    assert "f-description-personal" not in again.text, "what is being answered is not drawn anew"
    page = owner.get(edit)
    refused = owner.post(edit, data=said(page, description=text))
    assert refused.status_code == 422
    assert f"这里写了电话号码“{PHONE}”" in text_of(refused)
    assert text in refused.text.replace("\n", "")
    assert read(site, need).description == DESCRIPTION, "nobody reads what is not declared"
    assert "还没保存" in text_of(owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS}))
    silent = owner.post(edit, data=said(refused, description=text, **declared(reason="")))
    assert "请写明为什么可以公开" in text_of(silent)
    more = f"{text}或 13800001234。"
    later = owner.post(edit, data=said(silent, description=more, **declared()))
    assert later.status_code == 422, "a number that is typed later asks again"
    assert "13800001234" in text_of(later)
    done = owner.post(edit, data=said(later, description=text, **declared()))
    assert str(done.url).endswith("/check"), text_of(done)
    assert REASON in text_of(done)
    assert declarations(site) == [("scenario", PHONE, "unit", "owner")]
    assert read(site, need).description == text
    gone = owner.post(edit, data=said(owner.get(edit), description=DESCRIPTION))
    assert REASON not in text_of(gone), "what has left the text is listed no more"
    assert owner.post(edit, data=said(owner.get(edit), description=text)).status_code == 200, "once is enough"
    owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert read(site, need).state is S.AWAITING_APPROVAL
    assert REASON in text_of(owner.get(f"/scenarios/{need}/record"))


def test_what_stands_in_older_rows_asks_at_the_next_move(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    told = values(description=f"{DESCRIPTION}患者张三，男，45岁，微信 zhangsan_88。")
    owner, need = signed_in(cast.owner), stand(site, cast, content=told)
    shown = owner.get(f"/scenarios/{need}/check")
    assert "删去或说明之后才能提交" in text_of(shown)
    assert f"/scenarios/{need}/edit/basics#f-description" in shown.text
    refused = owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert refused.status_code == 422
    assert read(site, need).state is S.DRAFT
    page = owner.get(f"/scenarios/{need}/edit/basics")
    assert "<mark>zhangsan_88</mark>" in page.text
    assert 'value="unit"' not in page.text, "no house makes a patient public"
    assert 'value="fictional"' in page.text
    assert "13812345678" not in text_of(signed_in(cast.reviewer).get(f"/review/{taken(site, cast)}"))
    reviewer, under_review = signed_in(cast.reviewer), taken(site, cast, content=told)
    assert "没有说明，不能发布" in text_of(reviewer.get(f"/review/{under_review}"))
    blocked = reviewer.post(f"/review/{under_review}/approve", data={"when": "now"})
    assert blocked.status_code == 422
    assert "公开的文字里有个人信息" in text_of(blocked)
    note = {"reason": "unclear", "explanation": "请联系李工 13800001234 修改"}
    sent_back = reviewer.post(f"/review/{under_review}/reject", data=note)
    assert sent_back.status_code == 422
    assert "13800001234" in text_of(sent_back)
    public = opened(site, cast, content=told)
    assert signed_in(cast.supplier).get(f"/scenarios/{public}").status_code == 200, "what is public stays as it is"
    added = owner.post(
        f"/scenarios/{public}/addendum",
        data={"deadline": SIX["deadline"], "description": told.description, "note": "请看 QQ：123456789"},
    )
    assert added.status_code == 422
    assert len(re.findall(r"别人会看到：请删去", text_of(added))) >= 2


def test_the_reviewer_sees_what_was_declared(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need, owner = stand(site, cast), signed_in(cast.owner)
    text = f"{DESCRIPTION}值班电话 {PHONE}。"
    edit = f"/scenarios/{need}/edit/basics"
    assert owner.post(edit, data=said(owner.get(edit), description=text, **declared())).status_code == 200
    with site.database.writing() as db:
        row = by_public_id(db, need)
        assert row is not None
        row.state, row.reviewer_id, row.submitted_at = S.UNDER_REVIEW, cast.reviewer, site.clock.now()
        row.review_due_at = site.clock.now()
        update_scenario(db, row, values(description=text), site.clock.now())
    page = text_of(signed_in(cast.reviewer).get(f"/review/{need}"))
    assert "说明可以公开的个人信息" in page
    assert f"{PHONE} 这是机构公开的电话、邮箱或账号：{REASON}" in page
