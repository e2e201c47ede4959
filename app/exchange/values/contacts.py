"""People's names, phones and addresses, alone or mixed in one cell."""

import re
from dataclasses import dataclass
from typing import Final

from app.core.addresses import checked_email
from app.exchange.cells import Cell, cell_text, has_lost_digits, is_blank, plain_code
from app.exchange.rules import Parsed, Problem, Rule, refused

_EMAIL: Final = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]++@[A-Za-z0-9\-]++(?:\.[A-Za-z0-9\-]++)++")
_EXTENSION: Final = r"(?:\s*(?:转|ext\.?|x)\s*\d{1,6})?"
_PHONE: Final = re.compile(
    rf"""(?<!\d)(?:
        (?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{{4}}[\s-]?\d{{4}}
        | (?:\+?86[\s-]?)?[48]00[\s-]?\d{{3,4}}[\s-]?\d{{3,4}}{_EXTENSION}
        | \(?(?:\+?86[\s-]?)?0\d{{2,3}}\)?[\s-]?\d{{3,4}}[\s-]?\d{{4}}(?:-\d{{1,6}})?{_EXTENSION}
        | \+\d{{1,3}}[\s-]?\(?\d{{2,4}}\)?(?:[\s-]?\d{{2,4}}){{2,4}}{_EXTENSION}
        | [2-9]\d{{6,7}}(?:-\d{{1,6}})?{_EXTENSION}
    )(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(联系人|姓名|联系电话|联系方式|办公电话|电话|手机号?码?|电子邮箱|电子邮件|邮箱|e-?mail|tel|phone|contact)\s*[:.]?\s*",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[,，、;；/|｜()（）:：\s]+")
_SPOKEN_EXTENSION: Final = re.compile(r"(?<!\s)\s*+(?:转|ext\.?|x)\s*+", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_JOINT: Final = "；"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to reach; several people or numbers stand one after the other, separated by ；."""

    name: str = ""
    phone: str = ""
    email: str = ""


def parse_phone(cell: Cell) -> Parsed[str]:
    """Phone numbers with their extensions (0371-55501234转801); what is no number is kept as it stands, with a warning."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if has_lost_digits(cell):
        return refused(Rule.DIGITS_LOST, text)
    plain = plain_code(text)
    phones = [_tidy(found[0]) for found in _PHONE.finditer(plain)]
    rest = _BETWEEN.sub("", _LABEL.sub("", _PHONE.sub("", plain)))
    if phones and not rest:
        return Parsed(_JOINT.join(phones))
    return Parsed(text.strip(), (Problem(Rule.PHONE_UNCLEAR, text),))


def parse_email(cell: Cell) -> Parsed[str]:
    """Mail addresses; other text is refused, since mail could not reach it."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    plain = plain_code(text)
    emails = _addresses(plain)
    rest = _BETWEEN.sub("", _LABEL.sub("", _EMAIL.sub("", plain)))
    if not emails or None in emails or rest:
        return refused(Rule.EMAIL_UNCLEAR, text)
    return Parsed(_JOINT.join(filter(None, emails)))


def parse_contact(cell: Cell) -> Parsed[Contact]:
    """A cell that mixes names, phones and addresses, of one person or several."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if has_lost_digits(cell):
        return refused(Rule.DIGITS_LOST, text)
    plain = plain_code(text)
    emails = _addresses(plain)
    without = _EMAIL.sub(" ", plain)
    phones = [_tidy(found[0]) for found in _PHONE.finditer(without)]
    names = [name for name in _BETWEEN.split(_LABEL.sub(" ", _PHONE.sub(" ; ", without))) if name]
    contact = Contact(_names(names), _JOINT.join(phones), _JOINT.join(filter(None, emails)))
    unclear = any(character.isdigit() for character in contact.name)
    if None in emails:
        return Parsed(contact, (Problem(Rule.EMAIL_UNCLEAR, text),))
    return Parsed(contact, (Problem(Rule.PHONE_UNCLEAR, text),) if unclear else ())


def _addresses(plain: str) -> list[str | None]:
    """What looks like an address, as it is kept; None for one that mail could not reach."""
    found: list[str | None] = []
    for text in _EMAIL.findall(plain):
        try:
            found.append(checked_email(text))
        except ValueError:
            found.append(None)
    return found


def _names(words: list[str]) -> str:
    """Words of a Latin name belong together, Chinese words are a name each."""
    latin = all(word.isascii() for word in words)
    return (" " if latin else _JOINT).join(words)


def _tidy(phone: str) -> str:
    """The number without blanks, its extension after 转."""
    number = _SPOKEN_EXTENSION.sub("转", phone.strip())
    plain = number.replace("(", "").replace(")", "-").replace("--", "-")
    return _SPACES.sub("-" if plain.startswith("+") else "", plain)
