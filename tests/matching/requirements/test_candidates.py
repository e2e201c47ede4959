"""The list: nobody starves it, near misses are named, and the question that pays is the one that splits best."""

from hypothesis import given
from hypothesis import strategies as st

from matching.requirements import (
    Choice,
    Credential,
    Kind,
    Outcome,
    Reason,
    Requirement,
    Source,
    Verdict,
    compare,
    hard_filter,
    near_misses,
    open_question,
    paying_question,
    read_need,
    read_supply,
)

HERE = Source("field", "x", 0, 1, "x")
CLOUD = Requirement(Kind.DEPLOYMENT, Choice(("cloud",)), HERE)
STACK = Requirement(Kind.DOMESTIC_STACK, Choice(("ascend",)), HERE)
WISH = Requirement(Kind.DEPLOYMENT, Choice(("edge",)), HERE, hard=False)
MET, NOT_MET, UNCLEAR, PROOF = Outcome.MET, Outcome.NOT_MET, Outcome.UNCLEAR, Outcome.PROOF_MISSING


def _row(*outcomes: Outcome) -> list[Verdict]:
    demands = (CLOUD, STACK, WISH)
    return [Verdict(demand, outcome, Reason.STATED) for demand, outcome in zip(demands, outcomes, strict=False)]


def test_the_filter_sets_apart_only_who_fails_a_hard_requirement() -> None:
    rows = {
        "open": _row(UNCLEAR, MET, MET),
        "fails": _row(NOT_MET, MET, MET),
        "fits": _row(MET, MET, NOT_MET),
        "unproven": _row(PROOF, UNCLEAR, MET),
        "fails twice": _row(NOT_MET, UNCLEAR, MET),
    }
    found = hard_filter(rows)
    assert found.kept == ["fits", "open", "unproven"]
    assert found.set_apart == ["fails", "fails twice"]
    assert [(miss.candidate, miss.verdict.requirement) for miss in found.near_misses] == [
        ("open", CLOUD),
        ("fails", CLOUD),
    ]


outcomes = st.lists(st.sampled_from(list(Outcome)), min_size=3, max_size=3)


@given(st.dictionaries(st.integers(), outcomes, max_size=12))
def test_nobody_is_lost_and_order_is_kept(given_outcomes: dict[int, list[Outcome]]) -> None:
    rows = {key: _row(*row) for key, row in given_outcomes.items()}
    found = hard_filter(rows)
    assert sorted([*found.kept, *found.set_apart]) == sorted(rows)
    complete = [key for key in found.kept if given_outcomes[key][:2] == [MET, MET]]
    assert found.kept[: len(complete)] == complete == [key for key in rows if key in complete]
    for miss in near_misses(rows):
        assert sum(outcome is not MET for outcome in given_outcomes[miss.candidate][:2]) == 1


def test_the_question_that_pays_splits_the_candidates() -> None:
    rows: dict[int, list[Verdict]] = {n: _row(MET if n < 5 else UNCLEAR, UNCLEAR if n < 2 else MET) for n in range(12)}
    rows[99] = _row(NOT_MET, UNCLEAR)
    question = paying_question(rows)
    assert question is not None
    assert (question.requirement, question.kind, question.value) == (CLOUD, Kind.DEPLOYMENT, CLOUD.value)
    assert (question.before, question.after, question.unclear) == (12, 5, 7)


def test_no_question_where_nothing_is_open_or_nothing_splits() -> None:
    assert paying_question({}) is None
    assert paying_question({1: _row(MET), 2: _row(MET)}) is None
    assert paying_question({1: _row(UNCLEAR), 2: _row(UNCLEAR)}) is None


def test_what_the_need_has_not_said_is_asked_of_its_owner() -> None:
    need = read_need({"n": "须适配昇腾。"})
    cloud = "仅支持公有云，已适配昇腾。"
    own = "支持私有化部署，已适配昇腾，通过等保三级。"
    question = open_question(need, {n: read_supply({"s": own if n < 5 else cloud}) for n in range(12)})
    assert question is not None
    assert (question.value, question.before, question.after) == (Choice(("private",)), 12, 5)
    assert question.requirement is None


def test_a_need_that_has_said_all_is_asked_nothing() -> None:
    need = read_need({"n": "须私有化部署。"})
    assert open_question(need, {1: read_supply({"s": "支持私有化部署，响应时间 2 秒。"}), 2: []}) is None


def test_an_open_question_may_ask_for_a_certificate() -> None:
    held = read_supply({"s": "通过 CMMI 5 级认证，证书编号 70456。"})
    question = open_question([], {1: held, 2: []})
    assert question is not None
    assert question.value == Credential("cmmi", ("5",))


def test_end_to_end() -> None:
    need = read_need({"n": "须私有化部署，准确率不低于98%。"})
    supplies = {
        "a": "支持私有化部署，准确率99%。",
        "b": "支持私有化部署，准确率95%。",
        "c": "支持私有化部署。",
        "d": "仅支持公有云，准确率99%。",
    }
    rows = {key: compare(need, read_supply({"s": text})) for key, text in supplies.items()}
    found = hard_filter(rows)
    assert (found.kept, found.set_apart) == (["a", "c"], ["b", "d"])
    assert [miss.candidate for miss in found.near_misses] == ["b", "c", "d"]
