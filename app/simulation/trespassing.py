"""What the dishonest try: each is an address or a form that no page offers them, and each must be refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.simulation.people import Inhabitant, Part
from app.simulation.town import Town
from app.simulation.visiting import Answer


@dataclass(frozen=True)
class Trespass:
    """One try and how it was answered."""

    who: str
    what: str
    answer: Answer

    @property
    def refused(self) -> bool:
        return 400 <= self.answer.status < 500


def trespass(town: Town, one: Inhabitant, others: Sequence[Inhabitant]) -> list[Trespass]:
    """One round of tries against what the others have."""
    victims = [other for other in others if other is not one and other.house and other.house != one.house]
    owners = [other for other in victims if other.part is Part.OWNER]
    found: list[Trespass] = []
    found += _drafts(town, one, [need for owner in owners for need in owner.drafts])
    found += _answers(town, one, [need for owner in owners for need in owner.begun])
    found += _second_answer(town, one)
    found += _both_sides(one)
    return [*found, *_forged_token(town, one)]


def _drafts(town: Town, one: Inhabitant, drafts: Sequence[str]) -> list[Trespass]:
    """Reads and changes what another house has not published."""
    if not drafts:
        return []
    need = town.chance.choice(drafts)
    tries = [one.visitor.ask("GET", f"{need}/{page}") for page in ("edit/basics", "preview", "manage", "check")]
    tries.append(one.visitor.ask("POST", f"{need}/edit/basics", {"title": "改过的标题", "version": "1", "do": "draft"}))
    return [Trespass(one.name, f"a draft of others: {answer.path}", answer) for answer in tries]


def _answers(town: Town, one: Inhabitant, needs: Sequence[str]) -> list[Trespass]:
    """Reads who has answered another house's need, with their contacts."""
    if not needs:
        return []
    need = town.chance.choice(needs)
    tries = [one.visitor.ask("GET", f"{need}/{page}") for page in ("answers", "matches", "manage", "record")]
    return [Trespass(one.name, f"answers and contacts of others: {answer.path}", answer) for answer in tries]


def _second_answer(town: Town, one: Inhabitant) -> list[Trespass]:
    """Answers the same need once more, by a form that the page does not have any more."""
    if not (one.answered and one.begun):
        return []
    need, supply = town.chance.choice(one.answered), one.begun[-1].rpartition("/")[2]
    said = {"supply": supply, "body": "再说一遍，我们什么都能做。", "consent": "1"}
    return [Trespass(one.name, f"a second answer: {need}", one.visitor.ask("POST", f"{need}/answer", said))]


def _both_sides(one: Inhabitant) -> list[Trespass]:
    """Says yes to an introduction in the place of the other side too."""
    found = []
    own, theirs = ("/accept", "/agree") if one.part is Part.SUPPLIER else ("/agree", "/accept")
    for link in [link for link in one.desk if "/introductions/" in link]:
        one.visitor.open(link)
        for form in one.visitor.page.forms:
            if form.path.endswith(own):
                forged = form.path.removesuffix(own) + theirs
                answer = one.visitor.ask("POST", forged, form.filled({}, ""))
                found.append(Trespass(one.name, f"a yes for both sides: {forged}", answer))
    return found


def _forged_token(town: Town, one: Inhabitant) -> list[Trespass]:
    """Takes the link of her own mail and bends it, to switch off the mails of somebody else."""
    mine = [mail for _at, mail in town.caught.mails if one.email in str(mail["To"]) and mail["List-Unsubscribe"]]
    if not mine:
        return []
    url = str(mine[-1]["List-Unsubscribe"]).strip("<>")
    start, token = url[: url.rindex("/") + 1], url[url.rindex("/") + 1 :]
    at = town.chance.randrange(len(token) - 1)
    other = "A" if token[at] != "A" else "B"
    answer = town.visitor().ask("POST", start + token[:at] + other + token[at + 1 :], headers={})
    return [Trespass(one.name, "a forged token", answer)]
