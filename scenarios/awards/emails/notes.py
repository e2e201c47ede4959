"""What is told from the decision to the award."""

from app.accounts.models import Person
from app.core.html import format_deadline
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from scenarios.awards.labels import answer_of, objection_tag
from scenarios.awards.models import Objection, Outcome
from scenarios.awards.queries.cases import AwardCase
from scenarios.bids.labels import numbered, state_tag
from scenarios.bids.models import Bid
from scenarios.lifecycle import ScenarioState
from scenarios.matches.emails.notes import letter


def announced(person: Person, case: AwardCase, bid: Bid) -> Email:
    """To a house that bids: what was decided, and where its letter is."""
    with speaking(person.language):
        decision = case.decision
        over = case.need.state is ScenarioState.CANCELLED
        ended = over or decision is None or decision.outcome is Outcome.NO_AWARD or decision.publicity_until is None
        said = (
            _("“{title}”本轮没有确定任何一家。")
            if ended
            else _("“{title}”的评审结果开始公示，{who}的状态是“{state}”。")
        )
        lines = [said.format(title=case.need.title, who=numbered(bid.number), state=state_tag(bid.state)[0])]
        if not ended and decision is not None:
            lines.append(
                _("对结果有异议的，请在 {until} 前提出质疑。").format(until=format_deadline(decision.objections_until))
            )
        lines.append(_("您的反馈信写明每一项的得分、名次、评语和差距。"))
        subject = _("评审结果：{title}").format(title=case.need.title)
        about, key = About("bid", bid.id), f"bid:{bid.id}:announced:{len(case.decisions)}:{case.panel.panel.round}"
        return letter(person, about, key, subject, lines, f"/bids/{bid.public_id}/letter", _("看反馈信"))


def awarded(person: Person, case: AwardCase, bid: Bid) -> Email:
    """To everybody who bid, and to the owner's people."""
    with speaking(person.language):
        line = _("“{title}”的公示和异议期已经结束，确定的是{who}。").format(
            title=case.need.title, who=numbered(bid.number)
        )
        subject = _("揭榜已确定：{title}").format(title=case.need.title)
        about, key = About("scenario", case.need.id), f"award:{case.need.id}:made:{bid.id}"
        return letter(person, about, key, subject, [line], _path(case), _("查看结果"))


def out(person: Person, case: AwardCase, bid: Bid, reason: str) -> Email:
    """To a house whose bid counts no longer."""
    with speaking(person.language):
        line = _("“{title}”中贵方的应标书（{who}）已被取消资格，理由如下。").format(
            title=case.need.title, who=numbered(bid.number)
        )
        subject = _("应标书被取消资格：{title}").format(title=case.need.title)
        about, key = About("bid", bid.id), f"bid:{bid.id}:out"
        return letter(person, about, key, subject, [line], f"/bids/{bid.public_id}", _("查看应标书"), quote=reason)


def declined(person: Person, case: AwardCase, bid: Bid, reason: str) -> Email:
    """To the owner's people."""
    with speaking(person.language):
        line = _("“{title}”的{who}放弃了，由名次在后的递补；没有可以递补的，本轮到此结束。").format(
            title=case.need.title, who=numbered(bid.number)
        )
        subject = _("被确定的单位已放弃：{title}").format(title=case.need.title)
        about, key = About("scenario", case.need.id), f"award:{case.need.id}:declined:{bid.id}"
        return letter(person, about, key, subject, [line], _path(case), _("查看结果"), quote=reason)


def objected(person: Person, case: AwardCase, one: Objection) -> Email:
    """To the office; what it says stands on the page alone."""
    with speaking(person.language):
        line = _("“{title}”收到一件异议，请在 {until} 前答复。").format(
            title=case.need.title, until=format_deadline(one.due_at)
        )
        subject = _("收到异议：{title}").format(title=case.need.title)
        about, key = About("award_objection", one.id), f"award_objection:{one.id}:submitted"
        return letter(person, about, key, subject, [line], f"/objections/{one.public_id}", _("受理并答复"))


def late(person: Person, case: AwardCase, one: Objection) -> Email:
    with speaking(person.language):
        line = _("“{title}”的一件异议已过答复期限 {until}，公示不能结束。").format(
            title=case.need.title, until=format_deadline(one.due_at)
        )
        subject = _("异议逾期未答复：{title}").format(title=case.need.title)
        about, key = About("award_objection", one.id), f"award_objection:{one.id}:late"
        return letter(person, about, key, subject, [line], f"/objections/{one.public_id}", _("受理并答复"))


def answered(person: Person, case: AwardCase, one: Objection) -> Email:
    """To whoever has objected."""
    with speaking(person.language):
        line = _("您对“{title}”提出的异议已有结果：{state}。").format(
            title=case.need.title, state=objection_tag(one.state)[0]
        )
        rest = _("不服的，可以向{where}反映。").format(where=one.next_instance) if one.next_instance else ""
        subject = _("异议的答复：{title}").format(title=case.need.title)
        about, key = About("award_objection", one.id), f"award_objection:{one.id}:answered"
        return letter(
            person, about, key, subject, [line, rest], f"/objections/{one.public_id}", _("看答复"), quote=answer_of(one)
        )


def _path(case: AwardCase) -> str:
    return f"/scenarios/{case.need.public_id}/award"
