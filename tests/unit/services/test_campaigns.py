"""Campaigns: progress, settings, start and stop; each change in the audit log."""

import asyncio
from time import perf_counter
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.campaign import CampaignSettings, DialerSettings, Mode, RunState
from dockline.domain.campaignrun import RunAction
from dockline.domain.errors import NotNow
from dockline.domain.ids import ListId, SpaceId
from dockline.domain.lead import LeadState
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import Role
from dockline.ports.lead_store import Postpone, Tally, Wanted
from dockline.ports.store import AuditEntry, StoreUnavailable
from dockline.services.account_rules import AccountRefused, NameTaken, NoSuchSpace
from dockline.services.accounts import Accounts
from dockline.services.campaigns import Campaigns
from dockline.services.catalog import Catalog
from dockline.services.intake import Destination, Intake, TeamUnknown
from dockline.services.lead_input import LeadInput
from dockline.services.lead_lists import NoSuchCampaign
from dockline.services.settings_patch import SettingRefused
from tests.support.campaigns import (
    attempted,
    campaign_of as made_campaign,
    keep,
    life_of,
    push,
    put_campaign,
)
from tests.support.until import queued
from tests.unit.services.conftest import LEAP, NOVA, PASSWORD


class World:
    def __init__(self, store: MemoryStore, accounts: Accounts, clock: MemoryClock) -> None:
        self.store, self.accounts, self.clock = store, accounts, clock
        self.catalog = Catalog(store, clock)
        self.recordings: set[str] = set()
        self.campaigns = Campaigns(store, accounts, clock, self.catalog, lambda: self.recordings)

    async def spring(
        self, settings: CampaignSettings | None = None, lists: tuple[str, ...] = ("March",)
    ) -> list[ListId]:
        team = self.accounts.team_by_name(LEAP, "Support team")
        assert team is not None
        self.campaign = made_campaign(
            LEAP, team.team_id, settings=settings, created_at=self.clock.now()
        )
        return await put_campaign(self.store, self.campaign, lists)

    async def settings(self) -> CampaignSettings:
        (campaign,) = await self.store.campaigns(LEAP)
        return campaign.settings

    async def audit(self) -> list[AuditEntry]:
        """Of campaigns, oldest first."""
        entries = await self.store.audit(LEAP, limit=100)
        return [one for one in reversed(entries) if one.action.startswith("campaign.")]

    async def set(self, **patch: Any) -> None:
        await self.campaigns.change(LEAP, "spring", patch, actor="token:api")


@pytest.fixture
def world(store: MemoryStore, accounts: Accounts, clock: MemoryClock) -> World:
    return World(store, accounts, clock)


# --- reading ------------------------------------------------------------------------------------


async def test_progress_is_told_by_state_and_list_and_for_the_window(world: World) -> None:
    now = world.clock.now()
    dialer = DialerSettings(window_hours=1, window_starts_at=now - 1800)
    march, april = await world.spring(CampaignSettings(dialer=dialer), ("March", "April"))
    first = await life_of(world.store, LEAP, await push(world.store, world.campaign, march, "1"))
    await push(world.store, world.campaign, march, "2")
    await push(world.store, world.campaign, april, "1")
    before = now - 3600  # of the window before
    first = attempted(first, before, AttemptOutcome.ABANDONED)
    for seconds, outcome in enumerate(
        (AttemptOutcome.NO_ANSWER, *[AttemptOutcome.ANSWERED] * 3, AttemptOutcome.ABANDONED)
    ):
        first = attempted(first, now - 60 + seconds, outcome)
    await keep(world.store, first)

    status = await world.campaigns.show(LEAP, " SPRING ")
    assert status.campaign.name == "Spring"
    assert status.team_name == "Support team"
    assert status.leads == {LeadState.NEW: 3}
    assert {one.dial_list.name: one.leads for one in status.lists} == {
        "April": {LeadState.NEW: 1},
        "March": {LeadState.NEW: 2},
    }
    assert status.window == (now - 1800, now + 1800)
    assert status.tally == Tally(answers=4.0, abandons=1.0, attempts=5)
    assert status.abandoned_share == 0.25
    assert [one.campaign.name for one in await world.campaigns.every(LEAP)] == ["Spring"]
    assert await world.campaigns.every(NOVA) == []


async def test_a_campaign_that_is_not_there(world: World) -> None:
    await world.spring()
    for doing in (
        world.campaigns.show(NOVA, "Spring"),
        world.campaigns.change(NOVA, "Spring", {}, actor="cli"),
        world.campaigns.tell(LEAP, "Autumn", RunAction.STOP, actor="cli"),
    ):
        with pytest.raises(NoSuchCampaign):
            await doing


async def test_cautions_know_the_team_the_caller_ids_and_the_recordings(world: World) -> None:
    dialer = DialerSettings(abandon_message="sorry")
    await world.spring(CampaignSettings(mode=Mode.PREDICTIVE, dialer=dialer))
    fields = [one.field for one in (await world.campaigns.show(LEAP, "Spring")).cautions]
    assert fields == ["team_name", "dialer.abandon_message"], "the team has a caller ID"
    await world.accounts.create_user(LEAP, "rishi", "Rishi", PASSWORD, Role.AGENT, ["Support team"])
    world.recordings.add("sorry")
    assert (await world.campaigns.show(LEAP, "Spring")).cautions == ()
    await world.accounts.create_team(LEAP, "Others")
    others = await world.campaigns.create(LEAP, "Autumn", "others", actor="cli")
    assert [one.field for one in others.cautions] == ["team_name", "dialer.caller_ids"]


# --- making -------------------------------------------------------------------------------------


async def test_a_campaign_is_made_in_preview_and_in_the_audit_log(world: World) -> None:
    status = await world.campaigns.create(LEAP, " Spring ", "SUPPORT team", actor="cli")
    assert status.campaign.name == "Spring"
    assert status.campaign.settings.mode is Mode.PREVIEW
    assert await world.store.campaigns(LEAP) == [status.campaign]
    (entry,) = await world.audit()
    assert (entry.actor, entry.action) == ("cli", "campaign.created")
    told = {"campaign": "Spring", "team_name": "Support team", "mode": "preview"}
    assert entry.detail == told


async def test_what_keeps_a_campaign_from_being_made(world: World) -> None:
    await world.campaigns.create(LEAP, "Spring", "Support team", actor="cli")
    with pytest.raises(NameTaken, match=r"^campaign: There is a campaign “SPRING” already"):
        await world.campaigns.create(LEAP, "SPRING", "Support team", actor="cli")
    with pytest.raises(TeamUnknown):
        await world.campaigns.create(LEAP, "Summer", "Sales", actor="cli")
    with pytest.raises(NoSuchSpace):
        await world.campaigns.create(SpaceId("none"), "Summer", "Sales", actor="cli")
    assert len(await world.store.campaigns(LEAP)) == 1
    assert len(await world.audit()) == 1


# --- settings -----------------------------------------------------------------------------------


async def test_a_change_is_kept_and_stands_in_the_audit_log(world: World) -> None:
    (march,) = await world.spring()
    await world.set(
        mode="predictive",
        dialer={"cap": 0.02, "caller_ids": ["+44 20 7946 0018", "1 212 555 0100"]},
        leads={"weights": {"march": 3}},
    )
    settings = await world.settings()
    assert settings.mode is Mode.PREDICTIVE
    assert settings.dialer.caller_ids == ("442079460018", "12125550100")
    assert settings.leads.weights == {march: 3}
    (entry,) = await world.audit()
    assert (entry.actor, entry.action) == ("token:api", "campaign.changed")
    assert entry.detail == {
        "campaign": "Spring",
        "before": {
            "mode": "preview",
            "dialer.cap": 0.03,
            "dialer.caller_ids": [],
            "leads.weights": {},
        },
        "after": {
            "mode": "predictive",
            "dialer.cap": 0.02,
            "dialer.caller_ids": ["442079460018", "12125550100"],
            f"leads.weights.{march}": 3,
        },
    }


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ({"dialer": {"cap": 0.02, "ring_seconds": 5}}, "dialer.ring_seconds: from 15 to 120 sec"),
        ({"state": "paused"}, "state: is changed by start, pause, drain and stop."),
        ({"leads": {"weights": {"May": 1}}}, "leads.weights.May: there is no such dial list, only"),
        (
            {"leads": {"weights": {"March": -1}}},
            "leads.weights.campaign-leap-spring-march: a whole",
        ),
        ({"leads": {"unknown_zone": "Moon/Base"}}, "leads.unknown_zone: “Moon/Base” is no time"),
        (
            {"leads": {"dispositions": [{"code": "a", "name": "A", "next_step": "sold"}]}},
            "leads.dispositions[0].next_step: one of done, retry, callback, do_not_call_campaign, ",
        ),
        ({"leads": {"unknown_zone": "localtime"}}, "leads.unknown_zone: “localtime” is no time"),
        ({"dialer": {"caller_ids": ["12", "x"]}}, "dialer.caller_ids[0]: “12”: "),
        ({"dialer": {"caller_ids": [12]}}, "dialer.caller_ids[0]: must be text"),
        ({"dialer": {"caller_ids": 12}}, "dialer.caller_ids: must be a list"),
        ({"dialer": {"abandon_message": "../../x"}}, "dialer.abandon_message: a recording's name"),
        (
            {"dialer": {"machine": "leave_message", "machine_message": "a.wav"}},
            "dialer.machine_message: a recording's name has 1 to 64 letters",
        ),
        ({"leads": 5}, "leads: must be an object"),
        ({"dialer": {"window_hours": 0.001}}, "dialer.window_hours: from 0.01 to 720 hours."),
        ({"dialer": {"window_starts_at": 1e300}}, "dialer.window_starts_at: Unix seconds of a"),
        ({"dialer": {"window_starts_at": -1}}, "dialer.window_starts_at: Unix seconds of a"),
        ({"skip_reasons": ["a", "b\0"]}, "skip_reasons: contains a NUL character"),
        ({"skip_reasons": ["a", "  "]}, "skip_reasons[1]: is empty"),
        ({"skip_reasons": ["a", "b "]}, "skip_reasons[1]: has spaces around it"),
        ({"skip_reasons": ["a", "b", "A"]}, "skip_reasons[2]: “A” is there twice"),
        ({"dialer": {"nothing": 5}}, "dialer.nothing: there is no such setting"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_half_done(
    world: World, patch: dict[str, Any], told: str
) -> None:
    await world.spring()
    with pytest.raises(SettingRefused) as refused:
        await world.set(**{"mode": "predictive"} | patch)
    assert refused.value.message.startswith(told)
    assert await world.settings() == CampaignSettings()
    assert await world.audit() == []


async def test_national_caller_ids_are_of_the_spaces_country(world: World) -> None:
    await world.spring()
    space = world.accounts.space(LEAP)
    assert space is not None
    settings = replace(space.settings, default_country="GB")
    await world.accounts.update_settings(LEAP, settings)
    await world.set(dialer={"caller_ids": ["020 7946 0018"]})
    assert (await world.settings()).dialer.caller_ids == ("442079460018",)


async def test_what_changes_nothing_is_not_written(world: World) -> None:
    await world.spring()
    await world.set(mode="preview", dialer={"cap": 0.03})
    await world.campaigns.tell(LEAP, "Spring", RunAction.START, actor="cli")
    assert await world.audit() == []


async def test_a_change_has_parked_leads_looked_at_anew(world: World) -> None:
    (march,) = await world.spring()
    lead_id = await push(world.store, world.campaign, march, "1")
    now = world.clock.now()
    wanted = Wanted(LEAP, march, LeadState.NEW, now, 10)

    async def park() -> None:
        await world.store.commit([Postpone(lead_id, LeadState.NEW, now + 3600)])
        assert await world.store.leads_in_turn(wanted) == []

    await park()
    await world.set(dialer={"cap": 0.01})
    assert await world.store.leads_in_turn(wanted) == [lead_id]
    await park()
    await world.campaigns.tell(LEAP, "Spring", RunAction.PAUSE, actor="cli")
    assert await world.store.leads_in_turn(wanted) == [lead_id]


async def test_the_push_of_leads_sees_a_change_at_once(world: World) -> None:
    await world.spring()
    assert (found := await world.catalog.campaign(LEAP, "Spring")) is not None
    assert not found.settings.requeue_finished
    await world.set(requeue_finished=True)
    assert (found := await world.catalog.campaign(LEAP, "Spring")) is not None
    assert found.settings.requeue_finished


async def test_without_the_store_nothing_is_changed(world: World) -> None:
    await world.spring()
    world.store.away = True
    with pytest.raises(StoreUnavailable):
        await world.set(mode="power")
    world.store.away = False
    assert await world.settings() == CampaignSettings()


# --- start, pause, drain, stop ------------------------------------------------------------------


async def test_a_campaign_is_told_what_to_do(world: World) -> None:
    await world.spring()
    for action, state in (
        (RunAction.PAUSE, RunState.PAUSED),
        (RunAction.START, RunState.RUNNING),
        (RunAction.DRAIN, RunState.DRAINING),
        (RunAction.STOP, RunState.STOPPED),
    ):
        status = await world.campaigns.tell(LEAP, "Spring", action, actor="token:api")
        assert status.campaign.settings.state is state
        assert (await world.settings()).state is state
    with pytest.raises(NotNow, match="A campaign that is stopped cannot be paused"):
        await world.campaigns.tell(LEAP, "Spring", RunAction.PAUSE, actor="token:api")
    entries = await world.audit()
    assert [one.action for one in entries] == [
        "campaign.paused",
        "campaign.started",
        "campaign.drained",
        "campaign.stopped",
    ]
    assert entries[0].detail == {
        "campaign": "Spring",
        "before": {"state": "running"},
        "after": {"state": "paused"},
    }


async def test_a_campaign_is_renamed_and_its_settings_changed_in_one_write(world: World) -> None:
    await world.spring()
    status = await world.campaigns.change(
        LEAP, "Spring", {"mode": "power"}, rename="  Spring 2026 ", actor="rita"
    )
    campaign = status.campaign
    assert (campaign.name, campaign.settings.mode) == ("Spring 2026", Mode.POWER)
    (kept,) = await world.store.campaigns(LEAP)
    assert kept == campaign
    entries = await world.audit()
    assert [(one.actor, one.action) for one in entries] == [
        ("rita", "campaign.renamed"),
        ("rita", "campaign.changed"),
    ]
    assert entries[0].detail == {
        "campaign": "Spring 2026",
        "before": {"name": "Spring"},
        "after": {"name": "Spring 2026"},
    }
    assert entries[1].detail["after"] == {"mode": "power"}
    with pytest.raises(NoSuchCampaign):
        await world.campaigns.change(LEAP, "Spring", {}, actor="rita")
    again = await world.campaigns.change(LEAP, "spring 2026", {}, rename="Spring 2026", actor="x")
    assert again.campaign == campaign
    assert len(await world.audit()) == 2, "nothing was another"


async def test_a_name_that_is_taken_or_none_changes_nothing(world: World) -> None:
    await world.spring()
    await world.campaigns.create(LEAP, "Winter", "Support team", actor="rita")
    before = await world.store.campaigns(LEAP)
    for name, told in (("winter", "There is a campaign “winter” already"), (" ", "name: ")):
        with pytest.raises(AccountRefused, match=told):
            await world.campaigns.change(
                LEAP, "Spring", {"mode": "power"}, rename=name, actor="rita"
            )
    assert await world.store.campaigns(LEAP) == before
    status = await world.campaigns.change(LEAP, "Spring", {}, rename="SPRING", actor="rita")
    assert status.campaign.name == "SPRING", "its own name, written otherwise"


async def test_a_campaign_is_archived_and_restored(world: World) -> None:
    await world.spring()
    with pytest.raises(NotNow, match="A campaign that is running cannot be archived"):
        await world.campaigns.tell(LEAP, "Spring", RunAction.ARCHIVE, actor="rita")
    for action, state in (
        (RunAction.STOP, RunState.STOPPED),
        (RunAction.ARCHIVE, RunState.ARCHIVED),
        (RunAction.RESTORE, RunState.STOPPED),
    ):
        await world.campaigns.tell(LEAP, "Spring", action, actor="rita")
        assert (await world.settings()).state is state
    assert [one.action for one in await world.audit()] == [
        "campaign.stopped",
        "campaign.archived",
        "campaign.restored",
    ]


async def test_a_team_that_is_removed_meanwhile_gets_no_campaign(world: World) -> None:
    accounts = world.accounts
    intake = Intake(world.store, accounts, world.clock)
    night = await accounts.create_team(LEAP, "Night")
    push = intake.push(
        Destination(LEAP, "Night", "Pushed", "March"),
        [LeadInput(number="442079460101")],
        lambda one: one,
    )
    async with accounts.book.writing:
        removing = asyncio.create_task(accounts.team_keeping.remove(night.team_id))
        await queued(accounts.book._writing, 1)
        making = [
            asyncio.create_task(world.campaigns.create(LEAP, "Made", "Night", actor="admin")),
            asyncio.create_task(push),
        ]
        await queued(accounts.book._writing, 3)
    await removing
    for one in making:
        with pytest.raises(TeamUnknown):
            await one
    assert await world.store.campaigns(LEAP) == []


async def test_others_have_their_turn_between_leads_that_take_long(world: World) -> None:
    await world.spring()
    intake = Intake(world.store, world.accounts, world.clock)
    turns: list[int] = []
    read = 0

    def slowly(number: str) -> LeadInput:
        nonlocal read
        read += 1
        until = perf_counter() + 0.01
        while perf_counter() < until:
            pass
        return LeadInput(number=number)

    async def other() -> None:
        while read < 20:
            turns.append(read)
            await asyncio.sleep(0)

    numbers = [str(442079460101 + n) for n in range(20)]
    waits = asyncio.create_task(other())
    report = await intake.push(
        Destination(LEAP, "Support team", "Spring", "March"), numbers, slowly
    )
    await waits
    assert (report.added, report.errors) == (20, [])
    assert {*range(1, 20)} <= {*turns}
