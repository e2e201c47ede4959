"""Certificates, grades and filings: which one, which level, and the number that proves it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.requirements.folding import FLAGS, Clause, clauses
from matching.requirements.stance import demanded, hardness, stance
from matching.requirements.values import Credential, Fact, Kind, Requirement, Source

_DIGITS = {
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "贰": "2",
    "叁": "3",
    "ⅰ": "1",
    "ⅱ": "2",
    "ⅲ": "3",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "两": "2",
}
GENAI, ALGORITHM, MEDICAL, EXPLOSION, INGRESS, CLASSIFIED = "genai", "algorithm", "medical_device", "ex", "ip", "mlps"
FILINGS = {GENAI, ALGORITHM}
# Grades whose number is not asked for by default: what they state is a property of the thing, not a document.
WITHOUT_NUMBER = {INGRESS}
_LEVEL = r"[一二三四五1-5]"

# scheme → pattern; the groups hold its grades. Tried in this order at each place of the text.
_SCHEMES: tuple[tuple[str, str], ...] = (
    (
        GENAI,
        (
            r"生成式(?:人工智能|ai)?(?:大模型)?(?:服务)?(?:管理)?(?:上线)?(?:算法)?备案|(?:大)?模型(?:服务|上线|产品|生成式)*(?:的|已|均已|已完成|完成|已通过|通过)?备案|"
            r"大模型[^,、]{0,8}(?:网信办|国家)?备案|generative ai filing|model filing"
        ),
    ),
    (ALGORITHM, r"算法备案|深度合成(?:服务)?(?:算法)?备案|算法推荐备案|algorithm filing"),
    (
        MEDICAL,
        (
            r"第?([一二三ⅰⅱⅲ123]|i{1,3})类?\s*+(?:及以上)?\s*+(?:的)?医疗器械(?!经营|生产|销售|企业|网络)(?:产品)?\s*(?:注册证?|备案凭证|备案|证)?|"
            r"医疗器械(?:产品)?(?:注册证|备案凭证|证(?!券))|(?:nmpa|cfda)\s*([一二三])类证?|nmpa class (i{1,3}|[123])|"
            r"\bclass (i{1,3}|[123]) medical device(?: registration)?|(?:nmpa|cfda)(?:\s*(?:认证|注册证?|批准|registration))?"
        ),
    ),
    (
        CLASSIFIED,
        (
            rf"(?:网络安全|信息(?:系统)?安全)?等(?:级)?保(?:护)?\s*+(?:2\.0)?\s*+(?:测评|认证|备案)?\s*+(?:第)?\s*+({_LEVEL})\s*+级|"
            rf"({_LEVEL})\s*+级\s*+(?:及以上)?\s*+(?:的)?(?:网络安全|信息(?:系统)?安全)?\s*+等(?:级)?保(?:护)?|"
            r"\bmlps\s*+(?:2\.0)?\s*+(?:level|grade)?\s*+([1-5])|等级保护|等保|\bmlps\b"
        ),
    ),
    (
        EXPLOSION,
        (
            r"\bex\s*((?:db|eb|ia|ib|ic|ma|mb|mc|px|py|pz|na|nc|nr|ta|tb|tc|[deomnpqt])"
            r"(?:\s?(?:db|eb|ia|ib|ic|ma|mb|mc|[deomq]))*)\s*(iii[abc]|ii[abc]|[ⅱⅲ][abc]|i)\s*(t\s?[1-6])?(?![a-z0-9])|"
            r"防爆(?:认证|合格证|证书?|等级|型|设计|要求|产品|标志|资质)?|explosion[- ]proof|\batex\b"
        ),
    ),
    (INGRESS, r"\bip\s?([0-6][0-9])(?![0-9a-z])"),
    ("cmmi", rf"\bcmmi(?:-dev)?\s*+(?:l|level|ml)?\s*+-?({_LEVEL})\s*级?|\bcmmi\b"),
    ("iso", r"\biso(?:\s*/\s*iec)?\s*-?(\d{4,5})(?::\d{4})?"),
    ("itss", rf"\bitss\s*({_LEVEL})?\s*级?"),
    ("cma", r"\bcma\b"),
    ("cnas", r"\bcnas\b"),
    ("fda", r"\bfda\b(?:\s*510\(?k\)?)?"),
    ("ce", r"\bce\s*(?:认证|证书|mark\w*|certif\w*)"),
    ("ccc", r"\b(?:3c|ccc)\s*(?:认证|证书)"),
    ("cryptography", r"商用密码|密评"),
    ("copyright", r"软件著作权|软著"),
    ("first_version", r"首版次"),
    ("first_set", r"首台\(?套\)?"),
    ("hightech", r"高新技术企业"),
    ("specialised", r"专精特新"),
    ("secrecy", r"涉密(?:信息系统)?(?:集成)?资质|保密资质"),
    ("safety_licence", r"安全生产许可证"),
    ("sil", r"\bsil\s?([1-4])\b"),
)
_PATTERN = re.compile("|".join(f"(?P<s{index}>{pattern})" for index, (_, pattern) in enumerate(_SCHEMES)), FLAGS)
# Numbers that name their scheme by their own form.
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        MEDICAL,
        re.compile(
            r"[国京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云渝藏陕甘青宁新]械注[准进许]\s*\d{4}([123])\d{6}"
        ),
    ),
    (MEDICAL, re.compile(r"[一-龥]{1,3}械备\s*\d{6,12}()")),
    (ALGORITHM, re.compile(r"网信算备\s*\d{10,}号?()")),
    (
        GENAI,
        re.compile(r"\b(?:Beijing|Shanghai|Tianjin|Chongqing|Henan|[A-Z][a-z]{3,11})-[A-Za-z0-9]{2,24}-\d{8,14}()"),
    ),
)
_LABELLED = re.compile(
    r"(?:编号|证号|证书号|备案号|注册号|登记号|许可证号|号码|\bnumber|\bno\.?|#)\s*+(?:为|是|is)?\s*+[::]?\s*+([A-Za-z0-9〔\[一-龥]?[\w〔〕\[\]./-]{4,40})",
    FLAGS,
)
_AT_LEAST = re.compile(r"(?:及|或)以上|or (?:above|higher)")


@dataclass(frozen=True, slots=True)
class Found:
    """A credential named in a clause, at clause[start:end]."""

    credential: Credential
    start: int
    end: int


def kind_of(scheme: str) -> Kind:
    """The kind of constraint that a scheme belongs to."""
    return Kind.MODEL_FILING if scheme in FILINGS else Kind.CERTIFICATE


def find(clause: Clause) -> Iterator[Found]:
    """The credentials that a clause names, each with the number that belongs to it, if any is written."""
    matches = [(match, *_read(match)) for match in _PATTERN.finditer(clause.folded)]
    alone = len({scheme for _, scheme, _ in matches}) == 1
    for place, (match, scheme, grades) in enumerate(matches):
        until = next((later.start() for later, other, _ in matches[place + 1 :] if other != scheme), None)
        number = _number(clause, scheme, match.end(), until, alone=alone)
        at_least = bool(_AT_LEAST.search(clause.folded, match.start(), match.end() + 6))
        credential = Credential(scheme, grades or _grades_of_number(scheme, number), number, at_least)
        yield Found(credential, match.start(), match.end())
    if not matches:
        yield from _bare_numbers(clause)


def _of_sentence(sentence: Sequence[Clause]) -> list[tuple[Clause, Found]]:
    """All credentials of a sentence, without those that only announce a graded one (须防爆,Ex d IIC T6)."""
    found = [(clause, one) for clause in sentence for one in find(clause)]
    graded = {one.credential.scheme for _, one in found if one.credential.grades}
    return [(clause, one) for clause, one in found if one.credential.grades or one.credential.scheme not in graded]


def _speaks_for_itself(credential: Credential) -> bool:
    """A marking (Ex d IIC T6, IP65) or a number states or demands itself, without any verb."""
    return bool(credential.number) or (bool(credential.grades) and credential.scheme in {EXPLOSION, INGRESS})


def _bare_numbers(clause: Clause) -> Iterator[Found]:
    for scheme, pattern in _NUMBERS:
        for match in pattern.finditer(clause.folded):
            yield Found(
                Credential(scheme, tuple(filter(None, match.groups())), match.group()), match.start(), match.end()
            )


def _read(match: re.Match[str]) -> tuple[str, tuple[str, ...]]:
    index = next(index for index in range(len(_SCHEMES)) if match.group(f"s{index}") is not None)
    given = [group for name, group in _inner_groups(match, index) if group and name != f"s{index}"]
    return _SCHEMES[index][0], tuple(_grade(part) for part in given)


def _inner_groups(match: re.Match[str], index: int) -> Iterator[tuple[str, str | None]]:
    """The unnamed groups of the scheme that matched; those of the others are None anyway."""
    named = set(match.re.groupindex.values())
    for position in range(match.re.groupindex[f"s{index}"] + 1, match.re.groups + 1):
        if position not in named:
            yield str(position), match.group(position)


def _grade(text: str) -> str:
    compact = text.lower().replace(" ", "").replace("ⅲ", "iii").replace("ⅱ", "ii")
    return _DIGITS.get(compact, compact)


def _number(clause: Clause, scheme: str, start: int, until: int | None, *, alone: bool) -> str:
    """The number that follows the credential before the next one; a sole credential may find it in the sentence."""
    own = clause.folded[start:until]
    places = [own] if not alone else [own, clause.sentence.folded[clause.offset + start :], clause.sentence.folded]
    for place in places:
        for form, pattern in _NUMBERS:
            match = pattern.search(place)
            if match and form == scheme:
                return match.group()
    return next(filter(None, (_labelled(place, scheme) for place in places[:2])), "")


def _labelled(place: str, scheme: str) -> str:
    """A number behind a word such as 编号; without four digits it is no number (编号:办理中)."""
    others = (found.start() for found in _PATTERN.finditer(place) if _read(found)[0] != scheme)
    match = _LABELLED.search(place, 0, next(others, len(place)))
    if match is None or any(pattern.search(match.group()) for _, pattern in _NUMBERS):
        return ""
    return match.group(1) if sum(character.isdigit() for character in match.group(1)) >= 4 else ""


def _grades_of_number(scheme: str, number: str) -> tuple[str, ...]:
    """The class that a registration number carries in its fifth digit (国械注准2023 3 21…)."""
    match = _NUMBERS[0][1].search(number)
    return (match.group(1),) if scheme == MEDICAL and match else ()


def facts_of(text: str, origin: str, *, on_topic: bool = False) -> Iterator[Fact]:
    """The credentials that a supply's text states, with how it speaks of them."""
    for sentence in clauses(text, origin):
        for clause, found in _of_sentence(sentence):
            topic = on_topic or _speaks_for_itself(found.credential)
            spoken = stance(clause.folded, found.start, found.end, on_topic=topic, after=clause.after)
            yield Fact(kind_of(found.credential.scheme), found.credential, _source(clause, found), spoken)


def _source(clause: Clause, found: Found) -> Source:
    """The clause, or the stretch of the sentence up to the number where that stands in a later clause."""
    number = found.credential.number
    if not number or number in clause.folded:
        return clause.source(0, len(clause.folded))
    place = clause.sentence.folded.index(number) - clause.offset
    return clause.source(min(0, place), max(len(clause.folded), place + len(number)))


def requirements_of(text: str, origin: str, *, on_topic: bool = False) -> Iterator[Requirement]:
    """The credentials that a need's text demands; hard unless the words only wish, with proof where one exists."""
    for sentence in clauses(text, origin):
        for clause, found in _of_sentence(sentence):
            topic = on_topic or _speaks_for_itself(found.credential)
            if demanded(clause.folded, found.start, found.end, on_topic=topic):
                yield _requirement(clause, found)


def _requirement(clause: Clause, found: Found) -> Requirement:
    scheme = found.credential.scheme
    source = clause.source(0, len(clause.folded))
    hard = hardness(clause.folded, default=True)
    return Requirement(kind_of(scheme), found.credential, source, hard=hard, proof=scheme not in WITHOUT_NUMBER)
