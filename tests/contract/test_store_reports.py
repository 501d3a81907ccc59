"""The figures of reports on every store, against a count row by row of a history at random."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import floor
from typing import Any

import pytest
from msgspec.structs import astuple

from dockline.domain.campaignwindow import window_of
from dockline.domain.ids import TeamId
from dockline.domain.lead import LeadState
from dockline.ports.report_store import Slots
from dockline.ports.store import Store
from tests.contract.store_samples import LEAP, NOVA
from tests.support.history import AGENTS, BEGINS, TEAM_IDS, History

SLOTS = Slots(BEGINS + 7200.0, BEGINS + 2.5 * 86_400, 3600.0)
NOW = BEGINS + 5 * 86_400
TARGETS = {TeamId("sales"): 20.0, TeamId("service"): 5.0}
UNQUEUED = ("closed", "queue-full", "nobody-signed-in")


@pytest.fixture
async def history(store: Store, request: pytest.FixtureRequest) -> History:
    made = History(request.param, LEAP)
    await made.write(store)
    await History(request.param + 100, NOVA, "other-").write(store)
    return made


pytestmark = pytest.mark.parametrize("history", [1, 2], indirect=True)


def within(at: float) -> bool:
    return SLOTS.since <= at < SLOTS.until


def slot(at: float) -> int:
    return floor((at - SLOTS.since) / SLOTS.seconds)


def rounded(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Sums of floats depend on their order."""
    return sorted(
        tuple(round(value, 5) if isinstance(value, float) else value for value in row)
        for row in rows
    )


def summed(found: dict[tuple[Any, ...], list[float]], *, longest: int = -1) -> Any:
    return rounded((*key, *values) for key, values in found.items())


async def test_calls(store: Store, history: History) -> None:
    for teams in (None, (TeamId("sales"), TeamId("south"))):
        wanted: dict[tuple[Any, ...], list[float]] = {}
        for one in history.calls:
            if not within(one.started_at) or (teams is not None and one.team_id not in teams):
                continue
            key = (slot(one.started_at), one.team_id, one.team, one.kind, one.direction)
            row = wanted.setdefault(key, [0] * 6 + [0.0] * 4)
            row[0] += 1
            lost = one.answered_at is None and one.ended_at is not None
            unqueued = one.outcome == "turned_away" and one.cause in UNQUEUED
            waited = None
            if one.answered_at is not None:
                waited = max(0.0, one.answered_at - one.started_at)
                row[1] += 1
                row[5] += waited <= TARGETS.get(one.team_id, -1.0)
                row[6] += waited
                ends = NOW if one.ended_at is None else one.ended_at
                row[8] += max(0.0, ends - one.answered_at - one.hold_seconds)
                row[9] += one.hold_seconds
            elif lost and one.ended_at is not None:
                row[2] += one.outcome == "abandoned"
                row[3] += one.outcome == "turned_away" and not unqueued
                row[4] += unqueued
                if one.outcome in ("abandoned", "turned_away") and not unqueued:
                    waited = max(0.0, one.ended_at - one.started_at)
            row[7] = max(row[7], waited or 0.0)
        found = await store.call_figures(LEAP, SLOTS, teams=teams, targets=TARGETS, now=NOW)
        assert rounded(map(astuple, found)) == summed(wanted)
        assert wanted


async def test_agents_calls(store: Store, history: History) -> None:
    for teams in (None, (TeamId("sales"),)):
        wanted: dict[tuple[Any, ...], list[float]] = {}
        for one in history.calls:
            ours = teams is None or one.team_id in teams
            if not (within(one.started_at) and ours and one.agent_id):
                continue
            row = wanted.setdefault((one.agent_id,), [0, 0, 0, 0.0, 0.0])
            row[0] += 1
            if one.answered_at is not None:
                row[1] += 1
                row[2] += one.direction == "inbound"
                ends = NOW if one.ended_at is None else one.ended_at
                row[3] += max(0.0, ends - one.answered_at - one.hold_seconds)
                row[4] += one.hold_seconds
        found = await store.agent_figures(LEAP, SLOTS, teams=teams, now=NOW)
        assert rounded(map(astuple, found)) == summed(wanted)


async def test_time_in_states(store: Store, history: History) -> None:
    """Second by second would be long: by the moments at which anything changes."""
    team_of = {str(one.call_id): (one.team_id, one.team) for one in history.calls}
    asked = (AGENTS[0], AGENTS[2], AGENTS[3])
    wanted: dict[tuple[Any, ...], float] = defaultdict(float)
    for agent in asked:
        rows = sorted(
            (one.at, one.seq, one.state, one.pause_reason, one.call_id, one.chats)
            for one in history.states
            if one.agent_id == agent
        )
        moments = sorted({SLOTS.since, SLOTS.until, *(row[0] for row in rows)})
        for begins, ends in pairwise(moments):
            before = [row for row in rows if row[0] <= begins]
            if not within(begins) or not before or before[-1][2] == "offline":
                continue
            _, _, state, reason, call_id, chats = before[-1]
            told = "chatting" if state == "ready" and chats else state
            team = team_of[call_id] if state == "wrap_up" else ("", "")
            wanted[agent, told, reason, *team] += ends - begins
    found = await store.state_seconds(LEAP, asked, SLOTS.since, SLOTS.until)
    assert rounded(map(astuple, found)) == rounded(
        (*key, seconds) for key, seconds in wanted.items()
    )
    assert {row[1] for row in wanted} >= {"chatting", "wrap_up", "paused", "held"}
    assert await store.state_seconds(LEAP, (), SLOTS.since, SLOTS.until) == []


async def test_attempts_and_leads(store: Store, history: History) -> None:
    campaigns = [one.campaign_id for one in history.campaigns]
    for asked in (campaigns, campaigns[:1], []):
        made = [
            one
            for one, _ in history.attempts
            if within(one.dialled_at) and one.campaign_id in asked
        ]
        by_slot = Counter(
            (slot(one.dialled_at), one.campaign_id, str(one.judged or one.outcome or ""))
            for one in made
        )
        found = await store.attempt_figures(LEAP, asked, SLOTS)
        assert rounded(map(astuple, found)) == rounded((*k, n) for k, n in by_slot.items())
        by_end = Counter(
            (one.campaign_id, str(one.judged or one.outcome or ""), one.disposition) for one in made
        )
        ends = await store.attempt_ends(LEAP, asked, SLOTS)
        assert rounded(map(astuple, ends)) == rounded((*k, n) for k, n in by_end.items())
        finished = Counter(
            (campaign, history.leads[lead])
            for lead, campaign in {(one.lead_id, one.campaign_id) for one in made}
            if history.leads[lead] in (LeadState.DONE, LeadState.EXHAUSTED)
        )
        leads = await store.lead_ends(LEAP, asked, SLOTS)
        assert rounded(map(astuple, leads)) == rounded((*k, n) for k, n in finished.items())


async def test_windows_of_the_cap(store: Store, history: History) -> None:
    for campaign in history.campaigns:
        begins, ends = window_of(campaign, SLOTS.since)
        wanted: dict[tuple[Any, ...], list[float]] = {}
        for one, mistaken in history.attempts:
            if one.campaign_id != campaign.campaign_id or not within(one.dialled_at):
                continue
            window = round((window_of(campaign, one.dialled_at)[0] - begins) / (ends - begins))
            row = wanted.setdefault((window, slot(one.dialled_at)), [0, 0.0, 0.0])
            row[0] += 1
            machine = mistaken if one.outcome == "machine" else 0.0
            person = one.outcome in ("answered", "cut_off", "abandoned")
            row[1] += person + machine + (one.outcome is None and one.answered_at is not None)
            row[2] += (one.outcome == "abandoned") + machine
        found = await store.window_figures(campaign, SLOTS)
        assert rounded(map(astuple, found)) == summed(wanted)
        # The sums are those that the dialer goes by.
        tally = await store.tally(LEAP, campaign.campaign_id, begins)
        whole = Slots(begins, NOW, 3600.0)
        every = await store.window_figures(campaign, whole)
        assert sum(one.answers for one in every) == pytest.approx(tally.answers)
        assert sum(one.abandons for one in every) == pytest.approx(tally.abandons)


async def test_chats(store: Store, history: History) -> None:
    targets = {TEAM_IDS[0]: 60.0, TEAM_IDS[1]: 10.0}
    for teams in (None, TEAM_IDS[1:]):
        wanted: dict[tuple[Any, ...], list[float]] = {}
        for one in history.chats:
            if not within(one.started_at) or (teams is not None and one.team_id not in teams):
                continue
            key = (slot(one.started_at), one.team_id, one.team)
            row = wanted.setdefault(key, [0, 0, 0, 0, 0.0, 0.0, 0, 0.0])
            row[0] += 1
            if one.opened_at is None:
                row[2] += one.ended_at is not None
                continue
            waited = max(0.0, one.opened_at - one.started_at)
            row[1] += 1
            row[3] += waited <= targets.get(one.team_id, -1.0)
            row[4] += waited
            row[5] = max(row[5], waited)
            if one.ended_at is not None:
                row[6] += 1
                row[7] += max(0.0, one.ended_at - one.opened_at)
        found = await store.chat_figures(LEAP, SLOTS, teams=teams, targets=targets)
        assert rounded(map(astuple, found)) == summed(wanted)
        assert wanted
