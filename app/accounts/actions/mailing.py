"""What people say about the mail they get: her choices, leaving a topic by the link of a mail, and taking it back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import col

from app.accounts.models import MailChoice, Person, WeeklyChoice
from app.accounts.queries.mailing import in_group, ways_of
from app.core.acting import Act
from app.core.history import audit
from app.core.topics import Topic, Way
from app.core.upserts import insert_into


@dataclass(frozen=True)
class Choices:
    """Everything that the form of mail settings says. `groups` is the way of each group by its key, `muted` are the keys
    of single topics that stay switched off. `shown` is what she chose between, as `MailChoice.about` has it: what she
    has left since by the link of a mail, or in a duty that she does not hold now, stays as it is."""

    consent: bool
    weekday: int
    language: str
    only_concerning: bool
    groups: Mapping[str, Way]
    muted: Collection[str]
    shown: Collection[str]


def choose_mails(act: Act, person: Person, said: Choices) -> None:
    """Keep what she wants; the moment of her consent is kept as it was first given."""
    person.mail_consent_at = (person.mail_consent_at or act.now) if said.consent else None
    act.db.add(person)
    shown = col(MailChoice.person_id) == person.id, col(MailChoice.about).in_(said.shown)
    act.db.connection().execute(delete(MailChoice).where(*shown))
    chosen = {in_group(key): way for key, way in said.groups.items()} | dict.fromkeys(said.muted, Way.NEVER)
    act.db.add_all(MailChoice(person_id=person.id, about=about, way=way, at=act.now) for about, way in chosen.items())
    weekly = act.db.get(WeeklyChoice, person.id) or WeeklyChoice(person_id=person.id)
    weekly.weekday, weekly.language, weekly.only_concerning = said.weekday, said.language, said.only_concerning
    act.db.add(weekly)
    audit(act, "mail.choices", person, {"consent": said.consent, **{k: way.value for k, way in chosen.items()}})


def leave_topic(act: Act, person: Person, topic: Topic) -> None:
    """No more mail of this topic. Where it took her consent, that is taken back. Doing it again changes nothing."""
    has_consented = topic.consent and person.mail_consent_at is not None
    if not has_consented and ways_of(act.db, person.id).get(topic.key) is Way.NEVER:
        return
    if topic.consent:
        person.mail_consent_at = None
        act.db.add(person)
    said = insert_into(act.db, MailChoice).values(person_id=person.id, about=topic.key, way=Way.NEVER, at=act.now)
    act.db.connection().execute(
        said.on_conflict_do_update(index_elements=["person_id", "about"], set_={"way": Way.NEVER})
    )
    audit(act, "mail.left", person, {"topic": topic.key})


def rejoin_topic(act: Act, person: Person, topic: Topic) -> None:
    """She takes it back: the topic goes again as she has said of its group, or as is usual. Where she has not left it so,
    nothing changes: a mail that was passed on gives nobody a consent that she took back on her own page."""
    hers = (
        col(MailChoice.person_id) == person.id,
        col(MailChoice.about) == topic.key,
        col(MailChoice.way) == Way.NEVER,
    )
    if act.db.connection().execute(delete(MailChoice).where(*hers)).rowcount == 0:
        return
    if topic.consent:
        person.mail_consent_at = person.mail_consent_at or act.now
        act.db.add(person)
    audit(act, "mail.rejoined", person, {"topic": topic.key})
