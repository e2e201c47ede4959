"""Signs that turn the direction of writing stay within the text they were typed in, and what was typed stays as it is."""

import pytest
from jinja2 import Environment, nodes

from app.core.html import environment
from app.core.turning import END, ISOLATE, isolated

TURNED = "识图\u202eabc"
CLOSED = f"{ISOLATE}{TURNED}{END}"


@pytest.fixture
def env() -> Environment:
    return environment()


@pytest.mark.parametrize(
    ("template", "drawn"),
    [
        ("<p>{{ t }} · 甲</p>", f"<p>{CLOSED} · 甲</p>"),
        ("<p class='a' title=\"x > y\">{{ t }}</p>", f"<p class='a' title=\"x > y\">{CLOSED}</p>"),
        ('<a title="{{ t }}">{{ t }}</a>', f'<a title="{TURNED}">{CLOSED}</a>'),
        ('<a{% if t %} title="{{ t }}"{% endif %}>甲</a>', f'<a title="{TURNED}">甲</a>'),
        ('<input value="{{ t }}"> {{ t }}', f'<input value="{TURNED}"> {CLOSED}'),
        ("<textarea name=a>\n{{ t }}</textarea>{{ t }}", f"<textarea name=a>\n{TURNED}</textarea>{CLOSED}"),
        ("<p>{% trans %}给 {{ t }} 的回答{% endtrans %}</p>", f"<p>给 {CLOSED} 的回答</p>"),
        (
            "<p>{% trans name=t ~ '!' %}给 {{ name }} 的回答{% endtrans %}</p>",
            f"<p>给 {ISOLATE}{TURNED}!{END} 的回答</p>",
        ),
        ("{% trans n=2 %}{{ n }} 项{{ t }}{% pluralize n %}{{ n }} 项{{ t }}{% endtrans %}", f"2 项{CLOSED}"),
        ("{{ t if not t }}{{ 1 if t else t }}{{ t | upper }}", f"1{CLOSED.upper()}"),
        ("3 < 4 {{ t }}", f"3 < 4 {CLOSED}"),
    ],
)
def test_a_printed_text_is_closed_off_and_a_typed_one_left_alone(env: Environment, template: str, drawn: str) -> None:
    assert env.from_string(template).render(t=TURNED) == drawn


def test_a_text_without_such_signs_is_printed_as_it_is(env: Environment) -> None:
    assert env.from_string("<b>{{ t }}</b>{{ n }}").render(t="<肺结节> é", n=3) == "<b>&lt;肺结节&gt; é</b>3"


@pytest.mark.parametrize(
    "text", ["\u2069\u202eab", "a\u2067b", "\u2066\u2069\u2069\u2069x\u2068\u202e", "\u202c\u202b"]
)
def test_no_end_in_a_text_ends_what_stands_around_it(text: str) -> None:
    depth, lowest, closed = 0, 1, str(isolated(text))
    for sign in closed[1:-1]:
        depth += (sign in "\u2066\u2067\u2068") - (sign == END)
        lowest = min(lowest, depth)
    assert (closed[0], closed[-1], depth, lowest) == (ISOLATE, END, 0, 0)


def test_every_template_prints_through_it(env: Environment) -> None:
    """A value that some template prints between tags without it would be one that its compiler did not see."""
    assert env.loader is not None
    printed = passed = 0
    for name in env.list_templates():
        for output in env.parse(env.loader.get_source(env, name)[0]).find_all(nodes.Output):
            values = [one for one in output.nodes if not isinstance(one, nodes.TemplateData)]
            printed += len(values)
            passed += sum(isinstance(one, nodes.Filter) and one.name == "isolated" for one in values)
    assert passed > printed / 2 > 1000
