"""Leads in: checked one by one, stored together, and answered when they are durable."""

import asyncio
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from time import perf_counter
from typing import Final, TypeVar

import msgspec
import structlog
from msgspec import UNSET, Struct
from msgspec.structs import replace

from dockline.domain.campaign import RunState
from dockline.domain.errors import Refusal
from dockline.domain.ids import CampaignId, LeadId, SpaceId, timed_ids
from dockline.domain.lead import Lead, LeadState, Push, overgrown, state_after_push
from dockline.domain.space import Space, Team, User
from dockline.ports.clock import Clock
from dockline.ports.lead_store import OVERGROWN, LeadBatch, Pushed, PutCampaign
from dockline.ports.store import (
    AppendAudit,
    AuditEntry,
    Store,
    StoreConflict,
    StoreUnavailable,
)
from dockline.services.account_rules import NoSuchSpace, checked_name
from dockline.services.accounts import Accounts
from dockline.services.catalog import Catalog, Place
from dockline.services.lead_gathering import Gathering, batch_of
from dockline.services.lead_input import LeadInput, LeadRefused, Owner, checked
from dockline.services.push_report import (
    Problem,
    Report,
    outgrown,
    report_of_one,
    warn_of_list,
    warn_of_owner,
)

_log = structlog.get_logger("dockline.intake")
SLICE: Final = 100
"""Leads checked in one turn of the event loop: less than a millisecond, ..."""
_TURN: Final = 0.005
"""... or fewer, in so many seconds: each may be of thousands of values."""
_TOLD: Final = 1_000
"""Answers written down in one turn."""
_TRIES: Final = 5
LONGEST_NAME: Final = 120

T = TypeVar("T")


class TeamUnknown(Refusal):
    """There is no such team."""

    code = "team-unknown"


class CampaignArchived(Refusal):
    """The campaign is out of the way: nothing is added to it."""

    code = "campaign-archived"


class CampaignElsewhere(Refusal):
    """The campaign is mapped to another team."""

    code = "campaign-of-another-team"


class Destination(Struct, frozen=True):
    space_id: SpaceId
    team_name: str
    campaign: str
    source: str
    campaign_id: CampaignId | None = None
    """The one that is meant, whatever it and its team are called by now; None: as they are named,
    and made where there is none."""


class _Checked:
    """A body that has been looked at."""

    def __init__(self, size: int, now: float) -> None:
        self.ids = timed_ids(now)
        """In the order of the leads, who are dialled as they came in."""
        self.pushes: dict[str, Push] = {}
        """By number; the last one of a number counts."""
        self.doubles: list[tuple[int, str]] = []
        """Those that do not count, and their number."""
        self.report = Report([None] * size)
        self.agents: dict[str, Owner] = {}


class Intake:
    """Raises Refusals for what is wrong with the destination; then nothing is written. Raises
    StoreUnavailable."""

    def __init__(self, store: Store, accounts: Accounts, clock: Clock) -> None:
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._gathering = Gathering(store, clock)
        self._moment = -1
        self._ids: Iterator[str] = iter(())
        """Of that millisecond."""
        self.catalog = Catalog(store, clock)

    async def push(
        self,
        to: Destination,
        leads: Sequence[T],
        read: Callable[[T], LeadInput],
        *,
        actor: str = "",
        dry_run: bool = False,
        before: Container[str] = (),
    ) -> Report:
        """Store what can be stored; all of it is durable together when this returns.

        ``read`` makes a lead of one that was given, or raises LeadRefused. ``dry_run``: nothing is
        written, and the report tells what would be; ``before``: numbers that would be known by
        then, in digits of E.164."""
        to = await self._named_now(to)
        space, team, place = await self._check_destination(to)
        body = _Checked(len(leads), self._clock.now())
        checked_so_far = 0
        while checked_so_far < len(leads):
            if checked_so_far:
                await asyncio.sleep(0)  # let a click-to-call pass
            some = leads[checked_so_far : checked_so_far + SLICE]
            checked_so_far = self._check(body, space, team, some, checked_so_far, read)
        if body.pushes:
            if dry_run:
                pushed = await self._forecast(place, list(body.pushes.values()), before)
            else:
                pushed = await self._store_all(to, team, place, list(body.pushes.values()), actor)
            await _tell(body, pushed)
        return body.report

    def push_at_once(
        self, to: Destination, given: LeadInput, told: Callable[[Report | Exception], None]
    ) -> bool:
        """As `push` does it with one lead, where that takes no waiting but for the disk, and where
        nothing is wrong; ``told`` then hears when it is durable, or that the store is away. False:
        nothing was done; `push` does it, or says why not."""
        space = self._accounts.space(to.space_id)
        team = self._accounts.team_by_name(to.space_id, to.team_name)
        place = self.catalog.known(to.space_id, to.campaign, to.source)
        if space is None or team is None or place is None:
            return False
        campaign = place.campaign
        if campaign.team_id != team.team_id or campaign.settings.state is RunState.ARCHIVED:
            return False
        country = space.settings.default_country
        try:
            push, owner = checked(
                given, self._next_id(), country, partial(self._owner, space, team)
            )
        except LeadRefused:
            return False

        def stored(outcome: Pushed | Exception) -> None:
            if isinstance(outcome, Pushed):
                told(report_of_one(str(given.number), owner, push, outcome))
            else:
                told(outcome)

        return self._gathering.put(place, push, stored)

    def _next_id(self) -> LeadId:
        """Of a lead by itself."""
        now = self._clock.now()
        if int(now * 1000) != self._moment:
            self._moment, self._ids = int(now * 1000), timed_ids(now)
        return LeadId(next(self._ids))

    # --- checking -----------------------------------------------------------------------------

    async def _named_now(self, to: Destination) -> Destination:
        if to.campaign_id is None:
            return to
        campaign = await self.catalog.of_id(to.space_id, to.campaign_id)
        team = self._accounts.team(campaign.team_id) if campaign is not None else None
        if campaign is None or team is None:
            return to
        return replace(to, campaign=campaign.name, team_name=team.name)

    async def _check_destination(self, to: Destination) -> tuple[Space, Team, Place]:
        space = self._accounts.space(to.space_id)
        if space is None:
            raise NoSuchSpace(to.space_id)
        team = self._accounts.team_by_name(to.space_id, to.team_name)
        if team is None:
            raise TeamUnknown(f"team_name: there is no team “{to.team_name}”.")
        place = await self._place(to, team)
        if place.first:
            checked_name("campaign", to.campaign, LONGEST_NAME)
            checked_name("source", to.source, LONGEST_NAME)
        if place.campaign.team_id != team.team_id:
            raise CampaignElsewhere(
                f"campaign: “{to.campaign}” is mapped to another team than “{to.team_name}”."
            )
        if place.campaign.settings.state is RunState.ARCHIVED:
            raise CampaignArchived(
                f"campaign: “{to.campaign}” is archived, so that no lead is added to it."
            )
        return space, team, place

    def _check(
        self,
        body: _Checked,
        space: Space,
        team: Team,
        leads: Sequence[T],
        start: int,
        read: Callable[[T], LeadInput],
    ) -> int:
        """Of these, as many as there is time for; returns where the rest begins."""
        country = space.settings.default_country
        report = body.report

        def owner_of(username: str) -> Owner:
            known = body.agents.get(username)
            if known is None:
                known = body.agents[username] = self._owner(space, team, username)
            return known

        began = perf_counter()
        for index, one in enumerate(leads, start):
            if index > start and perf_counter() - began > _TURN:
                return index
            number = ""
            try:
                given = read(one)
                number = str(given.number)
                push, owner = checked(given, LeadId(next(body.ids)), country, owner_of)
            except LeadRefused as refused:
                said = number or refused.number
                report.errors.append(Problem(index, said, refused.code, refused.message))
                continue
            warn_of_owner(report, index, number, owner)
            before = report.places.get(push.number)
            if before is not None:
                told = f"number: stands again at {index} in this body; the last one counts."
                report.warnings.append(Problem(before, number, "duplicate-number", told, index))
                body.doubles.append((before, push.number))
            report.places[push.number] = index
            body.pushes[push.number] = push
        return start + len(leads)

    def _owner(self, space: Space, team: Team, username: str) -> Owner:
        user: User | None = self._accounts.agent_of(space.space_id, username)
        if user is None:
            told = f"username: there is no “{username}”; the lead is left to the whole team."
            return Owner(None, ("username-unknown", told))
        if team.team_id not in user.teams:
            told = (
                f"username: “{username}” is not in the team “{team.name}”; the lead is left to "
                "the whole team."
            )
            return Owner(None, ("username-outside-team", told))
        return Owner(user.user_id)

    # --- storing ------------------------------------------------------------------------------

    async def _place(self, to: Destination, team: Team) -> Place:
        to = await self._named_now(to)
        return await self.catalog.place(to.space_id, team.team_id, to.campaign, to.source)

    async def _store_all(
        self, to: Destination, team: Team, place: Place, pushes: list[Push], actor: str
    ) -> list[Pushed]:
        if not place.first:
            pushed = await self._store.push_leads(self._batch(place, pushes))
        elif any(isinstance(one, PutCampaign) for one in place.first):
            # A team that is removed meanwhile must not have it.
            async with self._accounts.book.writing, self.catalog.making(to.space_id):
                if self._accounts.team(team.team_id) is None:
                    raise TeamUnknown(f"team_name: there is no team “{to.team_name}”.")
                place, pushed = await self._make_and_store(to, team, pushes)
        else:
            async with self.catalog.making(to.space_id):
                place, pushed = await self._make_and_store(to, team, pushes)
        await self._note(place, len(pushes), actor)
        return pushed

    async def _make_and_store(
        self, to: Destination, team: Team, pushes: list[Push]
    ) -> tuple[Place, list[Pushed]]:
        """The campaign, its list and the leads at once; where another process was faster with the
        campaign, into that one."""
        for _ in range(_TRIES):
            place = await self._place(to, team)
            if place.campaign.team_id != team.team_id:
                await self._check_destination(to)  # raises
            try:
                pushed = await self._store.push_leads(self._batch(place, pushes))
            except StoreConflict:
                self.catalog.forget(to.space_id)
                continue
            self.catalog.keep(place)
            return place, pushed
        raise StoreUnavailable("the campaign is made by many at the same time")

    def _batch(self, place: Place, pushes: list[Push]) -> LeadBatch:
        return batch_of(place, pushes, self._clock.now())

    async def _forecast(
        self, place: Place, pushes: list[Push], before: Container[str]
    ) -> list[Pushed]:
        space_id, campaign_id = place.campaign.space_id, place.campaign.campaign_id
        numbers = [push.number for push in pushes]
        known = await self._store.leads_with(space_id, place.dial_list.list_id, numbers)
        listed = await self._store.do_not_call(space_id, campaign_id, numbers)
        requeue = place.campaign.settings.requeue_finished
        forecast: list[Pushed] = []
        for push in pushes:
            lead = known.get(push.number)
            known_as = lead.state if lead is not None else LeadState.NEW
            state = state_after_push(known_as, listed=push.number in listed, requeue=requeue)
            if lead is not None and _outgrows(lead, push):
                forecast.append(OVERGROWN)
                continue
            lead_id = lead.lead_id if lead is not None else LeadId("")
            created = lead is None and push.number not in before
            forecast.append(Pushed(lead_id, created, state))
        return forecast

    async def _note(self, place: Place, leads: int, actor: str) -> None:
        """Bodies and new campaigns stand in the audit log; single leads into known lists do not,
        for they are the traffic itself."""
        if leads == 1 and not place.first:
            return
        campaign = place.campaign
        detail = {
            "campaign": campaign.name,
            "source": place.dial_list.name,
            "leads": leads,
            "made": Counter(type(write).__name__ for write in place.first),
        }
        entry = AuditEntry(self._clock.now(), campaign.space_id, actor, "leads.pushed", detail)
        try:
            await self._store.commit([AppendAudit(entry)])
        except StoreUnavailable as why:
            _log.warning("a push is not in the audit log", why=str(why))


def _outgrows(lead: Lead, push: Push) -> bool:
    if push.data is UNSET:
        return False
    before, after = (len(msgspec.json.encode(data)) for data in (lead.data, lead.data | push.data))
    return overgrown(before, after)


async def _tell(body: _Checked, pushed: Sequence[Pushed]) -> None:
    """Write down what became of each."""
    report, lead_ids = body.report, body.report.lead_ids
    places = report.places
    added = refused = 0
    for n, (number, done) in enumerate(zip(body.pushes, pushed, strict=True), 1):
        lead_ids[places[number]] = done.lead_id or None
        added += done.created
        if done.overgrown:
            report.errors.append(outgrown(places[number], number))
            refused += 1
        elif done.state is LeadState.DO_NOT_CALL:
            warn_of_list(report, places[number], number)
        if n % _TOLD == 0:
            await asyncio.sleep(0)
    report.added, report.updated = added, len(pushed) - added - refused
    for index, number in body.doubles:
        lead_ids[index] = lead_ids[places[number]]
    report.errors.sort(key=lambda problem: problem.index)
    report.warnings.sort(key=lambda problem: problem.index)
