"""The macros of the face, drawn as pages draw them: strict about what is undefined, in both languages."""

import re
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from babel.messages.extract import extract_from_file
from jinja2 import DictLoader, Environment
from jinja2.loaders import ChoiceLoader
from pydantic import Field

from app.core import i18n
from app.core.forms import Form, FormModel, bind
from app.core.html import TEMPLATES, environment
from app.core.listing import ALL, Asked, Facet, Group, Listing, Option

OWN = [TEMPLATES / "base.html", *sorted(TEMPLATES.glob("components/*.html")), *sorted(TEMPLATES.glob("errors/*.html"))]
HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）]")


class Kpi(FormModel):
    name: str = Field(max_length=40)
    unit: str


class Need(FormModel):
    title: str = Field(max_length=20)
    summary: str = Field(max_length=10)
    tracks: list[str]
    deadline: str
    agree: bool = False
    kpis: list[Kpi] = Field(default_factory=list)


@pytest.fixture
def env() -> Environment:
    return environment(once_field=lambda: "")


def draw(env: Environment, family: str, body: str, **context: Any) -> str:
    source = f'{{% import "components/{family}.html" as c with context %}}{body}'
    assert env.loader is not None
    env.loader = ChoiceLoader([DictLoader({"drawn.html": source}), env.loader])
    return env.get_template("drawn.html").render(**context)


def filled(**typed: str) -> Form[Need]:
    return bind(Need, {name.replace("__", "-"): [text] for name, text in typed.items()})


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_file_compiles(env: Environment, path: Any) -> None:
    assert env.get_template(str(path.relative_to(TEMPLATES)))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_sentence_has_its_english(path: Any) -> None:
    catalogue = i18n.merged_catalogue("en")
    found: list[Any] = list(extract_from_file("jinja2.ext:babel_extract", path))
    for message in (line[1] for line in found):
        key = message[0] if isinstance(message, tuple) else message
        entry = catalogue.get(key)
        assert entry is not None, key
        for english in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            assert english
            assert not HAN.search(english), english


def test_a_refused_field_keeps_the_text_and_points_at_its_sentence(env: Environment) -> None:
    form = filled(summary='<b>"很长很长很长很长很长很长"</b>')
    page = draw(env, "forms", '{{ c.text_area(form, "summary", "需求", hint="三句") }}', form=form)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    area = tree.find(".//textarea")
    assert area is not None
    assert (area.text or "").strip() == '<b>"很长很长很长很长很长很长"</b>'
    assert area.get("aria-invalid") == "true"
    described = (area.get("aria-describedby") or "").split()
    assert described == ["f-summary-hint", "f-summary-error"]
    assert all(tree.find(f".//*[@id='{name}']") is not None for name in described)
    assert area.get("maxlength") is None, "the browser must not cut what was pasted"
    assert area.get("data-maxlength") == "10"


def test_a_text_that_starts_with_an_empty_line_keeps_it(env: Environment) -> None:
    page = draw(env, "forms", '{{ c.text_area(form, "title", "名称") }}', form=filled(title="\n第二行"))
    area = html5lib.parse(page, namespaceHTMLElements=False).find(".//textarea")
    assert area is not None
    assert area.text == "\n第二行"


def test_the_summary_leads_to_each_field_and_names_it(env: Environment) -> None:
    form = filled(title="x", kpis__3__name="检出率")
    form.add_error("", "单位还没有核验。")
    body = '{{ c.error_summary(form, {"summary": "需求", "kpis-unit": "单位"}) }}{{ c.text_area(form, "summary", "需求") }}'
    body += '{{ c.text_field(form, "kpis-3-unit", "单位") }}'
    tree = html5lib.parse(draw(env, "forms", body, form=form), namespaceHTMLElements=False)
    links = {link.get("href"): "".join(link.itertext()) for link in tree.findall(".//section//a")}
    assert links["#f-summary"].startswith("需求：")
    assert links["#f-kpis-3-unit"].startswith("第 4 行 单位：")
    assert tree.find(".//*[@id='f-kpis-3-unit']") is not None
    assert "单位还没有核验。" in "".join(tree.find(".//section").itertext())


@pytest.mark.parametrize(("typed", "kind"), [("2026-12-31", "date"), ("2025年底前", "text"), ("2026-02-31", "text")])
def test_a_date_the_browser_cannot_show_stays_readable(env: Environment, typed: str, kind: str) -> None:
    form = filled(deadline=typed)
    if typed == "2026-02-31":
        form.add_error("deadline", "没有这一天。")
    page = draw(env, "forms", '{{ c.date_field(form, "deadline", "截止") }}', form=form)
    field = html5lib.parse(page, namespaceHTMLElements=False).find(".//input")
    assert field is not None
    assert (field.get("value"), field.get("type")) == (typed, kind)


def test_enter_in_a_row_does_not_remove_it(env: Environment) -> None:
    body = '{% call(i) c.row_group(form, "kpis", "指标") %}{{ c.text_field(form, "kpis-" ~ i ~ "-name", "名称") }}{% endcall %}'
    form = filled(kpis__0__name="一", kpis__2__name="三")
    tree = html5lib.parse(draw(env, "forms", body, form=form), namespaceHTMLElements=False)
    buttons = [(button.get("name"), button.get("value")) for button in tree.findall(".//button")]
    assert buttons == [
        (None, None),
        ("remove_row", "kpis-0"),
        ("remove_row", "kpis-2"),
        ("add_row", "kpis"),
    ]
    assert [field.get("name") for field in tree.findall(".//input")] == ["kpis-0-name", "kpis-2-name"]


@pytest.mark.parametrize(("number", "shown"), [(1, "1 2 3 … 9"), (5, "1 … 3 4 5 6 7 … 9"), (9, "1 … 7 8 9")])
def test_the_pager_shows_both_ends_and_the_neighbours(env: Environment, number: int, shown: str) -> None:
    page = SimpleNamespace(number=number, pages=9, total=81, url=lambda n: f"?page={n}")
    tree = html5lib.parse(draw(env, "page", "{{ c.pager(page) }}", page=page), namespaceHTMLElements=False)
    assert " ".join("".join(item.itertext()).strip() for item in tree.findall(".//ol/li")) == shown


def test_a_match_says_in_words_and_shapes_what_is_met(env: Environment) -> None:
    statuses = ["met", "unmet", "unclear", "unproven"]
    hit = {
        "score": 86, "title": "影像辅助", "url": "/s/1", "organisation": "睿影",
        "verdicts": [{"text": status, "status": status} for status in statuses],
        "quotes": [{"need": "当天提示", "supply": "十秒提示"}],
        "shares": [{"label": "描述", "percent": 70}, {"label": "技术", "percent": 30}],
    }  # fmt: skip
    page = draw(env, "matches", "{% call c.match_card(hit) %}<i>动作</i>{% endcall %}", hit=hit)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    lines = tree.findall(".//li[@class]/span[@class='verdict-mark']/..")
    assert ["".join(line.itertext()).strip()[:3] for line in lines] == ["满足m", "不满足", "待确认", "缺证明"]
    drawings = {
        "".join(str(sorted(part.attrib.items())) for part in line.iter() if part.tag.endswith("path")) for line in lines
    }
    assert len(drawings) == 4
    assert "动作" in page
    assert 'width="86"' in page


def test_an_answer_with_the_least_of_facts_still_draws(env: Environment) -> None:
    hit = {"score": 0, "title": "x", "url": "/x", "organisation": ""}
    assert "match-card" in draw(env, "matches", "{{ c.match_card(hit) }}", hit=hit)


def test_filters_carry_what_else_was_asked(env: Environment) -> None:
    facet = Facet("field", "领域", None, bands={"health": "医疗"})
    asked = Asked(Listing("/needs", [facet], {}, {ALL: "newest"}), q="胸片", chosen={"field": ("health",)}, status=ALL)
    groups = [Group("field", "领域", [Option("health", "医疗", 3, selected=True)])]
    page = draw(env, "facets", "{{ c.facet_form(asked, groups) }}", asked=asked, groups=groups)
    fields = html5lib.parse(page, namespaceHTMLElements=False).findall(".//form//input")
    assert [(field.get("name"), field.get("value")) for field in fields] == [("q", "胸片"), ("field", "health")]
    assert fields[1].get("checked") is not None


def page_values(lang: str) -> dict[str, Any]:
    viewer = SimpleNamespace(
        name="Li Wen", organisation_name="Org", initials="L", email_verified=False, terms_accepted=False
    )
    nav = [SimpleNamespace(label="Needs", url="/needs", current=True, count=2)]
    return {
        "request": SimpleNamespace(url=SimpleNamespace(path="/", query="")),
        "viewer": viewer, "nav": nav, "lang": lang, "site_name": "Jinghe", "demo_notice": True,
        "flashes": [("success", "Saved"), ("danger", "No")], "kept_here": None,
    }  # fmt: skip


@pytest.mark.parametrize("signed_in", [True, False])
def test_an_english_page_has_no_chinese_but_the_way_to_it(env: Environment, signed_in: bool) -> None:
    values = page_values("en") | {
        "status_code": 404,
        "heading": "Gone",
        "sentence": "S.",
        "advice": "A.",
        "sign_in": "",
        "request_id": "1",
    }
    if not signed_in:
        values["viewer"] = None
    with i18n.speaking("en"):
        page = env.get_template("errors/error.html").render(**values)
    assert not HAN.search(page.replace('lang="zh-CN">中文</button>', ""))
    tree = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree.parse(page)
    assert not [error for error in tree.errors if error[1] != "eof-in-innerhtml"]
