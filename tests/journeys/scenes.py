"""From a need to its copies, scene by scene: each person signs in as herself and does what her pages offer her.

The scenes know walkers only, so that they are played over HTTP and in a real browser alike.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.core.clock import FixedClock, city_date
from app.core.site import Site
from scenarios.actions.following import follow
from scenarios.lifecycle import Route
from scenarios.queries.visibility import by_public_id
from tests.scenarios.demonstrations.helpers import APPLICATION, OPINION, factory_hand
from tests.scenarios.helpers import opened, values
from tests.scenarios.matches.helpers import BODY, NEED_TEXT, OWNER_CONTACT, SUPPLIER_CONTACT, supply
from tests.scenarios.pilots.helpers import BASELINES, EXIT, KPIS, MEASURED, MONEY, SCOPE, a_house
from tests.support import Cast, Mailbox
from tests.support.walking import Typed, Walker

TITLE = "急诊胸痛患者心电图实时预警"
SECTIONS: tuple[tuple[str, Typed], ...] = (("scope", SCOPE), ("money", MONEY), ("exit", EXIT))
LESSON = "心电图机型太杂，先统一接口再试点，否则一半时间花在接线上。"


@dataclass
class Play:
    """The site with everybody in it; `walk` brings somebody before it, None for a visitor without an account."""

    site: Site
    cast: Cast
    clock: FixedClock
    drain: Callable[[], int]
    mailbox: Mailbox
    walk: Callable[[int | None], Walker]

    def at(self, person: int | None, path: str) -> Walker:
        walker = self.walk(person)
        walker.open(path)
        return walker

    def later(self, **span: float) -> None:
        """Time passes, and the worker does what is due by then."""
        self.clock.advance(**span)
        self.drain()

    def mailed(self, who: str, pattern: str) -> str:
        """An address of the site in the newest mail to somebody."""
        found = re.search(pattern, self.mailbox.last_text(f"{who}@example.com"))
        assert found is not None, self.mailbox.last_text(f"{who}@example.com")
        return found[0]


def a_need(play: Play, route: Route) -> str:
    """An open need with two figures and the firm's capability beside it; its address."""
    supply(play.site, play.cast.firm)
    said = values(title=TITLE, description=NEED_TEXT, kpis=KPIS, route=route)
    public_id = opened(play.site, play.cast, content=said)
    with play.site.database.writing() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        follow(db, row, play.clock.now())
    play.drain()
    return f"/scenarios/{public_id}"


def introduced(play: Play) -> None:
    """A curator brings the two together; each says yes from the mail's link; contacts open with the second yes."""
    cast = play.cast
    curator = play.at(cast.curator, "/curation")
    curator.send("/curation", press="introduce.")
    curator.says("已向双方引荐")
    play.drain()
    owner = play.at(cast.owner, play.mailed("owner", r"/introductions/\w+"))
    owner.hides(*SUPPLIER_CONTACT)
    owner.send("/agree")
    owner.says("正在等对方")
    owner.hides(*SUPPLIER_CONTACT)
    firm = play.at(cast.supplier, play.mailed("supplier", r"/introductions/\w+"))
    firm.hides(*OWNER_CONTACT)
    firm.send("/accept")
    firm.says(OWNER_CONTACT[1])
    owner.open(owner.address)
    owner.says(SUPPLIER_CONTACT[1])


def met(play: Play) -> None:
    """They meet at a table that the curator gave them."""
    day = (city_date(play.clock.now()) + timedelta(days=3)).isoformat()
    curator = play.at(play.cast.curator, "/meetings")
    curator.follow("/meetings/new")
    said = {"title": "医疗专场对接会", "place": "市民中心三楼", "day": day, "start": "14:00", "end": "15:00"}
    curator.send("/meetings", said)
    here = curator.address
    curator.send("/seats", {"pick": True})
    curator.says("已排好 1 场")
    curator.send("/announce")
    play.drain()
    owner = play.at(play.cast.owner, play.mailed("owner", r"/meetings/\w+"))
    owner.says("启明医智科技", "市民中心三楼")
    play.later(days=4)
    curator = play.at(play.cast.curator, here)
    curator.send("/record", {"owner_came": True, "supplier_came": True, "outcome": "pilot"})
    curator.says("已见面")
    curator.send("/close")


def granted(play: Play, need: str) -> None:
    """A supplier answers a need that offers a site to be tested on, and the owner lets it in."""
    firm = play.at(play.cast.supplier, f"{need}/answer")
    firm.send("/answer", {"body": BODY})
    owner = play.at(play.cast.owner, f"{need}/answers")
    owner.says(BODY)
    owner.send("/want")
    owner.says(SUPPLIER_CONTACT[1])


def begun(play: Play, need: str) -> str:
    """The owner begins a pilot with the house she has found, and that house confirms; the pilot's address."""
    owner = play.at(play.cast.owner, f"{need}/answers")
    owner.follow("/pilots/new?match=")
    owner.says("后续采购可能受限")
    owner.send("/pilots/new", {"no_promise": True})
    here = owner.address
    firm = play.at(play.cast.supplier, "/desk")
    firm.says("请确认是否参加试点")
    firm.follow(here)
    firm.send("/confirm")
    firm.says("筹备")
    return here


def agreed(play: Play, here: str) -> None:
    """Written by both, printed, stamped, scanned and countersigned."""
    owner = play.at(play.cast.owner, f"{here}/agreement")
    for key, said in SECTIONS:
        owner.follow(f"/agreement/{key}")
        owner.send(f"/agreement/{key}", said, press="save")
    owner.send("/papers/agreement")
    owner.says("盖章", "急诊楼")
    code = owner.address.rpartition("/")[2]
    owner.open(f"{here}/agreement")
    owner.send("/hand-in", {"code": code}, file="协议.pdf")
    firm = play.at(play.cast.supplier, f"{here}/agreement")
    firm.says("协议.pdf")
    firm.send("/countersign")
    firm.says("双方已签署")


def locked(play: Play, here: str) -> None:
    """Baselines measured, locked by both."""
    owner = play.at(play.cast.owner, f"{here}/kpis")
    for place, kpi in enumerate(KPIS):
        form = owner.forms("/edit")[place]
        owner.send(form, {"direction": "down", **BASELINES[kpi.name], **MEASURED}, file="测量记录.pdf")
    owner.send("/lock")
    owner.says("等另一方核对")
    firm = play.at(play.cast.supplier, f"{here}/kpis")
    firm.send("/lock")
    firm.says("基线已锁定")


def settled(play: Play, here: str) -> None:
    """Whatever waits on the page of readiness, each with its paper."""
    owner = play.at(play.cast.owner, f"{here}/readiness")
    while waiting := owner.forms("/settle"):
        owner.send(waiting[0], {"note": "已落实，见证明"}, file="证明.pdf")


def started(play: Play, here: str) -> None:
    """Ready and running, with a milestone; four weeks later both say that all is well."""
    settled(play, here)
    owner = play.at(play.cast.owner, f"{here}/readiness")
    owner.send("/make-ready")
    firm = play.at(play.cast.supplier, f"{here}/running")
    firm.send("/start")
    firm.send("/add-milestone", {"name": "十二台设备接入", "due_on": city_date(play.clock.now()).isoformat()})
    firm.send("/meet", {"note": "全部接入"}, file="清单.pdf")
    play.later(days=29)
    for person in (play.cast.owner, play.cast.supplier):
        walker = play.at(person, f"{here}/running")
        walker.send("/fine")
        walker.says("已记录")


def measured(play: Play, here: str) -> None:
    """Both agree who measures; she does; the pilot is closed."""
    _house, centre, tester = a_house(play.site, "中原软件评测中心")
    owner = play.at(play.cast.owner, f"{here}/verification")
    owner.send("/propose-verifier", {"kind": "third_party", "organisation": centre})
    firm = play.at(play.cast.supplier, f"{here}/verification")
    firm.send("/agree")
    tests = play.at(tester, "/desk")
    tests.says("请测量并填报结果")
    tests.follow(here)
    tests.send("/report", report(play))
    tests.says("达到")
    firm.open(f"{here}/verification")
    firm.send("/comment", {"body": "报告时间含人工签发环节"})
    settled(play, here)  # that the data were deleted
    owner.open(here)
    owner.send("/complete")
    owner.says("结项")


def report(play: Play) -> dict[str, str]:
    today = city_date(play.clock.now()).isoformat()
    said = {"method": "随机抽取病历双盲复核", "sample": "1200 份", "measured_from": today, "measured_to": today}
    said |= {"report_number": "JC-2027-031", "accreditation": "cma_cnas", "accreditation_scope": "软件产品性能测试"}
    said |= {"signatory": "祁衡", "paid_by": "供给方", "raw_sha256": "ab" * 32}
    return said | {"readings-0-value": "0.09 %", "readings-1-value": "4 分钟"}


def put_forward(play: Play, here: str) -> str:
    """Applied for, read by the department, before the public for five working days, numbered; its address."""
    owner = play.at(play.cast.owner, here)
    owner.follow("/demonstrations/new?pilot=")
    owner.send("/demonstrations/new", APPLICATION)
    demonstration = owner.address
    reviewer = play.at(play.cast.reviewer, "/demonstrations")
    reviewer.says("申报待审核")
    reviewer.follow(demonstration)
    reviewer.send("/announce", OPINION)
    reviewer.says("公示至")
    play.later(days=8)
    visitor = play.at(None, demonstration)
    visitor.says("JH-YZ-", APPLICATION["title"], "达到")
    visitor.hides("0.9 ‰", "4 分钟", "3 ‰", "30 分钟")  # the one is told by its verdict alone, the other by its change
    visitor.follow("/record")
    visitor.says("验证记录", "链头")
    return demonstration


def copied(play: Play, demonstration: str) -> None:
    """Another owner takes it over and says what came of it."""
    hand = factory_hand(play.site, play.cast)
    factory = play.at(hand, demonstration)
    factory.send("/copy")
    mine = factory.address
    factory.says("补充并提交需求")
    play.later(days=10)
    factory = play.at(hand, mine)
    day = city_date(play.clock.now()).isoformat()
    said = {"live_on": day, "days": "45", "cost": "38.5", "place": "二号厂区医务室", "readings-1-value": "6 分钟"}
    factory.send("/confirm", {**said, "measured_on": day, "named": True})
    visitor = play.at(None, demonstration)
    visitor.says("大河装备厂", "38.5 万元", "45 天", "推广中")
    visitor.hides("6 分钟")


def stopped(play: Play, here: str, need: str) -> None:
    """It ends early with its lesson, told by name once both agree; the need takes answers again."""
    owner = play.at(play.cast.owner, f"{here}/running")
    owner.send("/stop", {"stop_reason": "integration", "lesson": LESSON})
    visitor = play.at(None, "/demonstrations/lessons")
    visitor.says(LESSON)
    visitor.hides("启明医智科技", "嵩云医院")
    owner.open(here)
    owner.send("/name")
    firm = play.at(play.cast.supplier, here)
    firm.says(LESSON)
    firm.send("/name")
    visitor.open("/demonstrations/lessons")
    visitor.says("启明医智科技")
    visitor.open(need)
    visitor.says("征集中")


def revoked(play: Play, demonstration: str) -> None:
    """One of the department says why it must go, another confirms; the page stays with its notice."""
    why = {"code": "not_kept", "note": "三个月后复查，报告时间回升到 20 分钟"}
    reviewer = play.at(play.cast.reviewer, demonstration)
    reviewer.send("/ask-revocation", why)
    reviewer.says("等另一位")
    assert not reviewer.forms("/revoke")  # not by the same
    play.at(None, demonstration).hides("回升到 20 分钟")
    office = play.at(play.cast.office, demonstration)
    office.send("/revoke")
    visitor = play.at(None, demonstration)
    visitor.says("已经撤销", "效果未能保持", "回升到 20 分钟", "JH-YZ-2026-0001")
    assert not visitor.links("/sign-in?next=" + demonstration)  # and nobody is asked to copy it
    visitor.open("/check?code=JH-YZ-2026-0001")
    visitor.says("验证记录已撤销")
