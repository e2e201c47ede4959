"""From a need to a meeting, as people do it, with scripting on a desktop and without it on a phone."""

import re
import time
from datetime import date

import pytest
from playwright.sync_api import Page

from app.core.acting import act_in
from app.core.site import Site
from suppliers.actions.listing import list_supply
from suppliers.actions.writing import create_supply
from suppliers.models import SupplyKind
from suppliers.values import SupplyValues
from tests.browser.conftest import Stage
from tests.support import Cast, Mailbox

pytestmark = pytest.mark.browser

TITLE = "门诊智能导诊与分诊"
NEED = (
    "门诊日均接诊四千人次，导诊台只有六名护士，患者说不清该挂哪个科，退号重挂每天一百多起。"
    "希望患者在手机上描述症状，系统推荐科室并提示急重症，护士可以改判，所有建议留痕，数据不出院区。"
    "目标是退号重挂率下降一半，平均等候时间缩短到二十分钟以内。"
)
ABILITY = "患者在手机上描述症状，系统推荐就诊科室并提示急重症，支持本地部署，数据不出院区，已在三家医院使用。"


@pytest.fixture
def capability(site: Site, cast: Cast) -> str:
    """The firm's listed capability; returns its public id."""
    values = SupplyValues(
        SupplyKind.PRODUCT,
        name="智能导诊分诊系统",
        description=ABILITY,
        contact_name="罗予安",
        contact_phone="0371-55501234",
        contact_email="supplier@example.com",
        terms={"field": ("health",), "deployment": ("on_premises",)},
    )
    with site.database.writing() as db:
        supply = create_supply(act_in(db, site), cast.firm, values)
        list_supply(act_in(db, site), supply)
        return supply.public_id


def eventually(page: Page, text: str, *, reload: bool) -> None:
    """Wait for `text`; with scripting the page must bring it by itself, without it by its own refresh link."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if page.get_by_text(text).count():
            return
        if reload:
            page.reload()
        page.wait_for_timeout(300)
    pytest.fail(f"{text} did not appear:\n{page.inner_text('main')}")


def post_a_need(stage: Stage, cast: Cast) -> str:
    """The clerk fills six fields and sends them to her colleague; returns the need's address."""
    owner = stage.visitor(cast.owner)
    page = owner.open("/scenarios/new")
    page.fill("[name=title]", TITLE)
    page.select_option("select[name=field]", "health")
    page.fill("[name=description]", NEED)
    page.fill("[name=deadline]", date(2027, 1, 31).isoformat())
    page.fill("[name=contact_name]", "苏念慈")
    page.fill("[name=contact_phone]", "0371-55505678")
    page.fill("[name=contact_email]", "owner@example.com")
    assert owner.fits()
    owner.press("保存并检查")
    for box in page.locator("input[type=checkbox]:not([name=risks])").all():
        box.check()
    assert owner.fits()
    owner.press("送单位审批")
    assert TITLE in page.inner_text("main")
    return "/scenarios/" + page.url.split("/scenarios/")[1].split("/")[0].split("?")[0]


def open_it(stage: Stage, cast: Cast) -> None:
    """The colleague approves, the reviewer takes it and approves it too."""
    colleague = stage.visitor(cast.colleague)
    colleague.open("/desk").get_by_role("link", name=TITLE).first.click()
    colleague.press("审批通过，提交审核")
    reviewer = stage.visitor(cast.reviewer)
    reviewer.open("/review").get_by_role("link", name=TITLE).first.click()
    reviewer.press("领取审核")
    assert reviewer.fits()
    reviewer.press("审核通过")


def answer_it(stage: Stage, cast: Cast, address: str, capability: str) -> None:
    """The firm finds the need among those it can answer, and says so."""
    supplier = stage.visitor(cast.supplier)
    assert TITLE in supplier.open(f"/supplies/{capability}/needs").inner_text("main")
    page = supplier.open(f"{address}/answer")
    if page.locator("select[name=supply]").count():
        page.select_option("select[name=supply]", capability)
    page.fill("[name=body]", "我们的导诊系统已在三家医院运行，两周可以接入试用。")
    supplier.press("我能做，发给对方")
    eventually(page, "贵单位的回应", reload=False)
    assert "0371-55505678" not in page.content()


def test_a_need_is_posted_approved_opened_matched_and_answered(stage: Stage, cast: Cast, capability: str) -> None:
    address = post_a_need(stage, cast)
    open_it(stage, cast)
    owner = stage.visitor(cast.owner)
    page = owner.open(f"{address}/matches")
    eventually(page, "智能导诊分诊系统", reload=not stage.scripting)
    eventually(page, "系统推荐就诊科室", reload=not stage.scripting)
    assert owner.fits()
    answer_it(stage, cast, address, capability)
    page = owner.open(f"{address}/answers")
    eventually(page, "两周可以接入试用", reload=True)
    assert "0371-55501234" not in page.content()
    page.once("dialog", lambda dialog: dialog.accept())
    owner.press("想见")
    eventually(page, "0371-55501234", reload=not stage.scripting)
    eventually(stage.visitor(cast.supplier).open("/answers"), "0371-55505678", reload=True)
    assert "0371-5550" not in stage.visitor().open(address).content()
    assert [visitor.complaints for visitor in stage.visitors if visitor.complaints] == []


def test_what_was_typed_survives_a_wrong_field(stage: Stage, cast: Cast) -> None:
    owner = stage.visitor(cast.owner)
    page = owner.open("/scenarios/new")
    page.fill("[name=title]", TITLE)
    page.fill("[name=description]", NEED)
    page.fill("[name=contact_email]", "不是邮箱")
    owner.press("保存并检查")
    page.locator(".error-summary").first.wait_for()
    assert page.input_value("[name=title]") == TITLE
    assert page.input_value("[name=contact_email]") == "不是邮箱"
    assert owner.fits()


PUBLIC = ("/", "/scenarios", "/supplies", "/search?q=导诊", "/paste", "/batches", "/help", "/terms", "/privacy")
OPEN_TO_ALL = (*PUBLIC, "/sign-in", "/sign-up", "/nothing")


@pytest.mark.parametrize("path", OPEN_TO_ALL)
def test_no_page_sticks_out_or_breaks_the_content_policy(stage: Stage, capability: str, path: str) -> None:
    visitor = stage.visitor()
    visitor.open(path)
    assert visitor.fits()
    assert [said for said in visitor.complaints if "404" not in said] == []


def test_the_paste_box_answers_without_an_account(stage: Stage, capability: str) -> None:
    visitor = stage.visitor()
    page = visitor.open("/")
    page.fill("[name=text]", "asdf qwer zxcv 12345")
    visitor.press("我们能做：找适合我的场景")
    eventually(page, "没有", reload=False)


PASTED_NEED = (
    "导诊分诊提示\n患者说不清该挂哪个科，退号重挂每天一百多起，护士台总是排着长队。希望系统推荐科室并提示急重症。"
    "平均等候时间缩短到20分钟以内，误报率从12%降到5%以下。须本地部署，数据不出院区。"
)
NEWCOMER = "lin@example.com"


def sign_up(page: Page) -> None:
    """With a hospital of her own that is yet to be verified."""
    page.fill("[name=name]", "林知夏")
    page.fill("[name=email]", NEWCOMER)
    page.fill("[name=organisation]", "云堤市第九医院")
    page.get_by_role("button", name="查找单位").click()
    page.select_option("[name=kind]", "hospital")
    page.fill("[name=password]", "a-long-enough-password")
    page.check("[name=accept_terms]")
    page.locator("main").get_by_role("button", name="注册", exact=True).click()
    page.wait_for_url("**/verify?**")


def mailed(page: Page, mailbox: Mailbox) -> str:
    """The text of the mail that shows the address to be hers."""
    end = time.monotonic() + 30
    while not mailbox.to(NEWCOMER) and time.monotonic() < end:
        page.wait_for_timeout(200)
    return mailbox.last_text(NEWCOMER)


def holds_the_need(page: Page) -> None:
    eventually(page, "已把文字读进下面的表单", reload=False)
    assert page.input_value("#section-form [name=title]") == "导诊分诊提示"
    assert "退号重挂每天一百多起" in page.input_value("#section-form [name=description]")
    assert "误报率" in page.inner_text(".suggested")


def test_a_pasted_need_goes_along_through_signing_up(stage: Stage, mailbox: Mailbox) -> None:
    """By the code in the same window; without scripting in a second one, from where she comes back."""
    visitor = stage.visitor()
    page = visitor.open("/")
    page.fill("[name=text]", PASTED_NEED)
    visitor.press("我们需要：先看看有没有人能做")
    assert visitor.fits()
    if stage.scripting:
        page.get_by_role("link", name="注册，带上这段文字").click()
        joining = page
    else:
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="在新窗口注册").click()
        joining = opened.value
    sign_up(joining)
    code = re.search(r"(?m)^ *(\d{6})\s*$", mailed(joining, mailbox))
    assert code is not None
    joining.fill("[name=code]", code[1])
    joining.get_by_role("button", name="验证", exact=True).click()
    joining.wait_for_url("**/scenarios/new**")
    if not stage.scripting:
        visitor.press("带进发布需求的表单")
    holds_the_need(page)
    assert visitor.fits()
    visitor.press("保存，继续补充")
    assert "/edit/context" in page.url
    assert visitor.complaints == []


def test_a_pasted_need_reaches_the_window_that_the_mail_opens(stage: Stage, mailbox: Mailbox) -> None:
    if not stage.scripting:
        pytest.skip("without scripting nothing goes along by itself")
    visitor = stage.visitor()
    page = visitor.open("/paste")
    page.fill("[name=text]", PASTED_NEED)
    visitor.press("我们需要：先看看有没有人能做")
    page.get_by_role("link", name="注册，带上这段文字").click()
    sign_up(page)
    link = re.search(r"https?://\S+/verify\?\S+", mailed(page, mailbox))
    assert link is not None
    other = page.context.new_page()
    other.goto(link[0])
    other.get_by_role("button", name="确认，这是我的邮箱").click()
    holds_the_need(other)
    assert page.evaluate("sessionStorage.getItem('jinghe-carried')") is None, (
        "once it stands in the form it is nowhere else"
    )


def test_a_pasted_need_goes_to_whoever_asks_and_over_nothing_typed(stage: Stage, cast: Cast) -> None:
    """One window holds the text. A window that asked before is left alone, one in which somebody types keeps that."""
    if not stage.scripting:
        pytest.skip("without scripting nothing goes along by itself")
    earlier = stage.visitor(cast.owner).open("/scenarios/new")
    context = earlier.context
    holder = context.new_page()
    holder.goto(f"{stage.address}/about")
    holder.evaluate(
        "text => sessionStorage.setItem('jinghe-carried', JSON.stringify({to: '/scenarios/new', text}))", PASTED_NEED
    )
    typing = context.new_page()
    typing.add_init_script(
        "document.addEventListener('readystatechange', () => { if (document.readyState === 'interactive')"
        " document.querySelector('#section-form [name=title]').value = '已经写下的标题'; });"
    )
    typing.goto(f"{stage.address}/scenarios/new")
    typing.wait_for_function("document.querySelector('#pasted-need [name=text]').value !== ''")
    assert typing.input_value("#section-form [name=title]") == "已经写下的标题"
    assert "退号重挂" in typing.input_value("#pasted-need [name=text]")
    assert typing.is_visible("#pasted-need [name=text]")
    assert earlier.input_value("#pasted-need [name=text]") == ""
    holder.wait_for_function("sessionStorage.getItem('jinghe-carried') === null")
