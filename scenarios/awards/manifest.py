"""Decisions, objections and awards as a part of the site."""

from app.core.occasions import mails_of
from app.core.slices import Slice
from scenarios.awards import occasions
from scenarios.awards.models import Decision, Disqualification, Objection
from scenarios.awards.told import RULES

AWARDS = Slice(
    routes="scenarios.awards.routes",
    work=["scenarios.awards.actions.clockwork"],
    tables=[Decision, Disqualification, Objection],
    mails=mails_of(occasions),
    samples="scenarios.awards.samples",
    may_know=RULES,
)
