"""Reading a pasted introduction into the fields of the form. Pure, and a proposal only: a person confirms every line.

It takes what is written and guesses nothing: words of the vocabulary, a stated TRL, figures with a unit or a
comparison behind a measured quantity, a price that is called one. Sentences that exclude something are not read.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.core.i18n import speaking
from app.core.limits import MOST_YUAN
from app.core.site import Words
from matching.denials import denials
from matching.requirements import in_yuan, read_figures, read_only
from suppliers.values import ParameterValue

NAME_LENGTH, TITLE_LENGTH = 120, 60
MOST_PARAMETERS = 8
Labels = Mapping[str, str]
"""Label (any language) to code."""

_CLAUSES = re.compile(r"[，。；;！？!?\n]|,(?!\d)|\.(?=\s|$)")
_HEADING = re.compile(r"^(?:[#>*\-•·\s]|【|\d{1,2}[、.．]\s?)+|】$")
_LABELLED = re.compile(
    r"^(?:产品|项目|成果|能力|模型|系统|服务)?(?:名称|简介|介绍)\s*[:：]\s*|^(?:name|title)\s*:\s*", re.IGNORECASE
)
_BEFORE_IS = re.compile(r"^(.{2,40}?)(?:是一|是由|是面向|，是|\bis an?\b)")
_CALLED = re.compile(r"[^:：]{0,4}名称\s*[:：]|(?:name|title)\s*:", re.IGNORECASE)
_COMPANY = re.compile(
    r"(?:公司|集团|企业|研究院|研究所|大学|学院|实验室|团队|中心|我们|我司|本单位|简介|介绍|概况)$"
    r"|(?:公司|集团|我们|我司|团队)(?:成立|创立|专注|致力|深耕|位于|拥有|主营|从事|是)"
    r"|^(?:we|our company|about us|company profile)\b|\b(?:company|corporation|inc|ltd|llc|gmbh|university|institute)\.?$",
    re.IGNORECASE,
)
"""Who makes it, instead of what it is."""
_NAMED = re.compile(r"(?:研发|推出|开发|打造|研制|产品)[^，。；\n“《「]{0,12}[“《「]([^”》」\n]{2,40})[”》」]")
_TRL = re.compile(
    r"TRL\s*+(?:等级|级别)?\s*+[:：为达到约]*+\s*+([1-9])(?!\d|\.\d)|(?:技术)?成熟度\s*+[:：为达到约]*+\s*+([1-9一二三四五六七八九])\s*+级",
    re.IGNORECASE,
)
_KINDS = (
    ("model", re.compile(r"模型$|\bmodel$", re.IGNORECASE)),
    ("service", re.compile(r"服务$|\bservices?$", re.IGNORECASE)),
    (
        "hardware",
        re.compile(
            r"(?:传感器|机器人|终端|装置|设备|一体机|摄像机|相机|仪|装备)$|\b(?:sensor|robot|device)$", re.IGNORECASE
        ),
    ),
    ("product", re.compile(r"(?:系统|平台|软件|应用)$|\b(?:system|platform|software)$", re.IGNORECASE)),
)


def _compiled(hints: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {code: re.compile(pattern, re.IGNORECASE) for code, pattern in hints.items()}


_FIELD_HINTS = {
    "health": r"医院|临床|患者|诊疗|病理|影像科|patient|clinical|hospital",
    "education": r"课堂|教学|学生|教师|classroom|student",
    "industry": r"车间|产线|工厂|制造业|质检|焊缝|factory|manufactur",
    "agriculture": r"农田|小麦|作物|养殖|果园|crop|farm",
    "culture_tourism": r"景区|博物馆|文物|游客|museum|tourist",
    "transport": r"路口|信号灯|公交|地铁|高速公路|traffic",
    "logistics": r"仓储|分拣|快递|配送|warehouse|parcel",
    "city": r"城管|网格|市政|社区|municipal",
    "ecology": r"水质|污染|排放|湿地|pollution|emission",
    "disaster": r"洪涝|内涝|火灾|滑坡|山洪|flood|landslide",
}
_DEPLOYMENT_HINTS = {
    "on_premises": r"本地化部署|私有化部署|数据不出(?:院|厂|域)|on-premises?",
    "edge": r"边缘(?:端|侧|盒|计算|部署)|edge (?:box|device|computing)",
    "public_cloud": r"SaaS",
}
_HINTS = {"field": _compiled(_FIELD_HINTS), "deployment": _compiled(_DEPLOYMENT_HINTS)}
_PRICE = re.compile(
    r"(?:价格|售价|报价|单价|参考价|总价|费用|price)(?=[^\d\n。；]{0,8}?\d)[^\n。；]{0,120}", re.IGNORECASE
)
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]++@[\w\-]++(?:\.[\w\-]++)++", re.ASCII)
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8}(?:-\d{1,6})?|400-?\d{3}-?\d{4})(?!\d)")
_PERSON = re.compile(r"联系人\s*[:：]\s*([\u4e00-\u9fff·]{2,6}|[A-Z][A-Za-z .]{1,40})")


@dataclass(frozen=True)
class Prefill:
    """What was found. `terms` by kind; money in 元; `kind` is empty where the name does not tell."""

    name: str = ""
    kind: str = ""
    description: str = ""
    trl: int | None = None
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: tuple[ParameterValue, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    price_text: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""


def read_introduction(text: str, labels: Mapping[str, Labels]) -> Prefill:
    """What `text` says in terms of the form. `labels` maps a kind of term to its labels. Never raises; no text is lost:
    it stands in `description`, but for a first line that is wholly the name."""
    text = text.strip()
    name, description = _name_and_rest(text)
    clauses = clauses_of(text)
    spoken = "\n".join(clauses)
    low, high, price_text = sum_named(_PRICE, text)
    contact_name, contact_phone, contact_email = contact_in(text)
    return Prefill(
        name=name,
        kind=next((kind for kind, pattern in _KINDS if pattern.search(name)), ""),
        description=description,
        trl=_trl(spoken),
        terms=terms_in(spoken, labels),
        parameters=tuple(_parameters(clauses)),
        price_min=low,
        price_max=high,
        price_text=price_text,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
    )


def labels_of(words: Words, kinds: Iterable[str]) -> dict[str, dict[str, str]]:
    """Labels of both languages to codes, by kind: a text may be in either."""
    labels: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
    for language in ("zh", "en"):
        with speaking(language):
            for kind, known in labels.items():
                known |= {label: code for code, label in words.options(kind)}
    return labels


def clauses_of(text: str) -> list[str]:
    """The clauses of a text that say something is so; those that exclude it are not read."""
    return [clause.strip() for clause in _CLAUSES.split(text) if clause.strip() and not _excludes(clause)]


def _excludes(clause: str) -> bool:
    """Whether it says what is not done; what it is limited to, it does (仅支持三甲医院)."""
    return any(one.things for one in denials(clause))


def contact_in(text: str) -> tuple[str, str, str]:
    """Name, telephone and address of the contact that a text names; empty where it names none."""
    return _first(_PERSON, text), _first(_PHONE, text), _first(_EMAIL, text)[:254]


def _name_and_rest(text: str) -> tuple[str, str]:
    """What is introduced, and the text; without its first line where that is wholly the name. Of a company's text the
    first sentence is about the company, and no product's name: it is left open unless another place says it."""
    first, _, rest = text.partition("\n")
    first = first.strip()
    heading = _HEADING.sub("", first)
    bare = _LABELLED.sub("", heading).strip(" 　：:。.")
    if _CALLED.match(heading) and len(bare) <= NAME_LENGTH:
        return bare, text
    said = _BEFORE_IS.match(bare)
    if said and not _COMPANY.search(said[1].strip()):
        return said[1].strip(' “”"《》「」，,'), text
    if not said and len(bare) <= TITLE_LENGTH and len(_CLAUSES.split(bare)) == 1 and not _COMPANY.search(bare):
        return bare, rest.strip() if bare == first and rest.strip() else text
    named = _NAMED.search(text)
    return (named[1].strip() if named else ""), text


def _trl(text: str) -> int | None:
    found = _TRL.search(text)
    if found is None:
        return None
    digit = found[1] or found[2]
    return "一二三四五六七八九".index(digit) + 1 if digit in "一二三四五六七八九" else int(digit)


def terms_in(text: str, labels: Mapping[str, Labels]) -> dict[str, tuple[str, ...]]:
    """Codes by kind whose labels, or words that stand for them, are in the text."""
    found: dict[str, tuple[str, ...]] = {}
    for kind, known in labels.items():
        spelled = [code for label, code in known.items() if _says(text, label)]
        hinted = [
            c for c, pattern in _HINTS.get(kind, {}).items() if c in known.values() and _hinted(text, kind, pattern)
        ]
        if codes := tuple(dict.fromkeys([*spelled, *hinted])):
            found[kind] = codes
    return found


def _says(text: str, label: str) -> bool:
    if label.isascii():
        return _word(label).search(text) is not None
    return label in text


@lru_cache(maxsize=512)
def _word(label: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(label)}\b", re.IGNORECASE)


def _hinted(text: str, kind: str, pattern: re.Pattern[str]) -> bool:
    # One 医院 may be a customer in passing; a field is named when its words come back.
    return len(pattern.findall(text)) >= (2 if kind == "field" else 1)


def _parameters(clauses: Iterable[str]) -> Iterable[ParameterValue]:
    seen: set[str] = set()
    for read in (read for clause in clauses for read in read_figures(clause)):
        if read.name in seen or len(seen) >= MOST_PARAMETERS:
            continue
        seen.add(read.name)
        yield ParameterValue(read.name[-80:], read.figure.short[:80], read.figure.written[:40])


def sum_named(named: re.Pattern[str], text: str) -> tuple[int | None, int | None, str]:
    """The first sum in what `named` finds, in 元: least, most. One that is no clear sum stays as it was written."""
    found = named.search(text)
    if found is None:
        return None, None, "面议" if "面议" in text else ""
    clause = _CLAUSES.split(found[0])[0]
    read = read_only(clause)
    sum_ = in_yuan(read.figure) if read else None
    if sum_ is None or sum_.falling or sum_.value > MOST_YUAN or (sum_.high or 0) > MOST_YUAN:
        return None, None, clause.strip()[:120]
    low, high = (None if end is None else int(end) for end in sum_.ends)
    return low, high, "" if low is not None or high is not None else clause.strip()[:120]


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return (found[1] if pattern.groups else found[0]).strip() if found else ""
