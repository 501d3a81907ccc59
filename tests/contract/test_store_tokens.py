"""What every store keeps of tokens: what they are for, who made them, when they were used."""

import pytest
from msgspec.structs import replace

from dockline.domain.scope import EVERY_SCOPE, TokenScope
from dockline.ports.store import PutToken, Store, Token
from dockline.ports.token_store import ChangeToken, NoteTokenUse
from tests.contract.store_samples import LEAP, NOVA, token

WHOLE = Token(
    token_hash=b"w" * 32,
    space_id=LEAP,
    name="cr\u00fcm-sync",
    created_at=1.5,
    expires_at=9_000.25,
    begins="41ab",
    scopes=(TokenScope.CAMPAIGN, TokenScope.CHAT),
    created_by="sumeet",
    last_used_at=7.75,
    last_used_for="add_multiple",
)


async def test_a_token_comes_back_whole(store: Store) -> None:
    bare = token("bare", b"b")
    await store.commit([PutToken(WHOLE), PutToken(bare)])
    assert await store.tokens(LEAP) == [bare, WHOLE]
    assert bare.scopes == EVERY_SCOPE
    assert WHOLE.token_id != bare.token_id


async def test_a_change_leaves_the_rest_as_it_is(store: Store) -> None:
    await store.commit([PutToken(WHOLE), PutToken(token("x", b"x", NOVA))])
    await store.commit(
        [
            ChangeToken(WHOLE.token_hash, "wallboard", (TokenScope.LIVE,)),
            ChangeToken(b"nobody's", "lost", ()),
        ]
    )
    changed = replace(WHOLE, name="wallboard", scopes=(TokenScope.LIVE,))
    assert await store.tokens(LEAP) == [changed]
    assert [kept.name for kept in await store.tokens(NOVA)] == ["x"]


@pytest.mark.parametrize(
    ("at", "kept"), [(8.0, "live"), (7.75, "add_multiple"), (7.0, "add_multiple")]
)
async def test_the_latest_use_is_kept(store: Store, at: float, kept: str) -> None:
    await store.commit([PutToken(WHOLE)])
    await store.commit(
        [NoteTokenUse(WHOLE.token_hash, at, "live"), NoteTokenUse(b"nobody's", at, "live")]
    )
    [found] = await store.tokens(LEAP)
    assert (found.last_used_at, found.last_used_for) == (max(at, 7.75), kept)


async def test_a_first_use_is_kept(store: Store) -> None:
    await store.commit([PutToken(token("new", b"n"))])
    await store.commit([NoteTokenUse(b"n" * 32, 3.0, "live")])
    [found] = await store.tokens(LEAP)
    assert (found.last_used_at, found.last_used_for) == (3.0, "live")


async def test_a_use_is_nothing_that_others_must_notice(store: Store) -> None:
    """Else every request would have every server of the database read its accounts again."""
    await store.commit([PutToken(WHOLE)])
    before = await store.generation()
    await store.commit([NoteTokenUse(WHOLE.token_hash, 99.0, "live")])
    assert await store.generation() == before
