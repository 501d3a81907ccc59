"""Secrets and how long they hold."""

import re
import uuid

from hypothesis import given, strategies as st

from dockline.domain.token import (
    SESSION_SECONDS,
    grace_end,
    hash_of,
    matching,
    new_session_secret,
    new_token,
    renewal_due,
    session_end,
    usable,
)


def test_tokens_are_random_and_shaped_as_uuids() -> None:
    made = {new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert all(str(uuid.UUID(token)) == token for token in made)


def test_session_secrets_are_256_random_bits_that_a_cookie_may_hold() -> None:
    made = {new_session_secret() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in made)


def test_the_hash_is_sha_256() -> None:
    # FIPS 180-4, the example of "abc".
    assert hash_of("abc").hex() == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@given(st.lists(st.binary(min_size=4, max_size=4), unique=True), st.binary(min_size=4, max_size=4))
def test_a_hash_is_found_where_it_is(kept: list[bytes], given: bytes) -> None:
    place = matching(given, kept)
    assert place == (kept.index(given) if given in kept else None)


def test_a_token_ends_at_its_time() -> None:
    assert usable(None, 1e12)
    assert usable(10.0, 9.999)
    assert not usable(10.0, 10.0)


def test_grace() -> None:
    assert grace_end(100.0, 0) is None
    assert grace_end(100.0, 30) == 130.0


def test_sessions_slide_but_are_not_written_at_each_use() -> None:
    ends = session_end(1000.0)
    assert ends == 1000.0 + SESSION_SECONDS
    assert not renewal_due(ends, 1000.0)
    assert not renewal_due(ends, 1599.0)
    assert renewal_due(ends, 1600.0)
