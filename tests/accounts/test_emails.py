"""Every mail of the site, in both languages: complete, escaped where it is HTML, plain where it is text, in the table."""

import re
from collections.abc import Iterator

import pytest

from app.accounts.models import Person
from app.core.mail import Email
from app.core.models import Mail
from app.core.site import Site

HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）「」、]")
OURS = re.compile("景合|PingFang SC")
LINK = re.compile(r"https?://[^\s\"<>]+")


def every_mail(site: Site, language: str) -> Iterator[tuple[str, Email, Mail]]:
    now = site.clock.now()
    reader = Person(id=1, name="Ann & <b>Co</b>", email="ann@example.com", language=language, created_at=now)
    for name, emails in site.slices.samples(site, reader).items():
        for email in emails:
            leaves = site.slices.topics[email.topic].switchable and email.person_id is not None
            yield name, email, site.post.drafted(email, now, "leave-it" if leaves else "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_mail_is_whole_in_its_language(language: str, site: Site) -> None:
    seen = 0
    for name, email, mail in every_mail(site, language):
        seen += 1
        assert (email.language, bool(mail.subject.strip()), "\n" in mail.subject) == (language, True, False), name
        assert not {word for word in ("&lt;", "&amp;", "None") if word in mail.text}, name
        assert "<b>Co" not in mail.html, name
        for part in (mail.subject, mail.text, mail.html):
            assert bool(HAN.search(OURS.sub("", part))) == (language == "zh"), (name, part)
        # Both parts lead to the same places.
        assert set(LINK.findall(mail.text)) == set(LINK.findall(mail.html)), name
    assert seen > 100


def test_no_mail_is_outside_the_table(site: Site) -> None:
    """Each has a sample, and each topic but that of the weekly mail has a mail."""
    shown = {name for name, _email, _mail in every_mail(site, "zh")}
    assert shown == set(site.slices.mails)
    assert {mailed.topic.key for mailed in site.slices.mails.values()} | {"digest"} == set(site.slices.topics)


def test_the_table_holds_together(site: Site) -> None:
    """One key, one topic; and what a person chooses together is usual together."""
    topics = site.slices.topics
    assert all(topics[mailed.topic.key] is mailed.topic for mailed in site.slices.mails.values())
    assert all(key == topic.key and len(key) <= 24 and key.isascii() for key, topic in topics.items())
    for topic in topics.values():
        together = {one.usual for one in topics.values() if one.group == topic.group and one.switchable}
        assert len(together) <= 1, topic.group
        assert not (topic.proving and topic.switchable), topic
