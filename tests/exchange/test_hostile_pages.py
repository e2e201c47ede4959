"""Hostile files over HTTP: a sentence or a page for whoever sent them, and the site as before for everybody else."""

import io
from collections.abc import Callable

from app.core.site import Site
from tests.exchange.hostile import HOSTILE
from tests.exchange.hostile.archives import ARCHIVES
from tests.scenarios.helpers import stand
from tests.support import Browser, Cast
from tests.support.browser import text_of
from tests.support.timing import given_up

SignedIn = Callable[[int], Browser]
LISTS = (
    "extent claimed",
    "far corner",
    "far corner in other letters",
    "shared string of a megabyte ten thousand times",
    "laughs in the sheet",
    "overlapping a thousand times",
    "date beyond dates",
    "50 MB of commas",
    "50 MB of lines of commas",
    "a million lines",
    "controls everywhere",
    "NUL late",
)


def test_lists_cost_the_site_little_and_harm_nobody(cast: Cast, signed_in: SignedIn) -> None:
    office = signed_in(cast.office)
    for name in LISTS:
        content = HOSTILE[name]()
        with given_up():
            answer = office.post(
                "/imports", data={"kind": "opportunities"}, files={"file": ("清单.xlsx", io.BytesIO(content))}
            )
        assert answer.status_code in {200, 422}, name
        assert office.get("/imports").status_code == 200


def test_attachments_are_taken_or_refused_in_a_sentence(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    owner = signed_in(cast.owner)
    sentences = set()
    for name, make in ARCHIVES.items():
        address = f"/scenarios/{stand(site, cast)}/edit/files"
        with given_up():
            answer = owner.post(address, files={"file": ("表.xlsx", make())}, data={"masked": "true"})
        assert answer.status_code in {200, 422}, name
        said = [words for words in ("附件已上传", "内容要与扩展名一致", "这个文件已损坏") if words in text_of(answer)]
        assert len(said) == 1, name
        sentences.update(said)
    assert len(sentences) == 3
    assert owner.get(address).status_code == 200
