"""Databases that an earlier version wrote are brought up to date with all that is in them."""

import asyncio
import contextlib
import io
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from msgspec.structs import replace

from dockline.adapters.relational import MIGRATIONS
from dockline.adapters.system_clock import SystemClock
from dockline.domain.auditlog import ChainWalk
from dockline.domain.campaign import CampaignSettings, Mode
from dockline.domain.ids import TeamId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import Life
from dockline.node import take_lock
from dockline.ports.audit_store import AuditFilter
from dockline.ports.record_store import CallSearch
from dockline.ports.store import AppendAudit, AuditEntry, Store, StoreUnavailable
from dockline.settings import Layout, Settings
from dockline.stores import build_serving, build_store
from tests.contract.lead_samples import batch, campaign, number, push
from tests.contract.life_samples import both, dialled, in_turn, named
from tests.contract.store_samples import LEAP
from tests.support.postgres import Postgres

_OLD = (
    "insert into campaigns (campaign_id, space_id, team_id, name, name_key, created_at, settings)"
    " values ('campaign-1', 'leap', 'support', 'Spring', 'spring', 1000.0,"
    ' \'{"mode":"power","requeue_finished":true}\')',
    *(
        "insert into leads (lead_id, space_id, campaign_id, list_id, number, state, data, agent_id,"
        " external_id, priority, time_zone, expires_at, not_before, attempts, created_at,"
        f" updated_at) values ('lead-{n:06}', 'leap', 'campaign-1', 'list-1', '{number(n)}', 'new',"
        f" '{{}}', null, '', 0, '', null, null, 0, 2000.0, {2000.0 + n})"
        for n in range(3)
    ),
    "insert into teams (team_id, space_id, name, name_key, caller_id)"
    " values ('support', 'leap', 'Support', 'support', ''),"
    " ('another', 'nova', 'Sales', 'sales', '')",
    *(
        "insert into calls (call_id, space_id, kind, direction, agent_id, agent_login, agent_name,"
        " team, number, caller_id, custom, started_at, hold_seconds, outcome, ended_by, cause,"
        " recording, disposition, note, open_state)"
        f" values ('call-{n}', 'leap', 'manual', 'outbound', 'rishi', 'rishi', 'Rishi', '{team}',"
        f" '442079460101', '', '{{}}', {1000.0 + n}, 0.0, '', '', '', '', '', '', x'')"
        for n, team in enumerate(("Support", "Sales", ""))
    ),
    "insert into audit (at, space_id, actor, action, detail)"
    " values (1.0, 'leap', 'cli', 'old', '{}')",
)
"""As version 0002 wrote it."""


def _script(dialect: str) -> str:
    config = Config(output_buffer=(script := io.StringIO()))
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes.update(dialect=dialect, script=script)
    command.upgrade(config, "0002", sql=True)
    return script.getvalue()


@pytest.fixture(params=["sqlite", "postgres"])
async def settings(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Settings]:
    """Where an earlier version has written."""
    if request.param == "sqlite":
        found = Settings(data=tmp_path)
        with contextlib.closing(sqlite3.connect(Layout(tmp_path).database)) as connection:
            connection.executescript(";".join((await asyncio.to_thread(_script, "sqlite"), *_OLD)))
        yield found
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    url = await server.new_database()
    connected: Any = await asyncpg.connect(url)
    await connected.execute(await asyncio.to_thread(_script, "postgresql"))
    for statement in _OLD:
        await connected.execute(statement.replace("x''", "''"))
    await connected.close()
    yield Settings(data=tmp_path, database_url=url)
    await server.drop_database(url)


@pytest.fixture
async def old(settings: Settings) -> AsyncIterator[Store]:
    store = build_store(settings, Layout(settings.data), SystemClock())
    await store.open()
    yield store
    await store.close()


@contextlib.asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[None]:
    """A server is at work there."""
    serving = build_serving(settings)
    with take_lock(Layout(settings.data)):
        if serving is not None:
            await serving.take()
        yield
        if serving is not None:
            await serving.close()


async def test_a_command_does_not_move_the_schema_under_a_server(settings: Settings) -> None:
    layout, clock = Layout(settings.data), SystemClock()
    command = build_store(settings, layout, clock, beside=True)
    async with served(settings):
        with pytest.raises(StoreUnavailable, match="a server of an older version is at work"):
            await command.open()
        server = build_store(settings, layout, clock)
        await server.open()  # one that begins moves it
        await server.close()
        await command.open()  # and commands go with it from then on
        assert await command.lead(LEAP, named(1)) is not None
        await command.close()


async def test_where_no_server_is_at_work_a_command_moves_the_schema(settings: Settings) -> None:
    command = build_store(settings, Layout(settings.data), SystemClock(), beside=True)
    await command.open()
    assert await command.lead(LEAP, named(1)) is not None
    await command.close()


async def test_leads_of_an_earlier_version_have_a_life(old: Store) -> None:
    lead = await old.lead(LEAP, named(1))
    assert lead is not None
    assert lead.updated_at == 2001.0
    assert (await old.lives(LEAP, [named(1)])) == {named(1): Life(lead)}
    assert await in_turn(old, LeadState.NEW, 3000.0) == [named(n) for n in range(3)]
    one = dialled(Life(lead), 1, 2100.0)
    await old.commit(both(one, LeadState.NEW))
    assert (await old.lives(LEAP, [named(1)])) == {named(1): one}
    (pushed,) = await old.push_leads(batch(push(2, "x", priority=5), at=2200.0))
    assert not pushed.created
    assert await in_turn(old, LeadState.NEW, 3000.0) == [named(2), named(0)]


async def test_calls_of_an_earlier_version_are_of_the_team_that_has_their_name(old: Store) -> None:
    calls = await old.search_calls(LEAP, CallSearch(), limit=9)
    assert [(one.team_id, one.team) for one in calls] == [
        ("", ""),
        ("", "Sales"),
        ("support", "Support"),
    ]
    of_team = await old.search_calls(LEAP, CallSearch(teams=(TeamId("support"),)), limit=9)
    assert [one.call_id for one in of_team] == ["call-0"]


async def test_settings_of_an_earlier_version_are_read_with_todays_defaults(old: Store) -> None:
    settings = CampaignSettings(mode=Mode.POWER, requeue_finished=True)
    assert await old.campaigns(LEAP) == [replace(campaign(), settings=settings)]


async def test_entries_of_an_earlier_version_stand_before_the_chain(old: Store) -> None:
    await old.commit([AppendAudit(AuditEntry(2.0, LEAP, "cli", "new", {}))])
    lines = await old.audit_onward(LEAP, AuditFilter(), limit=10)
    assert [(line.action, line.seq) for line in lines] == [("old", None), ("new", 1)]
    walk = ChainWalk(LEAP)
    assert all(walk.take(line) for line in lines)
    assert walk.end((await old.audit_heads())[0])
