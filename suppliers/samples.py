"""What mails about supply look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.accounts.models import Organisation, OrganisationState, Person
from app.accounts.samples import colleague
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.site import Site
from suppliers import emails
from suppliers.models import ResultDetail, Supply, SupplyKind


def supplier(reader: Person, now: datetime) -> Organisation:
    with speaking(reader.language):
        name = _("澄光医智科技有限公司")
    state = OrganisationState.VERIFIED
    return Organisation(id=13, name=name, name_key="sample", kind="firm", state=state, created_at=now)


def supply(reader: Person, now: datetime) -> Supply:
    with speaking(reader.language):
        name = _("胸部 CT 报告质控系统")
    return Supply(
        id=14,
        public_id="sample",
        kind=SupplyKind.PRODUCT,
        organisation_id=13,
        name=name,
        language=reader.language,
        created_at=now,
        updated_at=now,
    )


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    detail = ResultDetail(supply_id=14, researcher_email=reader.email, confirm_expires_at=now + timedelta(days=14))
    office, asker = supplier(reader, now).name, colleague(reader, now).name
    mail = emails.researcher_confirmation(supply(reader, now), detail, office, asker, "/supplies/confirm/sample")
    return {"suppliers.researcher_confirmation": [mail]}
