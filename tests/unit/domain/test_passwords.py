"""Which passwords are taken, and those that are made."""

import pytest
from hypothesis import given, strategies as st

from dockline.domain.passwords import (
    LONGEST,
    RECOVERY_LENGTH,
    SHORTEST,
    made_password,
    made_recovery_code,
    weakness,
)


@pytest.mark.parametrize(
    ("password", "login"),
    [
        ("a few words", "rishi"),
        ("pässwörter sind lang", "rishi"),
        ("Tr0ub4dor&3", "rishi"),
        ("rishi has a dog", "rishi"),
        ("x" * 8 + "yz", ""),
    ],
)
def test_long_ones_are_taken_whatever_they_are_made_of(password: str, login: str) -> None:
    assert weakness(password, login) == ""


@pytest.mark.parametrize(
    ("password", "login", "said"),
    [
        ("seven77", "", "Use 8 to 1024 characters."),
        ("x" * 1025, "", "Use 8 to 1024 characters."),
        ("Password123", "", "one of the first"),
        ("WELCOME1", "", "one of the first"),
        ("qwertyuiop", "", "one of the first"),
        ("poiuytrewq", "", "one of the first"),
        ("12345678", "", "one of the first"),
        ("987654321", "", "one of the first"),
        ("aaaaaaaa", "", "over and over"),
        ("abababab", "", "over and over"),
        ("Rishi.Kapoor", "rishi.kapoor", "must not be the login"),
        ("roopak.ihsir", "rishi.kapoor", "must not be the login"),
        ("rishi.kapoor", "rishi.kapoor@example.com", "must not be the login"),
        ("rishi.kapoor@example.com", "rishi.kapoor@example.com", "must not be the login"),
    ],
)
def test_what_others_would_try_first_is_not(password: str, login: str, said: str) -> None:
    assert said in weakness(password, login)


@given(st.text(max_size=1100), st.text(max_size=30))
def test_length_is_the_first_thing(password: str, login: str) -> None:
    told = weakness(password, login)
    if not SHORTEST <= len(password) <= LONGEST:
        assert told.startswith("Use 8")
    # A longer one with the same beginning is never worse than those words around it.
    assert weakness(f"{password[:500]} and three more words", login) == ""


def test_made_ones_are_long_readable_and_never_the_same() -> None:
    made = {made_password() for _ in range(200)} | {made_recovery_code() for _ in range(200)}
    assert len(made) == 400
    for one in made:
        assert set(one) <= set("abcdefghjkmnpqrstuvwxyz23456789-")
        assert all(len(group) == 4 for group in one.split("-"))
    assert len(made_recovery_code().replace("-", "")) == RECOVERY_LENGTH
    assert weakness(made_password(), "rishi") == ""
