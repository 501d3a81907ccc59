"""Campaigns, dial lists, leads, do-not-call numbers.

A lead's key is (dial list, number); its id sorts by time, so that both the table and the index of
ids grow at their ends.

SQLite has one writer. There a body of many leads is written to ``intake`` first, at once and
whole, and taken from there in slices, so that other commits need not wait for all of it.

PostgreSQL merges by itself, for many may write at a time. ``said`` tells the upsert which fields
the push named, a bit each. ``generation`` tells other servers that accounts were written.
"""

from dockline.adapters.relational.ddl import execute, execute_on

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = (
    """
    create table campaigns (
        campaign_id text primary key,
        space_id text not null,
        team_id text not null,
        name text not null,
        name_key text not null,
        created_at real not null,
        settings text not null,
        unique (space_id, name_key)
    ) strict, without rowid
    """,
    """
    create table dial_lists (
        list_id text primary key,
        space_id text not null,
        campaign_id text not null,
        name text not null,
        name_key text not null,
        created_at real not null,
        unique (campaign_id, name_key)
    ) strict, without rowid
    """,
    "create index dial_lists_by_space on dial_lists (space_id, name_key)",
    """
    create table leads (
        lead_id text not null,
        space_id text not null,
        campaign_id text not null,
        list_id text not null,
        number text not null,
        state text not null,
        data text not null,
        agent_id text,
        external_id text not null,
        priority integer not null,
        time_zone text not null,
        expires_at real,
        not_before real,
        attempts integer not null,
        created_at real not null,
        updated_at real not null
    ) strict
    """,
    "create unique index leads_by_id on leads (lead_id)",
    "create unique index leads_by_number on leads (list_id, number)",
    """
    create table do_not_call (
        space_id text not null,
        number text not null,
        campaign_id text not null,
        at real not null,
        reason text not null,
        primary key (space_id, number, campaign_id)
    ) strict, without rowid
    """,
)

_INTAKE = """
create table intake (
    batch_id text not null,
    part integer not null,
    body blob not null,
    primary key (batch_id, part)
) strict, without rowid
"""
_SAID = "alter table leads add column said smallint not null default 0"
_GENERATION = (
    "create table generation (n bigint not null)",
    "insert into generation (n) values (0)",
)
_MERGE = r"""
create function dockline_merge(old text, new text) returns text
language sql immutable parallel safe as $$
    select case
        when new = '{}' then old
        when old = '{}' then new
        else (
            select '{' || string_agg(to_json(key)::text || ':' || value, ',' order by place) || '}'
            from (
                select o.key, coalesce(n.value, o.value)::text as value, o.place
                from json_each(old::json) with ordinality as o(key, value, place)
                left join json_each(new::json) as n on n.key = o.key
                union all
                select n.key, n.value::text, 1000000 + n.place
                from json_each(new::json) with ordinality as n(key, value, place)
                where not exists (select from json_each(old::json) as o where o.key = n.key)
            ) as merged
        )
    end
$$
"""


def upgrade() -> None:
    execute(*_TABLES)
    execute_on("sqlite", _INTAKE)
    execute_on("postgresql", _SAID, _MERGE, *_GENERATION)
