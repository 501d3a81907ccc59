"""Statements about the audit log and about identities."""

from typing import Final

from dockline.adapters.relational.sql import insert, put, select

LINE_COLUMNS: Final = (
    "entry_id",
    "seq",
    "at",
    "space_id",
    "actor",
    "action",
    "detail",
    "detail_hash",
    "prev_hash",
    "entry_hash",
    "erased_at",
)
HEAD_COLUMNS: Final = ("space_id", "seq", "hash")
IDENTITY_COLUMNS: Final = ("space_id", "issuer", "subject", "user_id", "bound_at")

APPEND: Final = insert("audit", LINE_COLUMNS[1:-1])
HEAD: Final = f"{select('audit_heads', HEAD_COLUMNS)} where space_id = ?"
PUT_HEAD: Final = put("audit_heads", HEAD_COLUMNS, "space_id")
LOCK_HEAD: Final = (
    f"{insert('audit_heads', HEAD_COLUMNS)} on conflict (space_id)"
    " do update set seq = audit_heads.seq returning space_id, seq, hash"
)
"""Where the chain has come to, and nobody else writes on until we have committed."""
ERASE: Final = "update audit set detail = ?, erased_at = ? where space_id = ? and entry_id = ?"

LINES: Final = f"{select('audit', LINE_COLUMNS)} where space_id = ?"
LINE: Final = f"{LINES} and seq = ?"
OF_ACTOR: Final = "and lower(actor) like ? escape '!'"
OF_ACTION: Final = "and action like ? escape '!'"
SINCE: Final = "and at >= ?"
UNTIL: Final = "and at < ?"
WITH_TEXT: Final = "and lower(detail) like ? escape '!'"
BEFORE: Final = "and entry_id < ?"
AFTER: Final = "and entry_id > ?"
NEWEST_FIRST: Final = "order by entry_id desc limit ?"
OLDEST_FIRST: Final = "order by entry_id limit ?"
HEADS: Final = f"{select('audit_heads', HEAD_COLUMNS)} order by space_id"

PUT_IDENTITY: Final = put("identities", IDENTITY_COLUMNS, "space_id", "issuer", "subject")
DROP_IDENTITIES_OF: Final = "delete from identities where user_id = ?"
PUT_SECRET: Final = put("provider_secrets", ("space_id", "secret"), "space_id")
SECRET: Final = "select secret from provider_secrets where space_id = ?"
IDENTITY: Final = (
    f"{select('identities', IDENTITY_COLUMNS)} where space_id = ? and issuer = ? and subject = ?"
)
IDENTITIES_OF: Final = (
    f"{select('identities', IDENTITY_COLUMNS)} where user_id = ? order by issuer, subject"
)
