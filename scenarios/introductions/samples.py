"""What mails about talks look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.site import Site
from scenarios.introductions import occasions
from scenarios.introductions.models import Meeting, MeetingSlot
from scenarios.matches.samples import sides


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    begins = now + timedelta(days=10)
    with speaking(reader.language):
        title, place = _("医疗场景对接会"), _("科创中心二楼报告厅")
    meeting = Meeting(
        id=31,
        public_id="sample",
        title=title,
        place=place,
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        minutes=20,
        tables=6,
        organiser_id=2,
        created_at=now,
    )
    slot = MeetingSlot(
        id=32,
        public_id="sample",
        meeting_id=31,
        match_id=21,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=20),
        table_number=3,
        created_at=now,
        updated_at=now,
    )
    both, before = sides(reader, now), begins - timedelta(hours=1)
    table = {
        "seated_owner": occasions.SEATED_OWNER(reader, slot, meeting, both),
        "seated_supplier": occasions.SEATED_SUPPLIER(reader, slot, meeting, both),
        "moved_owner": occasions.MOVED_OWNER(reader, slot, meeting, both, before),
        "moved_supplier": occasions.MOVED_SUPPLIER(reader, slot, meeting, both, before),
        "off_owner": occasions.OFF_OWNER(reader, slot, meeting, both),
        "off_supplier": occasions.OFF_SUPPLIER(reader, slot, meeting, both),
    }
    return {f"introductions.{name}": [email] for name, email in table.items()}
