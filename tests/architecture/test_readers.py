"""What reads people's text as a whole, with patterns or without, takes a little longer for a longer text and no more."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest

from app.accounts.names import check_code, compact_code, normalised_name
from app.core.clock import FixedClock
from app.core.files import clean_name
from app.core.html import markdown, paragraphs
from app.core.listing import page_number, question
from app.core.personal.finding import find
from app.core.words import name_key, sort_key
from app.exchange.columns import is_known, map_columns, unit_of
from app.exchange.fields import FIELDS, Field, ListKind
from app.exchange.twins import Names, Place
from app.exchange.values.shapes import parse_cell
from app.exchange.values.terms import Terms as Vocabulary
from matching import text as texts
from matching.explain import shared_terms
from matching.lexical import Terms
from matching.requirements import read_need, read_supply
from scenarios.queries.board import asked
from scenarios.queries.wording import differences
from scenarios.readiness import weight_of_text
from suppliers.prefill import read_introduction
from tests.support.attacks import Attack
from tests.support.timing import grows

HARMLESS = 0.04
NOW = FixedClock().now()
RUNS = (
    *(
        " ",
        "\t",
        "\n",
        "　",
        "1",
        "٣",
        "²",
        "a",
        "A",
        "é",
        "中",
        "啊",
        "的",
        "，",
        "。",
        "、",
        "；",
        "：",
        "(",
        "（",
        "【",
        "[",
        "<",
    ),
    *("-", "—", "_", ".", ",", "@", ":", "'", '"', "\\", "*", "`", "|", "｜", "≥", "&", "#", ">", "!["),
    *(
        "1,",
        "1.",
        "1-",
        "a@",
        "a@b.",
        "a ",
        "a b\n",
        "啊。",
        "1. ",
        "从1提升至2",
        "准确率≥1，",
        "达到",
        "注册证",
        "不支持",
        "识别",
        "ex d ",
    ),
    *(
        "a\u0315\u0300\u0345",
        "\u0315\u0300",
        "\u0f73\u0f71",
        "\uff9e\u0315",
        "\ufdfa",
        "\u202e",
        "\u200d",
        "\ue000",
        "👩\u200d",
        "\ud7ff",
    ),
    *("[a](", "[]", "**a ", "_a*b", "> ", "- ", "|a", "x=1;", "医院患者", "住院号1", "人民币左右", "2025年", "\r\n"),
)
BEFORE = ("", "准确率", "床号", "a@", "TRL", "价格1", "2025年", "cmmi", "等保", "患者：", "注册号", "1x")
ATTACKS = [Attack("", run, "") for run in RUNS] + [
    Attack(before, run, "x") for before in BEFORE for run in (" ", "1", "a", "中", "，")
]
LABELS = {"field": {"医疗健康": "health", "health": "health"}, "deployment": {"本地部署": "on_premises"}}
WORDS = Vocabulary([("iso", "ISO认证", "ISO"), ("other", "其他", "other")])


class NoWords:
    """A vocabulary that knows nothing."""

    def label(self, code: str | None, kind: str) -> str:
        return code or ""

    def labels(self, codes: Iterable[str], kind: str) -> list[str]:
        return list(codes)

    def options(self, kind: str, *keep: str) -> list[tuple[str, str]]:
        return []

    def forget(self) -> None:
        pass


def compared(text: str) -> object:
    """A need's text before and after a change in its middle, as a reviewer reads it."""
    middle = len(text) // 2
    return differences({"description": text}, {"description": f"{text[:middle]}改{text[middle:]}"}, NoWords())


def names(text: str) -> object:
    known = Names()
    known.add(name_key(text), Place(text))
    return known.near(name_key(text))


READERS: dict[str, Callable[[str], object]] = {
    "need": lambda text: read_need({"text": text}),
    "supply": lambda text: read_supply({"text": text}),
    "sentences": texts.sentences,
    "terms": Terms.of,
    "language": texts.language,
    "shared": lambda text: shared_terms(text, text),
    "introduction": lambda text: read_introduction(text, LABELS),
    "personal": find,
    "weight": weight_of_text,
    "names": names,
    "sort": sort_key,
    "houses": normalised_name,
    "code": lambda text: check_code(compact_code(text)),
    "file": clean_name,
    "markdown": lambda text: markdown(text[: len(text) // 4]),
    "paragraphs": paragraphs,
    "question": question,
    "compared": compared,
    "page": lambda text: page_number(text, 10, 10),
    "board": lambda text: asked([("q", text), ("field", text), ("page", text)], NoWords(), NOW),
    "header": lambda text: (is_known(text), unit_of(text), map_columns(ListKind.OPPORTUNITIES, [text])),
}


def cells() -> list[Field]:
    """One field of each shape."""
    return list({field.shape: field for kind in ListKind for field in FIELDS[kind]}.values())


def weak_spots(read: Callable[[str], object]) -> list[Attack]:
    return [attack for attack in ATTACKS if grows(read, attack, HARMLESS)]


@pytest.mark.parametrize("name", READERS)
def test_a_reader_takes_time_that_grows_with_the_text(name: str) -> None:
    assert weak_spots(READERS[name]) == []


@pytest.mark.parametrize("field", cells(), ids=lambda field: field.shape.value)
def test_a_cell_takes_time_that_grows_with_it(field: Field) -> None:
    lookups: defaultdict[str, Vocabulary] = defaultdict(lambda: WORDS)
    assert weak_spots(lambda text: parse_cell(field, text, "万元", lookups)) == []
