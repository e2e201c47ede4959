"""Reading a need that somebody has written elsewhere into the fields of the form. Pure, and a proposal only: a person
confirms every line.

It takes what is written and guesses nothing: goals with a figure, conditions in the words of the text, the data it
mentions, a sum that is called the budget, words of the vocabulary. What it cannot tell stays empty.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.core.limits import room
from matching.requirements import Kind, Named, Relation, read_figures, read_named, text_requirements
from scenarios.models import Constraint, Kpi, Scenario
from suppliers.prefill import Labels, clauses_of, contact_in, sum_named, terms_in

LONGEST = 5_000
"""Characters of a text that are read."""
READ_KINDS = ("field", "direction")
MOST_KPIS, MOST_CONSTRAINTS = 8, 8
_HEADING = re.compile(r"^(?:[#>*\-•·\s]|【|\d{1,2}[、.．]\s?){0,8}")
_TITLED = re.compile(r"^(?:(?:场景|需求|项目)(?:名称)?|名称|标题|title|name)\s{0,4}[:：]\s{0,4}", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；;！!？?]|[，,].{0,60}[，,]")
_GOAL = re.compile(
    r"目标|希望|要求|力争|争取|达到|[降减缩]\w{0,2}[到至]|[提升增]\w{0,2}[到至]|控制在|须|应|"
    r"\b(?:target|goal|at least|at most|must|should)\b",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r"^(?:我们|目标|希望|要求|力争|争取|需要|能够|能|是|为|把|将|使|让|要|须|应|[:：\s]){1,8}|^(?:the|our)\s+|^(?:an?|with)\s+",
    re.IGNORECASE,
)
_NO_GOAL = re.compile(r"预算|经费|资金|费用|价格|金额|工期|交付|上线|budget|price|deliver", re.IGNORECASE)
_BOUNDS = {
    Relation.AT_LEAST: "up",
    Relation.ABOVE: "up",
    Relation.AT_MOST: "down",
    Relation.BELOW: "down",
}
_CONDITIONS = {
    Kind.DEPLOYMENT: "deployment",
    Kind.DOMESTIC_STACK: "domestic_stack",
    Kind.MODEL_FILING: "model_filing",
    Kind.CERTIFICATE: "certificate",
    Kind.REGION: "region",
    Kind.DELIVERY: "delivery",
}
_BUDGET = re.compile(r"(?:预算|经费|资金|投入|budget)(?=[^\d\n。；]{0,12}?\d)[^\n。；]{0,120}", re.IGNORECASE)
_DATA = re.compile(
    r"数据|样本|病历|影像|图像|图片|照片|视频|录音|日志|台账|工单|语料|\b(?:data|records?|images?|logs?|samples?)\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"提供|积累|现有|已有|拥有|存有|历史|近[一二两三四五六七八九十\d]{1,3}年|\b(?:have|provide|available|historical)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"(?:约|近|超过|共)?\d[\d.,]{0,12}\s?[百千万亿]{0,2}(?:余|多)?\s?(?:条|份|例|张|幅|段|个|帧|件|人次|小时|GB|TB|images?|records?|hours?)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"标注|打标|标签|\b(?:labell?ed|annotated)\b", re.IGNORECASE)
_STAYS = re.compile(
    r"数据[^。；\n]{0,8}(?:不得|不能|不可|不许|禁止|不)(?:出|离开|上传)|\bdata\b[^.\n]{0,20}\b(?:must|may|can) ?not leave",
    re.IGNORECASE,
)
_LEAVES = re.compile(r"数据[^。；，\n]{0,6}(?:可以|可|允许)出域|\bdata may leave\b", re.IGNORECASE)


def read_need_text(text: str, labels: Mapping[str, Labels]) -> dict[str, Any]:
    """What `text` says, by form field, as `forms.blank` takes it; fields of which it says nothing are left out.

    `labels` maps a kind of term to its labels. Never raises; no text is lost: it stands in `description`, but for a
    first line that is wholly the title.
    """
    text = text.strip()[:LONGEST]
    title, description = _title_and_rest(text)
    clauses = clauses_of(text)
    terms = terms_in("\n".join(clauses), {kind: labels[kind] for kind in READ_KINDS})
    name, phone, email = contact_in(text)
    found = {
        "title": title,
        "description": description,
        "field": terms["field"][0] if len(terms.get("field", ())) == 1 else "",
        "directions": list(terms.get("direction", ())),
        "contact_name": name,
        "contact_phone": phone,
        "contact_email": email,
        "kpis": _kpis(clauses),
        "constraints": _constraints(text),
    }
    return {key: value for key, value in (found | _budget(text) | _data(clauses, text)).items() if value}


def _title_and_rest(text: str) -> tuple[str, str]:
    """A first line that is a heading; of running text nothing is called its title."""
    first, _, rest = text.partition("\n")
    bare = _HEADING.sub("", first.strip()).rstrip("】 　：:。.")
    titled = _TITLED.sub("", bare)
    if titled != bare and titled:
        return titled[: room(Scenario, "title")], rest.strip() or text
    if rest.strip() and 2 <= len(bare) <= 40 and not _SENTENCE.search(bare):
        return bare, rest.strip()
    return "", text


def _kpis(clauses: Iterable[str]) -> list[dict[str, str]]:
    """Figures that somebody wants: bounds, and values in a clause that says so."""
    rows: dict[str, dict[str, str]] = {}
    for clause in clauses:
        if _NO_GOAL.search(clause):
            continue
        moved = read_named(clause)
        for read in [moved] if moved and moved.baseline else read_figures(clause):
            row = _kpi(read, wanted=_GOAL.search(clause) is not None)
            if row is not None and row["name"] not in rows and len(rows) < MOST_KPIS:
                rows[row["name"]] = row
    return list(rows.values())


def _kpi(read: Named, *, wanted: bool) -> dict[str, str] | None:
    name, figure = _BEFORE_NAME.sub("", read.name)[-room(Kpi, "name") :].strip(), read.figure
    if len(name) < 2 or not (wanted or read.baseline or figure.relation in _BOUNDS):
        return None
    return {
        "name": name,
        "unit": figure.written[: room(Kpi, "unit")],
        "baseline": read.baseline.number[: room(Kpi, "baseline")] if read.baseline else "",
        "target": figure.number[: room(Kpi, "target")],
        "direction": _BOUNDS.get(figure.relation, read.better),
    }


def _constraints(text: str) -> list[dict[str, Any]]:
    """Conditions in the words of the text, each once."""
    rows: dict[str, dict[str, Any]] = {}
    for one in text_requirements(text, "description"):
        said = " ".join(one.source.text.split())[: room(Constraint, "text")]
        if one.kind in _CONDITIONS and len(rows) < MOST_CONSTRAINTS:
            rows.setdefault(said, {"kind": _CONDITIONS[one.kind], "text": said, "hard": one.hard})
    return list(rows.values())


def _budget(text: str) -> dict[str, str]:
    least, most, said = sum_named(_BUDGET, text)
    sums = {"budget_min": least, "budget_max": most}
    shown = {name: f"{Decimal(yuan) / 10_000:f}" for name, yuan in sums.items() if yuan is not None}
    return shown | {"budget_text": said[: room(Scenario, "budget_text")]}


def _data(clauses: Sequence[str], text: str) -> dict[str, str]:
    there = next((c for c in clauses if _THERE.search(c) and (_DATA.search(c) or _SCALE.search(c))), "")
    labelled = next((clause for clause in clauses if _LABELLED.search(clause)), "")
    scale = _SCALE.search(there)
    leaving = "no" if _STAYS.search(text) else "yes" if _LEAVES.search(text) else ""
    return {
        "data_types": there[: room(Scenario, "data_types")],
        "data_scale": scale[0] if scale else "",
        "data_labelled": labelled[: room(Scenario, "data_labelled")],
        "data_may_leave": leaving,
    }
