"""A question is worked out once until something changes."""

from matching.recent import MOST, Recent


def test_an_answer_is_worked_out_once_until_something_changes() -> None:
    asked: list[int] = []

    def work() -> int | None:
        asked.append(1)
        return None

    recent = Recent[int | None]()
    assert recent.answer(("瓦斯",), work) is recent.answer(("瓦斯",), work) is None
    assert len(asked) == 1
    recent.clear()
    recent.answer(("瓦斯",), work)
    assert len(asked) == 2


def test_only_the_last_questions_are_known() -> None:
    recent = Recent[int]()
    for number in range(10 * MOST):
        assert recent.answer((str(number),), lambda: number) == number  # noqa: B023 - called at once
    assert len(recent._known) <= MOST
