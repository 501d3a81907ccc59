"""Tokens as statements and rows."""

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec.structs import astuple

from dockline.adapters.relational import sql
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.domain.scope import TokenScope
from dockline.ports.store import DropToken, PutToken, ReplaceToken, Token
from dockline.ports.token_store import ChangeToken, NoteTokenUse, TokenWrite

_SCOPES: Final = sql.TOKEN_COLUMNS.index("scopes")
_KNOWN: Final = frozenset(TokenScope)

_decode_scopes: Final = msgspec.json.Decoder(list[str]).decode


def token_statements(
    write: PutToken | DropToken | ReplaceToken | TokenWrite,
) -> Iterator[Statement]:
    match write:
        case PutToken(token):
            yield Statement(sql.PUT_TOKEN, _token_values(token))
        case DropToken(token_hash):
            yield Statement(sql.DROP_TOKEN, (token_hash,))
        case ReplaceToken(old_hash, None, token):
            yield Statement(sql.DROP_LASTING_TOKEN, (old_hash,), "auth_token")
            yield Statement(sql.PUT_TOKEN, _token_values(token))
        case ReplaceToken(old_hash, ends, token):
            yield Statement(sql.END_LASTING_TOKEN, (ends, old_hash), "auth_token")
            yield Statement(sql.PUT_TOKEN, _token_values(token))
        case ChangeToken(token_hash, name, scopes):
            yield Statement(sql.CHANGE_TOKEN, (name, json_text(scopes), token_hash))
        case NoteTokenUse(token_hash, at, name):
            yield Statement(sql.NOTE_TOKEN_USE, (at, name, token_hash, at))


def _token_values(token: Token) -> Row:
    values = astuple(token)
    return (*values[:_SCOPES], json_text(token.scopes), *values[_SCOPES + 1 :])


def token_of(row: Row) -> Token:
    # A scope that is not known is a later version's, and opens nothing here.
    named = _decode_scopes(row[_SCOPES])
    scopes = tuple(TokenScope(one) for one in named if one in _KNOWN)
    values: Row = (*row[:_SCOPES], scopes, *row[_SCOPES + 1 :])
    return Token(*values)
