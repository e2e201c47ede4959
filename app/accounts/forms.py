"""Forms about people, organisations and the back office."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, create_model

from app.accounts.models import MemberRole, Organisation, Role, TieKind
from app.accounts.names import CodeCheck, check_code, compact_code
from app.core.addresses import EmailText
from app.core.forms import FormModel
from app.core.i18n import gettext as _
from app.core.limits import room
from app.core.models import MailState
from app.core.personal.asking import ReadText
from app.core.topics import Way


def checked_code(text: str) -> str:
    """A 统一社会信用代码 that is at least well formed; a wrong check digit is warned about elsewhere."""
    code = compact_code(text)
    if check_code(code) is CodeCheck.MALFORMED:
        raise ValueError(_("统一社会信用代码应为 18 位数字或大写字母，请对照营业执照或法人证书填写。"))
    return code


def checked_website(text: str) -> str:
    """An address that a link may lead to."""
    if text and not text.startswith(("https://", "http://")):
        text = f"https://{text}"
    if text and (any(c.isspace() for c in text) or "." not in text):
        raise ValueError(_("网址不对，请填写完整的地址，例如 https://www.example.com。"))
    return text


def digits_only(text: str) -> str:
    """Six digits, however they were grouped."""
    code = "".join(c for c in compact_code(text) if c.isdigit())
    if len(code) != 6:
        raise ValueError(_("验证码是 6 位数字，请对照邮件填写。"))
    return code


def must_agree(given: bool) -> bool:
    if not given:
        raise ValueError(_("请阅读并同意服务条款后再继续。"))
    return given


PersonName = Annotated[str, Field(min_length=1, max_length=60)]
CodeText = Annotated[str, Field(max_length=40), AfterValidator(checked_code)]
WebText = Annotated[str, AfterValidator(checked_website), Field(max_length=room(Organisation, "website"))]
Digits = Annotated[str, Field(max_length=40), AfterValidator(digits_only)]
Password = Annotated[str, Field(max_length=200)]


class PlaceForm(FormModel):
    """Which house somebody speaks for: one that is there (`choice` is its public id) or a new one (`new`)."""

    organisation: str = Field("", max_length=room(Organisation, "name"))
    choice: str = Field("", max_length=20)
    kind: str = Field("", max_length=40)
    uscc: CodeText = ""
    district: str = Field("", max_length=40)
    statement: str = Field("", max_length=500)


class SignUpForm(PlaceForm):
    name: PersonName
    email: EmailText
    password: Password
    accept_terms: Annotated[bool, AfterValidator(must_agree), Field(validate_default=True)] = False
    mail_consent: bool = False


class SignInForm(FormModel):
    email: EmailText
    password: Password


class AddressForm(FormModel):
    """An address to send a code or link to."""

    email: EmailText


class CodeForm(FormModel):
    email: EmailText
    code: Digits


class OwnCodeForm(FormModel):
    code: Digits


class NewPasswordForm(FormModel):
    password: Password


class ChangePasswordForm(FormModel):
    """`current` is empty for an account that has no password yet."""

    current: str = Field("", max_length=200)
    password: Password


class ChangeEmailForm(FormModel):
    email: EmailText
    current: str = Field("", max_length=200)


class PersonForm(FormModel):
    name: PersonName
    job_title: str = Field("", max_length=60)
    phone: str = Field("", max_length=40, pattern=r"^[0-9+\-() 转,，#]*$")


class MailForm(FormModel):
    """What somebody wants to be mailed; `mail_form` adds a field for each group of topics."""

    mail_consent: bool = False
    weekday: int = Field(1, ge=1, le=7)
    language: str = Field("", pattern="^(zh|en)?$")
    only_concerning: bool = False
    muted: list[str] = Field(default_factory=list, max_length=100)
    offered: list[str] = Field(default_factory=list, max_length=100)
    """Single topics that stood switched off when the form was shown."""


def mail_form(groups: Mapping[str, Way]) -> type[MailForm]:
    """The form with a choice for each of these groups, by the name of its field; usual is what stands beside it."""
    ways: Mapping[str, Any] = {name: (Way, usual) for name, usual in groups.items()}
    return create_model("MailForm", __base__=MailForm, **ways)


class SentForm(FormModel):
    """Which mails the keeper of the site looks at, from the address of the page."""

    week: str = Field("", pattern=r"^(20[0-9]{2}-W[0-9]{2})?$")
    topic: str = Field("", max_length=24)
    state: str = Field("", pattern=f"^({'|'.join(['waiting', *MailState])})?$")


class DeletionForm(FormModel):
    """Her password, or her address where she has none, shows that she means it."""

    confirm: str = Field(max_length=254)


class AcceptTermsForm(FormModel):
    version: int
    accept_terms: Annotated[bool, AfterValidator(must_agree), Field(validate_default=True)] = False


class OrganisationForm(FormModel):
    """The profile as its managers edit it; name, kind and code are taken only until the house is verified."""

    version: int
    name: str = Field("", max_length=room(Organisation, "name"))
    kind: str = Field("", max_length=40)
    uscc: CodeText = ""
    district: str = Field("", max_length=40)
    intro: ReadText = Field("", max_length=room(Organisation, "intro"))
    website: WebText = ""
    group_name: str = Field("", max_length=room(Organisation, "group_name"))
    approval_required: bool = False


class IdentityForm(FormModel):
    """What the office puts right."""

    version: int
    name: str = Field(min_length=2, max_length=room(Organisation, "name"))
    kind: str = Field(max_length=40)
    uscc: CodeText = ""
    uscc_override: bool = False
    district: str = Field("", max_length=40)
    group_name: str = Field("", max_length=room(Organisation, "group_name"))
    chain_leader: bool = False


class StatementForm(FormModel):
    statement: str = Field("", max_length=500)


class ReasonForm(FormModel):
    reason: str = Field(min_length=4, max_length=500)


class AcceptClaimForm(FormModel):
    override: str = Field("", max_length=500)


class InviteForm(FormModel):
    email: EmailText
    role: MemberRole = MemberRole.MEMBER


class MemberRoleForm(FormModel):
    role: MemberRole


class HandOverForm(FormModel):
    taker: str = Field(max_length=20)


class GrantForm(FormModel):
    """`email` names the person; dates are days in the city."""

    email: EmailText
    role: Role
    field: str = Field("", max_length=40)
    district: str = Field("", max_length=40)
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = Field("", max_length=200)


class StakeForm(FormModel):
    """`organisation` is a public id, chosen among those found by name."""

    organisation: str = Field(max_length=16)
    note: str = Field(min_length=2, max_length=200)


class EndStakeForm(FormModel):
    end_note: str = Field(min_length=2, max_length=200)


class TieForm(FormModel):
    """Two houses that are not independent, by their public ids."""

    organisation: str = Field(min_length=1, max_length=16)
    kind: TieKind
    other: str = Field(min_length=1, max_length=16)
    source: str = Field(min_length=4, max_length=200)
    since: date


class EndTieForm(FormModel):
    until: date
    note: str = Field(min_length=2, max_length=200)


class EndGrantForm(FormModel):
    note: str = Field("", max_length=200)


class AuditForm(FormModel):
    """The auditor's filters, from the address of the page."""

    moves: bool = False
    actor: str = Field("", max_length=60)
    action: str = Field("", max_length=60)
    object_kind: str = Field("", max_length=40)
    object_id: int | None = Field(None, ge=1, le=2**53)
    first: date | None = None
    last: date | None = None


class TermsForm(FormModel):
    """A new version of the terms and the privacy notice, in Markdown."""

    version: int = Field(ge=1, le=100_000)
    body_zh: str = Field(min_length=20, max_length=40_000)
    body_en: str = Field(min_length=20, max_length=40_000)
    privacy_zh: str = Field(min_length=20, max_length=40_000)
    privacy_en: str = Field(min_length=20, max_length=40_000)
