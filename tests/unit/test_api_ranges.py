"""The Range header"""

import pytest
from hypothesis import given, strategies as st

from dockline.api.ranges import Part, part_of


@pytest.mark.parametrize(
    ("told", "part"),
    [
        (None, None),
        (b"bytes=0-", Part(0, 100)),
        (b"bytes=0-0", Part(0, 1)),
        (b"bytes=10-19", Part(10, 10)),
        (b"bytes=90-1000", Part(90, 10)),
        (b"bytes=99-", Part(99, 1)),
        (b"bytes=-10", Part(90, 10)),
        (b"bytes=-1000", Part(0, 100)),
        (b"bytes=-", None),
        (b"bytes=20-10", None),
        (b"bytes=0-1,5-6", None),
        (b"bytes=+1-2", None),
        (b"lines=0-1", None),
        (b"bytes=0x1-2", None),
        ("bytes=\u0661-\u0662".encode(), None),
        (b"", None),
    ],
)
def test_what_is_asked_for(told: bytes | None, part: Part | None) -> None:
    assert part_of(told, 100) == part


@pytest.mark.parametrize("told", [b"bytes=100-", b"bytes=100-200", b"bytes=-0"])
def test_parts_that_are_not_there(told: bytes) -> None:
    with pytest.raises(ValueError, match="no byte"):
        part_of(told, 100)


def test_of_nothing_there_is_no_part() -> None:
    for told in (b"bytes=0-", b"bytes=-1"):
        with pytest.raises(ValueError, match="no byte"):
            part_of(told, 0)


@given(st.integers(0, 50), st.none() | st.integers(0, 50), st.integers(1, 40))
def test_a_part_is_within(first: int, last: int | None, size: int) -> None:
    told = f"bytes={first}-{'' if last is None else last}".encode()
    whole = list(range(size))
    wanted = whole[first : None if last is None else last + 1]
    if last is not None and last < first:
        assert part_of(told, size) is None
    elif not wanted:
        with pytest.raises(ValueError, match="no byte"):
            part_of(told, size)
    else:
        part = part_of(told, size)
        assert part is not None
        assert whole[part.first : part.first + part.size] == wanted
        assert part.size == len(wanted)
