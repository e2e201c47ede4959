"""The table of permissions of introductions, cases, meetings and the report, cell by cell."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.accounts.policy import Viewer
from scenarios.introductions.policy import (
    lacks_to_hold_meetings,
    lacks_to_keep_case,
    lacks_to_keep_talk,
    lacks_to_run_meeting,
    may_see_moves,
    may_see_offer,
    may_see_report,
    may_see_talk,
)
from scenarios.lifecycle import ScenarioState
from scenarios.models import Secrecy
from tests.scenarios.matches.test_policy import CURATOR, EVERYBODY, FIRM, NEED

HIDDEN = replace(NEED, secrecy=Secrecy.RESTRICTED)
DRAFT = replace(NEED, state=ScenarioState.DRAFT, submitted_at=None)
CURATORS = {"curator", "office", "stake", "two_hats", "industry"}
TABLE: dict[str, tuple[Callable[[Viewer], bool], set[str]]] = {
    "see an introduction": (
        lambda v: may_see_offer(v, NEED, FIRM),
        {"owner", "two_hats", "supplier", "curator", "reviewer", "office", "stake"},
    ),
    "see one of a restricted need": (
        lambda v: may_see_offer(v, HIDDEN, FIRM),
        {"owner", "two_hats", "supplier", "curator", "reviewer", "office", "stake"},
    ),
    "see one of a draft": (lambda v: may_see_offer(v, DRAFT, FIRM), {"owner", "two_hats"}),
    "see who said what": (lambda v: may_see_moves(v, NEED, FIRM), {"curator", "reviewer", "office"}),
    "keep what was noted of a talk": (
        lambda v: not lacks_to_keep_talk(v, NEED, FIRM, CURATOR.person_id),
        {"curator", "office"},
    ),
    "keep the case": (lambda v: not lacks_to_keep_case(v, NEED, [FIRM]), {"curator", "office"}),
    "keep it before anybody talks": (lambda v: not lacks_to_keep_case(v, NEED, []), {"curator", "office", "stake"}),
    "hold meetings": (lambda v: not lacks_to_hold_meetings(v), CURATORS),
    "run the curator's": (lambda v: not lacks_to_run_meeting(v, CURATOR.person_id), {"curator", "office"}),
    "see a talk": (
        lambda v: may_see_talk(v, NEED, FIRM, CURATOR.person_id),
        {"owner", "supplier", "curator", "office", "stake", "two_hats"},
    ),
    "see the report": (may_see_report, CURATORS),
}


@pytest.mark.parametrize("deed", TABLE)
@pytest.mark.parametrize("who", EVERYBODY)
def test_table(deed: str, who: str) -> None:
    rule, allowed = TABLE[deed]
    assert rule(EVERYBODY[who]) is (who in allowed)
