"""Scopes of tokens."""

import pytest

from dockline.api.operations import OPERATIONS
from dockline.domain.scope import EVERY_SCOPE, USES, ScopeMissing, TokenScope, Use, require_scope


def test_a_token_opens_what_its_scopes_say() -> None:
    use = Use("live", TokenScope.LIVE)
    require_scope(EVERY_SCOPE, use)
    require_scope([TokenScope.LIVE], use)
    for scopes in ([], [one for one in EVERY_SCOPE if one is not TokenScope.LIVE]):
        with pytest.raises(ScopeMissing) as missing:
            require_scope(scopes, use)
        assert (missing.value.code, "“live”" in missing.value.message) == ("scope-missing", True)


def test_what_wants_no_scope_every_token_opens() -> None:
    require_scope([TokenScope.CHAT], Use("reset", None))


def test_every_address_that_takes_a_token_stands_in_the_table_and_no_other() -> None:
    takes = set()
    for operation in OPERATIONS:
        fields = set(operation.body.__struct_fields__) if operation.body is not None else set()
        schemes = set(operation.security or ())
        if fields & {"auth_token", "authorization"} or schemes & {"bearer", "apiKey"}:
            takes.add(operation.path)
    assert takes == set(USES)


def test_people_are_told_of_each_use_by_a_name_of_its_own() -> None:
    names = [use.name for use in USES.values()]
    assert len(set(names)) == len(names)
