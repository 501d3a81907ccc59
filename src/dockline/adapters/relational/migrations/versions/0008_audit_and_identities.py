"""The audit log as a chain of hashes; who people are elsewhere (OpenID Connect).

Entries of before have no number and no hash: they stand before the chain. From now on the database
itself refuses whatever changes an entry, or takes one out, but for the erasing of its detail.
"""

from dockline.adapters.relational.ddl import execute, execute_on

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = (
    "alter table audit add column seq integer",
    "alter table audit add column detail_hash blob",
    "alter table audit add column prev_hash blob",
    "alter table audit add column entry_hash blob",
    "alter table audit add column erased_at real",
    "create unique index audit_chain on audit (space_id, seq)",
    """
    create table audit_heads (
        space_id text primary key,
        seq integer not null,
        hash blob not null
    ) strict, without rowid
    """,
    """
    create table identities (
        space_id text not null,
        issuer text not null,
        subject text not null,
        user_id text not null,
        bound_at real not null,
        primary key (space_id, issuer, subject)
    ) strict, without rowid
    """,
    "create index identities_by_user on identities (user_id)",
    """
    create table provider_secrets (
        space_id text primary key,
        secret text not null
    ) strict, without rowid
    """,
)

_KEPT = (
    "entry_id",
    "seq",
    "at",
    "space_id",
    "actor",
    "action",
    "detail_hash",
    "prev_hash",
    "entry_hash",
)
"""What of an entry never changes. Its detail may, where it is marked as erased."""


def _changed(differs: str) -> str:
    return " or ".join(f"new.{column} {differs} old.{column}" for column in _KEPT)


_SQLITE = (
    """
    create trigger audit_keeps_entries before delete on audit
    begin select raise(abort, 'the audit log is append-only'); end
    """,
    f"""
    create trigger audit_keeps_contents before update on audit
    when new.erased_at is null or {_changed("is not")}
    begin select raise(abort, 'the audit log is append-only'); end
    """,
)
_POSTGRESQL = (
    """
    create function dockline_audit_stays() returns trigger language plpgsql as $$
    begin raise exception 'the audit log is append-only'; end
    $$
    """,
    """
    create trigger audit_keeps_entries before delete on audit
    for each row execute function dockline_audit_stays()
    """,
    """
    create trigger audit_keeps_all before truncate on audit
    for each statement execute function dockline_audit_stays()
    """,
    f"""
    create trigger audit_keeps_contents before update on audit for each row
    when (new.erased_at is null or {_changed("is distinct from")})
    execute function dockline_audit_stays()
    """,
)


def upgrade() -> None:
    execute(*_STATEMENTS)
    execute_on("sqlite", *_SQLITE)
    execute_on("postgresql", *_POSTGRESQL)
