"""What is told on the way from the unsealing to the signed result."""

from typing import Any

from app.accounts.models import Person
from app.core.clock import city_date
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from scenarios.bids.labels import DEFECTS, numbered
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Bid
from scenarios.matches.emails.notes import letter
from scenarios.panels.models import Seat
from scenarios.panels.queries.cases import PanelCase


def checked(person: Person, case: PanelCase, bid: Bid) -> Email:
    """To a house that bids: whether its papers were in order."""
    with speaking(person.language):
        if bid.state is BidState.INELIGIBLE:
            why = _("、").join(_(DEFECTS[code]) for code in bid.defects)
            said = _("“{title}”的补正期限已到，贵方（{who}）的应标书没有通过形式审查：{why}。")
        else:
            why, said = "", _("“{title}”的补正期限已到，贵方（{who}）的应标书通过形式审查，进入评审。")
        line = said.format(title=case.need.title, who=numbered(bid.number), why=why)
        subject = _("形式审查结果：{title}").format(title=case.need.title)
        about, key = About("bid", bid.id), f"bid:{bid.id}:checked"
        return letter(person, about, key, subject, [line], f"/bids/{bid.public_id}", _("查看应标书"))


def to_draw(person: Person, case: PanelCase, *_said: Any) -> Email:
    """To the office."""
    with speaking(person.language):
        line = _("“{title}”的形式审查已结束，请补齐评审专家名单并抽取评审组。").format(title=case.need.title)
        subject = _("请抽取评审组：{title}").format(title=case.need.title)
        about, key = About("panel", case.need.id), f"panel:{case.need.id}:draw"
        return letter(person, about, key, subject, [line], _path(case, "/pool"), _("管理专家名单"))


def short(person: Person, case: PanelCase, *_said: Any) -> Email:
    """To the office: nobody is left to follow."""
    with speaking(person.language):
        line = _("“{title}”的评审组有评委回避，抽取顺序里已经没有可以递补的专家，评审不能继续。").format(
            title=case.need.title
        )
        subject = _("评审组缺人：{title}").format(title=case.need.title)
        about, key = About("panel", case.need.id), f"panel:{case.need.id}:short:{len(case.seats)}"
        return letter(person, about, key, subject, [line], _path(case), _("查看评审进展"))


def seated(person: Person, case: PanelCase, *_said: Any) -> Email:
    """To somebody whom the draw has seated, and to all members of a round that begins anew."""
    with speaking(person.language):
        first = _("您被抽取为“{title}”揭榜的评委。请先看技术部分，单位名称和报价在全体评委提交技术评分以后公开。")
        again = _("“{title}”的异议成立，要重新评审，请重新打分。以前的分数保留在记录里。")
        line = (first if case.panel.round == 1 else again).format(title=case.need.title)
        rest = _("与应标单位有利害关系、或者看出是谁可能影响公正的，请在页面上申请回避。")
        subject = _("请评审：{title}").format(title=case.need.title)
        about, key = About("panel", case.need.id), f"panel:{case.need.id}:seated:{case.panel.round}"
        return letter(person, about, key, subject, [line, rest], _path(case), _("开始评审"))


def revealed(person: Person, case: PanelCase, *_said: Any) -> Email:
    with speaking(person.language):
        line = _("“{title}”的技术评分已全部提交，单位名称和报价已经公开，请评具名部分。").format(title=case.need.title)
        subject = _("请评具名部分：{title}").format(title=case.need.title)
        about, key = About("panel", case.need.id), f"panel:{case.need.id}:revealed"
        return letter(person, about, key, subject, [line], _path(case), _("继续评审"))


def to_sign(person: Person, case: PanelCase, *_said: Any) -> Email:
    with speaking(person.language):
        line = _("“{title}”的分数已全部提交，结果已按公布的公式算出。请核对并签名，有不同意见的请写明。").format(
            title=case.need.title
        )
        subject = _("请签名：{title}").format(title=case.need.title)
        about, key = About("panel", case.need.id), f"panel:{case.need.id}:sign:{case.panel.round}"
        return letter(person, about, key, subject, [line], _path(case), _("核对并签名"))


def waited_for(person: Person, case: PanelCase, seat: Seat) -> Email:
    """To a member for whom the others wait."""
    with speaking(person.language):
        line = _("“{title}”的评审在等您：{done} 位评委已经完成这一步。").format(
            title=case.need.title, done=sum(one.state is not seat.state for one in case.active)
        )
        subject = _("评审在等您：{title}").format(title=case.need.title)
        about = About("panel", case.need.id)
        key = f"seat:{seat.id}:waited:{city_date(case.now).isoformat()}"
        return letter(person, about, key, subject, [line], _path(case), _("继续评审"))


def to_decide(person: Person, case: PanelCase, *_said: Any) -> Email:
    """To whoever looks after the need."""
    with speaking(person.language):
        line = _("“{title}”的评审结果已由全体评委签名。请集体研究决定，并把决定记录填到网站上。").format(
            title=case.need.title
        )
        subject = _("请作出决定：{title}").format(title=case.need.title)
        about, key = About("scenario", case.need.id), f"panel:{case.need.id}:decide:{case.panel.round}"
        return letter(person, about, key, subject, [line], _path(case), _("查看评审结果"))


def _path(case: PanelCase, tail: str = "") -> str:
    return f"/scenarios/{case.need.public_id}/evaluation{tail}"
