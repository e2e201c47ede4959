"""What mails about pilots look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.accounts.models import Person
from app.core.clock import city_date
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.occasions import Occasion
from app.core.site import Site, Words
from scenarios.matches.samples import sides
from scenarios.pilots import occasions
from scenarios.pilots.models import (
    Alarm,
    AlarmKind,
    Origin,
    Pilot,
    PilotAgreement,
    PilotPartner,
    PilotParty,
    Purchase,
    Side,
    Verification,
    VerificationKind,
)
from scenarios.pilots.queries.cases import Case


def case(reader: Person, now: datetime) -> Case:
    both = sides(reader, now)
    pilot = Pilot(id=41, public_id="sample", scenario_id=7, origin=Origin.MATCH, created_at=now, updated_at=now)
    return Case(
        pilot=pilot,
        need=both.need,
        agreement=PilotAgreement(pilot_id=41, purchase=next(iter(Purchase)), signed_sha256="9f2c" * 16),
        parties=[
            PilotParty(pilot_id=41, organisation_id=both.owner.id, side=Side.OWNER, at=now),
            PilotParty(pilot_id=41, organisation_id=both.supplier.id, side=Side.SUPPLIER, at=now),
        ],
        organisations={both.owner.id: both.owner, both.supplier.id: both.supplier},
        today=city_date(now),
    )


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    one = case(reader, now)
    with speaking(reader.language):
        said = _said(_("机房改造延期，预计两周后恢复。"), now, site.vocabulary)
    table = {name: value for name, value in vars(occasions).items() if isinstance(value, Occasion)}
    return {f"pilots.{name.lower()}": [occasion(reader, one, *said.get(name, ()))] for name, occasion in table.items()}


def _said(why: str, now: datetime, words: Words) -> Mapping[str, tuple[Any, ...]]:
    """What is said beside the pilot where it is more than nothing."""
    alarm = Alarm(id=42, public_id="sample", pilot_id=41, kind=AlarmKind.SILENCE, key="sample", note=why, at=now)
    measuring = Verification(
        id=43,
        public_id="sample",
        pilot_id=41,
        kind=VerificationKind.THIRD_PARTY,
        organisation_id=13,
        created_at=now - timedelta(days=1),
    )
    partner = PilotPartner(
        id=44, public_id="sample", pilot_id=41, organisation_id=13, part=_("负责院内网络接入"), side=Side.OWNER, at=now
    )
    told = ("TO_AGREE_PARTNER", "PARTNER_ASKED", "PARTNER_JOINED", "PARTNER_OFF")
    partners: dict[str, tuple[Any, ...]] = dict.fromkeys(told, (partner,))
    partners |= dict.fromkeys(("PARTNER_DECLINED", "PARTNER_NOT_WANTED", "PARTNER_LEFT"), (partner, why))
    quoted = dict.fromkeys(("SENT_BACK", "CALLED_OFF", "PAUSED", "RESUMED", "REPORT_SENT_BACK"), (why,))
    return {**quoted, **partners, "ALARM": (alarm, words), "LET_GO": (measuring,), "NOT_AMENDED": (measuring, why)}
