"""What people and the office change: people, their secrets, houses, members, claims, roles, terms."""

from app.accounts.actions.claims import accept_claim, claim_organisation, refuse_claim, withdraw_claim
from app.accounts.actions.grants import end_grant, grant_role
from app.accounts.actions.invitations import accept_invitation, invite, revoke_invitation
from app.accounts.actions.members import change_role, end_membership, join
from app.accounts.actions.organisations import (
    IDENTITY,
    correct_identity,
    create_organisation,
    edit_profile,
    reinstate,
    suspend,
)
from app.accounts.actions.people import (
    change_email,
    create_person,
    delete_person,
    edit_person,
    lock,
    set_language,
    set_password,
    take_possession,
    unlock,
    verify_email,
)
from app.accounts.actions.secrets import MailedSecrets, issue, redeem_code, redeem_link
from app.accounts.actions.sign_ins import end_all_sign_ins, end_sign_in, open_sign_in
from app.accounts.actions.stakes import declare_stake, end_stake
from app.accounts.actions.terms import accept_terms, ensure_terms, publish_terms

__all__ = [
    "IDENTITY",
    "MailedSecrets",
    "accept_claim",
    "accept_invitation",
    "accept_terms",
    "change_email",
    "change_role",
    "claim_organisation",
    "correct_identity",
    "create_organisation",
    "create_person",
    "declare_stake",
    "delete_person",
    "edit_person",
    "edit_profile",
    "end_all_sign_ins",
    "end_grant",
    "end_membership",
    "end_sign_in",
    "end_stake",
    "ensure_terms",
    "grant_role",
    "invite",
    "issue",
    "join",
    "lock",
    "open_sign_in",
    "publish_terms",
    "redeem_code",
    "redeem_link",
    "refuse_claim",
    "reinstate",
    "revoke_invitation",
    "set_language",
    "set_password",
    "suspend",
    "take_possession",
    "unlock",
    "verify_email",
    "withdraw_claim",
]
