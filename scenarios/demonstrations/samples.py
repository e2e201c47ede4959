"""What mails about demonstrations look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.accounts.models import Person
from app.accounts.samples import house
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.occasions import Occasion
from app.core.site import Site
from scenarios.demonstrations import occasions
from scenarios.demonstrations.lifecycle import ObjectionState
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.demonstrations.queries.cases import Shown
from scenarios.pilots.samples import case

QUOTING = ("GIVEN_BACK", "UPHELD")


def _shown(reader: Person, now: datetime) -> Shown:
    one = case(reader, now)
    row = Demonstration(
        id=51,
        public_id="sample",
        pilot_id=41,
        title=one.need.title,
        summary="",
        publicity_until=now + timedelta(days=7),
        valid_until=now + timedelta(days=365),
        applied_at=now,
    )
    return Shown(one, row, row)


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    shown = _shown(reader, now)
    with speaking(reader.language):
        why = _("样本量的说明不够清楚，请补充。")
    against = DemoObjection(
        id=52, demonstration_id=51, person_id=reader.id, state=ObjectionState.DISMISSED, body="", answer=why, at=now
    )
    said = {
        **dict.fromkeys(QUOTING, (why,)),
        "OBJECTED": (against,),
        "ANSWERED": (against,),
        "ENDING": (30, now + timedelta(days=30)),
        "WANTED": (house(reader, now), site.vocabulary),
    }
    table = {name: value for name, value in vars(occasions).items() if isinstance(value, Occasion)}
    return {
        f"demonstrations.{name.lower()}": [occasion(reader, shown, *said.get(name, ()))]
        for name, occasion in table.items()
    }
