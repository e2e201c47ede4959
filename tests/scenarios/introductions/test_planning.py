"""Timetables without clashes, and calendar files that calendars can follow."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from scenarios.introductions.calendars import WIDTH, Event, calendar
from scenarios.introductions.planning import Span, Who, Wish, spans, timetable

START = datetime(2026, 12, 1, 6, tzinfo=UTC)
HOUSES = st.integers(0, 5)
PAIRS = st.lists(
    st.tuples(HOUSES, HOUSES.map(lambda n: n + 3)).filter(lambda p: p[0] != p[1]), max_size=14, unique=True
)


def times(count: int) -> list[Span]:
    return list(spans(START, START + timedelta(minutes=20 * count), 20))


@given(pairs=PAIRS, slots=st.integers(0, 6), tables=st.integers(1, 3), away=st.dictionaries(HOUSES, st.integers(0, 5)))
def test_nobody_is_at_two_tables_and_nobody_waits_who_could_be_seated(
    pairs: list[tuple[int, int]], slots: int, tables: int, away: dict[int, int]
) -> None:
    wishes = [Wish(number, frozenset(pair)) for number, pair in enumerate(pairs)]
    busy: dict[Who, list[Span]] = {who: [times(6)[place]] for who, place in away.items()}
    seats, left = timetable(wishes, times(slots), tables, busy)
    who = {wish.match_id: wish.who for wish in wishes}
    assert sorted([seat.match_id for seat in seats] + [wish.match_id for wish in left]) == sorted(who)
    for one, other in combinations(seats, 2):
        if one.span == other.span:
            assert one.table != other.table
            assert not who[one.match_id] & who[other.match_id]
    for seat in seats:
        assert 1 <= seat.table <= tables
        assert not any(seat.span.meets(span) for person in who[seat.match_id] for span in busy.get(person, ()))
    for wish in left:
        for span in times(slots):
            there = [seat for seat in seats if seat.span == span]
            occupied = {person for seat in there for person in who[seat.match_id]}
            free = not wish.who & occupied and not any(span in busy.get(person, ()) for person in wish.who)
            assert not free or len(there) == tables


def test_only_whole_talks_are_held() -> None:
    assert len(list(spans(START, START + timedelta(minutes=59), 20))) == 2


def test_a_calendar_file_says_it_as_calendars_read_it() -> None:
    end = START + timedelta(minutes=20)
    event = Event(
        "slot-abc@example", 2, True, START, end, START, "对接：嵩云医院, 启明；" * 4, "A;B", "一\n二", "http://x/"
    )
    lines = calendar([event]).split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= WIDTH for line in lines)
    whole = calendar([event]).replace(b"\r\n ", b"").decode()
    assert "UID:slot-abc@example\r\nSEQUENCE:2\r\nSTATUS:CANCELLED\r\n" in whole
    assert "DTSTART:20261201T060000Z" in whole
    assert "SUMMARY:" + "对接：嵩云医院\\, 启明；" * 4 in whole
    assert "LOCATION:A\\;B" in whole
    assert "DESCRIPTION:一\\n二" in whole
