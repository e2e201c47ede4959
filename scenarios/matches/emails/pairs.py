"""Mails about matches, answers, and news of matches."""

from datetime import datetime

from app.accounts.models import Person
from app.core.html import format_deadline
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from app.core.site import Words
from scenarios.emails.reviewing import SEEN
from scenarios.matches.emails.notes import letter
from scenarios.matches.models import Answer, Match
from scenarios.matches.queries.people import News
from scenarios.matches.queries.sides import Both
from scenarios.models import Scenario

MOST_LINES = 10
"""Needs that a mail names."""


def _answer(answer: Answer) -> About:
    return About("answer", answer.id)


def _match(match: Match) -> About:
    return About("match", match.id)


def answers_page(need: Scenario) -> str:
    return f"/scenarios/{need.public_id}/answers"


def answered(person: Person, answer: Answer, sides: Both) -> Email:
    """To the owner: somebody says 我能做."""
    need, supplier = sides.need, sides.supplier.name
    with speaking(person.language):
        return letter(
            person,
            _answer(answer),
            f"answer:{answer.id}:sent",
            _("{supplier}回应了您的需求：我能做").format(supplier=supplier),
            [
                _("{supplier}回应了需求“{title}”。").format(supplier=supplier, title=need.title),
                _("请在 {day} 前答复“想见”或“暂不”；答复“想见”后，双方才会看到对方的联系方式。").format(
                    day=format_deadline(answer.reply_due_at)
                ),
            ],
            answers_page(need),
            _("查看并答复"),
            answer.body,
        )


def wanted(person: Person, answer: Answer, sides: Both) -> Email:
    """To the supplier: the owner wants to meet."""
    need, owner = sides.need, sides.owner.name
    with speaking(person.language):
        return letter(
            person,
            _answer(answer),
            f"answer:{answer.id}:wanted",
            _("{owner}想见贵单位").format(owner=owner),
            [
                _("{owner}看了贵单位对需求“{title}”的回应，希望见面细谈。").format(owner=owner, title=need.title),
                _("对方的联系方式已对贵单位开放，贵单位的联系方式也已对对方开放。"),
            ],
            "/answers",
            _("查看联系方式"),
            answer.reply,
        )


def put_off(person: Person, answer: Answer, sides: Both, words: Words) -> Email:
    """To the supplier: not now, and why."""
    need, owner = sides.need, sides.owner.name
    with speaking(person.language):
        reason = words.label(answer.reason, "not_now_reason")
        return letter(
            person,
            _answer(answer),
            f"answer:{answer.id}:not_now:{answer.replied_at:%Y%m%d%H%M%S}",
            _("关于“{title}”：对方暂不安排见面").format(title=need.title),
            [
                _("{owner}答复：暂不。原因：{reason}。").format(owner=owner, reason=reason),
                _("联系方式没有开放。对方以后可以改为“想见”，届时会再通知贵单位。"),
            ],
            "/answers",
            _("查看我的回应"),
            answer.reply,
        )


def withdrawn(person: Person, answer: Answer, sides: Both) -> Email:
    """To the owner: the supplier takes its answer back."""
    need, supplier = sides.need, sides.supplier.name
    with speaking(person.language):
        return letter(
            person,
            _answer(answer),
            f"answer:{answer.id}:withdrawn",
            _("{supplier}撤回了对“{title}”的回应").format(supplier=supplier, title=need.title),
            [_("{supplier}撤回了回应，您不必再答复。").format(supplier=supplier)],
            answers_page(need),
            _("查看全部回应"),
        )


def lapsed(person: Person, answer: Answer, need: Scenario) -> Email:
    """To the supplier: the need ended and nobody replied."""
    with speaking(person.language):
        return letter(
            person,
            _answer(answer),
            f"answer:{answer.id}:lapsed",
            _("需求“{title}”已结束，贵单位的回应未获答复").format(title=need.title),
            [
                _("需求“{title}”已经结束，对方没有答复贵单位的回应，联系方式没有开放。").format(title=need.title),
                _("对方以后仍可以翻看并改为“想见”；需求续期或重新发布后，贵单位也可以再次回应。"),
            ],
            "/answers",
            _("查看我的回应"),
        )


def still_waiting(person: Person, answer: Answer, sides: Both) -> Email:
    """To the owner after ten working days of silence."""
    need, supplier = sides.need, sides.supplier.name
    with speaking(person.language):
        return letter(
            person,
            _answer(answer),
            f"answer:{answer.id}:silence:owner",
            _("{supplier}还在等您的答复").format(supplier=supplier),
            [
                _("{supplier}对需求“{title}”的回应已满十个工作日，还没有答复。").format(
                    supplier=supplier, title=need.title
                ),
                _("答复“想见”或“暂不”都可以，答复时长会计入贵单位的公开记录。"),
            ],
            answers_page(need),
            _("现在答复"),
            answer.body,
        )


def no_reply_yet(person: Person, answer: Answer, sides: Both) -> Email:
    """To the supplier after ten working days of silence."""
    need, owner = sides.need, sides.owner.name
    with speaking(person.language):
        return letter(
            person,
            _answer(answer),
            f"answer:{answer.id}:silence:supplier",
            _("关于“{title}”的回应：对方还没有答复").format(title=need.title),
            [
                _("贵单位的回应已满十个工作日，{owner}还没有答复。我们已经提醒对方。").format(owner=owner),
                _("您可以继续等待，也可以撤回回应。"),
            ],
            "/answers",
            _("查看我的回应"),
        )


def invited(person: Person, match: Match, sides: Both) -> Email:
    """To the supplier: the owner picked it from her matches."""
    need, owner, supply = sides.need, sides.owner.name, sides.supply.name
    with speaking(person.language):
        return letter(
            person,
            _match(match),
            f"match:{match.id}:invited:{match.updated_at:%Y%m%d%H%M%S}",
            _("{owner}邀请贵单位对接“{title}”").format(owner=owner, title=need.title),
            [
                _("{owner}看中了贵单位的“{supply}”，邀请贵单位就需求“{title}”对接。").format(
                    owner=owner, supply=supply, title=need.title
                ),
                _("回应“我能做”后，双方立即可以看到对方的联系方式；也可以婉拒。"),
            ],
            f"/scenarios/{need.public_id}/answer",
            _("查看需求并回应"),
        )


def invitation_lapsed(person: Person, match: Match, sides: Both, reason: str) -> Email:
    """To the owner: her invitation has not gone out, and why (marked for the catalogue)."""
    need, supplier = sides.need, sides.supplier.name
    with speaking(person.language):
        return letter(
            person,
            _match(match),
            f"match:{match.id}:invitation_lapsed:{match.updated_at:%Y%m%d%H%M%S}",
            _("给{supplier}的邀请没有发出").format(supplier=supplier),
            [
                _("您就需求“{title}”邀请{supplier}，邀请没有发出：{reason}").format(
                    title=need.title, supplier=supplier, reason=_(reason)
                ),
                _("对方没有收到任何通知。以后还想邀请，可以在匹配结果里重新发出。"),
            ],
            f"/scenarios/{need.public_id}/matches",
            _("查看匹配结果"),
        )


def mutual(person: Person, match: Match, sides: Both) -> Email:
    """To the owner: an invited supplier said yes."""
    need, supplier = sides.need, sides.supplier.name
    with speaking(person.language):
        return letter(
            person,
            _match(match),
            f"match:{match.id}:mutual:owner",
            _("{supplier}接受了您的邀请").format(supplier=supplier),
            [
                _("{supplier}愿意承接需求“{title}”，双方的联系方式已经互相开放。").format(
                    supplier=supplier, title=need.title
                )
            ],
            answers_page(need),
            _("查看联系方式"),
        )


def declined(person: Person, match: Match, sides: Both) -> Email:
    """To the owner: an invited or introduced supplier turns it down."""
    need, supplier = sides.need, sides.supplier.name
    with speaking(person.language):
        return letter(
            person,
            _match(match),
            f"match:{match.id}:declined",
            _("{supplier}婉拒了“{title}”").format(supplier=supplier, title=need.title),
            [_("{supplier}这次不参与需求“{title}”的对接。").format(supplier=supplier, title=need.title)],
            f"/scenarios/{need.public_id}/matches",
            _("看看其他匹配"),
            match.note,
        )


def handed_over(person: Person, need: Scenario, owner: str, note: str, at: datetime) -> Email:
    """To a curator: an owner asks her to look after the introductions."""
    with speaking(person.language):
        return letter(
            person,
            About(SEEN, need.id),
            f"need:{need.id}:curator:{at:%Y%m%d%H%M%S}",
            _("{owner}把“{title}”托付给场景经理人").format(owner=owner, title=need.title),
            [_("{owner}希望场景经理人帮助挑选和引荐供给方。").format(owner=owner)],
            f"/scenarios/{need.public_id}/matches",
            _("查看匹配结果"),
            note,
        )


def strong_matches(person: Person, news: News) -> Email:
    """To the owner's people, once a day: needs for which something that fits has come up."""
    needs = news.needs[person.id]
    total = sum(count for _need, count in needs)
    with speaking(person.language):
        lines = [_("“{title}”：{count} 项").format(title=need.title, count=count) for need, count in needs[:MOST_LINES]]
        if len(needs) > MOST_LINES:
            lines.append(_("另有 {count} 项需求也有新的契合供给。").format(count=len(needs) - MOST_LINES))
        return letter(
            person,
            About("owner_news", news.organisation_id),
            f"news:{news.organisation_id}:{news.at:%Y%m%d%H%M%S}",
            _("您的需求有 {count} 项新的契合供给").format(count=total),
            lines,
            f"/scenarios/{needs[0][0].public_id}/matches" if len(needs) == 1 else "/desk",
            _("查看匹配结果"),
        )
