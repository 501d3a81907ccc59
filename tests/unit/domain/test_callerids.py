"""Which of a campaign's numbers is shown."""

from collections import Counter

from hypothesis import given, strategies as st

from dockline.domain.callerids import chosen

LONDON, LEEDS, BOSTON = "442071838750", "441138680000", "16175550100"
NUMBERS = st.text("0123456789", min_size=4, max_size=15)


def test_in_turn() -> None:
    shown = [chosen((LONDON, LEEDS, BOSTON), "33142685300", n, local=False) for n in range(6)]
    assert shown == [LONDON, LEEDS, BOSTON] * 2


def test_the_nearest_where_presence_is_local() -> None:
    own = (LONDON, LEEDS, BOSTON)
    assert chosen(own, "442079460100", 5, local=True) == LONDON
    assert chosen(own, "441134960100", 5, local=True) == LEEDS
    assert chosen(own, "14155550100", 5, local=True) == BOSTON


def test_those_that_are_equally_near_take_turns() -> None:
    own = (LONDON, "442071838751", BOSTON)
    shown = Counter(chosen(own, "442079460100", n, local=True) for n in range(10))
    assert shown == {LONDON: 5, "442071838751": 5}


@given(st.lists(NUMBERS, max_size=5), NUMBERS, st.integers(0, 1000), st.booleans())
def test_it_is_always_one_of_them(own: list[str], number: str, turn: int, local: bool) -> None:
    assert chosen(own, number, turn, local=local) in (own or [""])
