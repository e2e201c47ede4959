"""What counts as wanted and unwanted, cell by cell."""

import pytest

from app.vocabulary.terms import DISMISSAL_REASONS, NOT_NOW_REASONS
from scenarios.matches.lifecycle import RELEASED, UNDER_WAY, AnswerState, MatchState
from scenarios.matches.opinions import TOUCHED, UNFIT_DISMISSALS, UNFIT_REPLIES, WANTED, opinion

S, A = MatchState, AnswerState


@pytest.mark.parametrize("state", sorted({S.SHORTLISTED, *UNDER_WAY} - {S.NO_FIT}))
def test_whoever_goes_on_with_a_pair_wants_it(state: MatchState) -> None:
    assert opinion(state) is True


@pytest.mark.parametrize("state", [S.SUGGESTED, S.SUPERSEDED, S.EXPIRED, S.DECLINED, S.NO_FIT])
def test_what_nobody_judged_or_only_the_talk_decided_says_nothing(state: MatchState) -> None:
    assert opinion(state) is None


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("wrong_field", False),
        ("too_early", False),
        ("other", False),
        ("no_capacity", None),
        ("already_tried", None),
        ("conflict", None),
        ("added_by_the_office", None),
    ],
)
def test_a_dismissal_counts_where_its_reason_lies_in_the_fit(reason: str, said: bool | None) -> None:
    assert opinion(S.DISMISSED, reason) is said


@pytest.mark.parametrize("reason", [code for code, _zh, _en in NOT_NOW_REASONS])
def test_not_now_counts_against_a_pair_only_when_it_does_not_fit(reason: str) -> None:
    assert opinion(S.DECLINED, reason, A.NOT_NOW, reason) is (reason != "not_fitting")


@pytest.mark.parametrize(
    ("state", "answer", "said"),
    [
        (S.INTERESTED_SUPPLIER, A.SENT, True),
        (S.MUTUAL, A.WANTED, True),
        (S.EXPIRED, A.LAPSED, True),
        (S.DECLINED, A.WITHDRAWN, None),
        (S.INTERESTED_OWNER, A.WITHDRAWN, True),
        (S.NO_FIT, A.WANTED, None),
    ],
)
def test_an_answer_says_more_than_the_state(state: MatchState, answer: AnswerState, said: bool | None) -> None:
    assert opinion(state, "", answer) is said


def test_the_sets_name_what_there_is() -> None:
    assert {code for code, _zh, _en in DISMISSAL_REASONS} >= UNFIT_DISMISSALS
    assert {code for code, _zh, _en in NOT_NOW_REASONS} >= UNFIT_REPLIES
    assert WANTED | {S.DISMISSED, S.NO_FIT, S.DECLINED, S.EXPIRED} == TOUCHED
    assert {S.NO_FIT} == RELEASED - WANTED
