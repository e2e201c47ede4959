"""Where a text says what was asked: words marked in one spelling, the passage that says most."""

from dataclasses import replace

import pytest

from app.pages.marking import LONGEST, LOOKED_AT, Pieces, Wanted, marked, passage


class Searched(str):
    """A text that knows how often something was searched for in the whole of it."""

    __slots__ = ("times",)

    def __init__(self, _text: str) -> None:
        self.times = 0

    def __contains__(self, part: object) -> bool:
        self.times += 1
        return super().__contains__(str(part))


def shown(pieces: Pieces) -> str:
    return "".join(f"[{text}]" if hit else text for text, hit in pieces)


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("门诊智能导诊", "门诊", "[门诊]智能导诊"),
        ("门诊智能导诊", "門診導診", "[门诊]智能[导诊]"),
        ("ＡＩ 质检 air", "ai质检", "[ＡＩ] [质检] air"),
        ("Predictive maintenances of pumps", "predictive MAINTENANCE", "[Predictive] [maintenances] of pumps"),
        ("12345 热线与 123456", "12345热线", "[12345] [热线]与 [123456]"),
        ("X-ray 检测", "x-ray", "X-[ray] 检测"),
        ("一字不识", "字", "一[字]不识"),
        ("什么也没有", "！！……", "什么也没有"),
        ("", "门诊", ""),
        (
            "我们进行检测，导诊台排队",
            "希望患者在手机上描述症状，导诊台不再排长队，进行分诊",
            "我们进行检测，[导诊台]排队",
        ),
        ("<b>门诊</b>", "门诊<b>", "<[b]>[门诊]</[b]>"),
    ],
)
def test_words_are_marked(text: str, question: str, expected: str) -> None:
    pieces = marked(text, Wanted.of(question))
    assert shown(pieces) == expected
    assert "".join(piece for piece, _hit in pieces) == text


def test_the_passage_says_most_of_the_question() -> None:
    text = "本院概况。门诊很忙。导诊台帮门诊病人挂号。\n医疗、导诊"
    assert shown(passage(text, Wanted.of("门诊导诊"))) == "[导诊]台帮[门诊]病人挂号。"
    assert passage(text, Wanted.of("盾构")) == []
    assert passage("", Wanted.of("盾构")) == []


def test_a_long_sentence_is_cut_around_what_it_says() -> None:
    pieces = passage("长" * 100 + "盾构" + "长" * 200, Wanted.of("盾构"))
    assert ("盾构", True) in pieces
    assert len("".join(piece for piece, _hit in pieces)) == LONGEST + 2
    assert (pieces[0], pieces[-1]) == (("…", False), ("…", False))


def test_an_endless_text_takes_no_time() -> None:
    assert passage("门诊" * 200_000, Wanted.of("门诊" * 250)) != []


@pytest.mark.parametrize(
    "alphabet", [[chr(0x4E00 + number) for number in range(1_500)], [f"w{number:x}ord " for number in range(900)]]
)
def test_a_long_question_costs_no_more_than_its_length(alphabet: list[str]) -> None:
    """Each character or word of the text is looked up, not searched for in the whole question."""
    question = "".join(alphabet * 4)[:5_000]
    text = "".join(reversed(alphabet * 6))[:LOOKED_AT]
    wanted = Wanted.of(question)
    runs = Searched(wanted.runs)
    passage(text, replace(wanted, runs=runs))
    assert runs.times < 10
