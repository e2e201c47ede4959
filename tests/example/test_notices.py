"""A part that is added to the site by one value: its list, its form, its deeds and its mail do what those of the house do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from sqlmodel import select

from app.core.clock import FixedClock
from app.core.db import Database
from app.core.history import timeline
from app.core.html import TEMPLATES
from app.core.models import Mail
from app.core.site import Site
from app.main import create_app
from app.slices import SLICES
from tests.conftest import housed
from tests.example.notices import NOTICES, Notice
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]
LIST = """{% extends "base.html" %}{% block title %}公告{% endblock %}{% block content %}{% block listing %}
{% import "components/facets.html" as facets with context %}{% import "components/page.html" as p with context %}
<div id="listing">{{ facets.left_out(asked) }}{{ facets.facet_form(asked, groups) }}{{ facets.chosen(asked, chips) }}
{% for notice in found.page.items %}<h2>{{ notice.title }}</h2>{% endfor %}{{ p.pager(found.page) }}</div>
{% endblock %}{% endblock %}"""
FORM = """{% extends "base.html" %}{% block title %}公告{% endblock %}{% block content %}{% block form %}
{% import "components/forms.html" as f with context %}{{ f.form_start("/notices") }}
{{ f.error_summary(form, {"title": "标题", "field": "行业"}) }}{{ f.text_field(form, "title", "标题") }}
{{ f.text_field(form, "field", "行业") }}{{ f.button("保存") }}{{ f.form_end() }}{% endblock %}{% endblock %}"""
SHOW = """{% extends "base.html" %}{% block title %}{{ notice.title }}{% endblock %}{% block content %}
{% import "components/forms.html" as f with context %}<h1>{{ notice.title }}</h1>
{% for name, deed in deeds.items() %}{{ f.post_button("/notices/" ~ notice.public_id ~ "/" ~ name, deed.label) }}{% endfor %}
{% endblock %}"""
PAGES = {
    "notices/list.html": LIST,
    "notices/form.html": FORM,
    "notices/show.html": SHOW,
    "email/notice_posted/subject.txt": "公告已发布：{{ title }}",
    "email/notice_posted/body.txt": "{{ name }}，您好：{{ title }} {{ origin }}/notices/{{ public_id }}",
    "email/notice_posted/body.html": "<p>{{ title }}</p>",
}


@pytest.fixture
def site(database: Database, clock: FixedClock, mailbox: Mailbox, tmp_path: Path) -> Iterator[Site]:
    """The site with one part more."""
    with housed(database, clock, mailbox, tmp_path, parts=[*SLICES, NOTICES]) as made:
        made.templates.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), DictLoader(PAGES)])
        with database.writing() as db:
            Notice.metadata.create_all(db.connection())
        yield made


@pytest.fixture
def enlarged(site: Site) -> Iterator[Browser]:
    with Browser(create_app(site)) as visitor:
        yield visitor


def written(site: Site) -> Notice:
    with site.database.reading() as db:
        return db.exec(select(Notice)).one()


def test_a_notice_is_written_posted_listed_mailed_and_taken_down(
    site: Site, enlarged: Browser, cast: Cast, mailbox: Mailbox, drain: Callable[[], int]
) -> None:
    supplier, rival, stranger = (
        enlarged.another().as_person(site, one) for one in (cast.supplier, cast.rival, cast.stranger)
    )
    wrong = supplier.post("/notices", data={"title": "短", "field": "health"})
    assert wrong.status_code == 422
    assert 'value="短"' in wrong.text
    assert stranger.post("/notices", data={"title": "开放日", "field": "health"}).status_code == 404
    draft = supplier.post("/notices", data={"title": "周四开放日", "field": "health"})
    here = f"/notices/{written(site).public_id}"
    assert "草稿已保存" in text_of(draft)
    assert rival.get(here).status_code == 404, "a draft is its house's own business"

    assert "公告已发布" in text_of(supplier.post(f"{here}/post"))
    assert rival.post(f"{here}/take-down").status_code == 403
    late = supplier.post(f"{here}/post", data={"again": "1"})
    assert late.status_code == 409
    assert "不能这样办理" in text_of(late)
    found = text_of(enlarged.get("/notices?field=health"))
    assert "周四开放日" in found
    assert "周四开放日" not in text_of(enlarged.get("/notices?field=transport"))
    drain()
    assert "周四开放日" in mailbox.last_text("supplier@example.com")

    assert "发布" not in [
        b for b in ("发布",) if b in rival.get(here).text.partition("<h1>")[2].partition("</main>")[0]
    ]
    supplier.post(f"{here}/take-down")
    assert "周四开放日" not in text_of(enlarged.get("/notices"))
    with site.database.reading() as db:
        assert [move.event for move in timeline(db, "notice", written(site).id)] == ["post", "take_down"]
        assert len(db.exec(select(Mail).where(Mail.object_kind == "notice")).all()) == 1
