"""Campaigns as those see them who run them: how far they are, how they are set, start and stop."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.campaign import Campaign, CampaignSettings, DialList, Mode, RunState
from dockline.domain.campaigncautions import Caution, Circumstances, cautions
from dockline.domain.campaignrun import RunAction, told
from dockline.domain.campaignwindow import abandoned_share, window_of
from dockline.domain.ids import CampaignId, ListId, SpaceId, TeamId, new_id
from dockline.domain.lead import LeadState
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.space import Space
from dockline.ports.clock import Clock
from dockline.ports.lead_store import PutCampaign, PutDialList, Reconsider, Tally
from dockline.ports.store import AppendAudit, AuditEntry, Store, StoreConflict, Write
from dockline.services.account_rules import NameTaken, NoSuchSpace, checked_name
from dockline.services.accounts import Accounts
from dockline.services.campaign_settings import changed_settings, differences
from dockline.services.catalog import Catalog
from dockline.services.directory import key_of
from dockline.services.intake import LONGEST_NAME, TeamUnknown
from dockline.services.lead_lists import NoSuchCampaign, NoSuchList

Names = Callable[[], Collection[str]]


class ListProgress(Struct, frozen=True):
    dial_list: DialList
    weight: int
    paused: bool
    leads: dict[LeadState, int]
    """States that no lead is in are left out."""


class CampaignStatus(Struct, frozen=True):
    campaign: Campaign
    team_name: str
    lists: tuple[ListProgress, ...]
    """By name."""
    leads: dict[LeadState, int]
    window: tuple[float, float]
    """Begin and end of the one that runs, in Unix seconds."""
    tally: Tally
    """Since the window's begin."""
    cautions: tuple[Caution, ...]

    @property
    def abandoned_share(self) -> float:
        """Of the answers of the window; to be held against ``dialer.cap``."""
        return abandoned_share(self.tally.answers, self.tally.abandons)


class ListChange(Struct, frozen=True):
    """What is to be another of a dial list; None: it stays."""

    name: str | None = None
    paused: bool | None = None
    weight: int | None = None


class Campaigns:
    """Campaigns are named by their name, without regard to case.

    Every change is durable when it returns, stands in the audit log, and has the campaign's leads
    looked at anew. Raises NoSuchCampaign, StoreUnavailable."""

    def __init__(
        self, store: Store, accounts: Accounts, clock: Clock, catalog: Catalog, messages: Names
    ) -> None:
        """``messages``: names of the recordings that there are."""
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._catalog = catalog
        self._messages = messages

    # --- reading ------------------------------------------------------------------------------

    async def every(
        self, space_id: SpaceId, of_team: Callable[[TeamId], bool] = lambda team_id: True
    ) -> list[CampaignStatus]:
        """By name; those of the teams that ``of_team`` says yes to."""
        campaigns = await self._store.campaigns(space_id)
        lists = await self._store.dial_lists(space_id)
        return [await self._status(one, lists) for one in campaigns if of_team(one.team_id)]

    async def show(self, space_id: SpaceId, name: str) -> CampaignStatus:
        campaign = await self._named(space_id, name)
        return await self._status(campaign, await self._store.dial_lists(space_id))

    async def status(self, space_id: SpaceId, campaign_id: CampaignId) -> CampaignStatus:
        campaign = await self.found(space_id, campaign_id)
        return await self._status(campaign, await self._store.dial_lists(space_id))

    async def _named(self, space_id: SpaceId, name: str) -> Campaign:
        """From the store itself: what another process has changed must not be undone."""
        for campaign in await self._store.campaigns(space_id):
            if key_of(campaign.name) == key_of(name):
                return campaign
        raise NoSuchCampaign(f"campaign: there is no “{name}”.")

    async def _status(self, campaign: Campaign, lists: Collection[DialList]) -> CampaignStatus:
        space_id, campaign_id = campaign.space_id, campaign.campaign_id
        window = window_of(campaign, self._clock.now())
        counts = await self._store.lead_counts(space_id, campaign_id)
        total: Counter[LeadState] = Counter()
        for counted in counts.values():
            total.update(counted)
        own = [one for one in lists if one.campaign_id == campaign_id]
        settings = campaign.settings.leads
        team = self._accounts.team(campaign.team_id)
        return CampaignStatus(
            campaign=campaign,
            team_name=team.name if team is not None else "",
            lists=tuple(
                ListProgress(
                    one,
                    settings.weight(one.list_id),
                    one.list_id in settings.paused,
                    counts.get(one.list_id, {}),
                )
                for one in own
            ),
            leads=dict(total),
            window=window,
            tally=await self._store.tally(space_id, campaign_id, window[0]),
            cautions=cautions(campaign.settings, self._circumstances(campaign, own)),
        )

    def _circumstances(self, campaign: Campaign, lists: Collection[DialList]) -> Circumstances:
        space = self._space(campaign.space_id)
        team = self._accounts.team(campaign.team_id)
        return Circumstances(
            agents=sum(
                user.active and campaign.team_id in user.teams
                for user in self._accounts.users(campaign.space_id)
            ),
            caller_id=(team.caller_id if team is not None else "") or space.settings.caller_id,
            lists=[one.list_id for one in lists],
            messages=self._messages(),
        )

    # --- writing ------------------------------------------------------------------------------

    async def create(
        self,
        space_id: SpaceId,
        name: str,
        team_name: str,
        *,
        mode: Mode = Mode.PREVIEW,
        state: RunState = RunState.RUNNING,
        actor: str,
    ) -> CampaignStatus:
        """Raises AccountRefused (the name), TeamUnknown."""
        self._space(space_id)
        name = checked_name("campaign", name, LONGEST_NAME)
        # A team that is removed meanwhile must not have it.
        async with self._accounts.book.writing, self._catalog.making(space_id):
            team = self._accounts.team_by_name(space_id, team_name)
            if team is None:
                raise TeamUnknown(f"team_name: there is no team “{team_name}”.")
            campaign = Campaign(
                CampaignId(new_id()),
                space_id,
                TeamId(team.team_id),
                name,
                self._clock.now(),
                CampaignSettings(mode=mode, state=state),
            )
            detail = {"campaign": name, "team_name": team.name, "mode": mode.value}
            try:
                await self._commit(campaign, "campaign.created", detail, actor)
            except StoreConflict:
                raise NameTaken("campaign", f"There is a campaign “{name}” already.") from None
        return await self._status(campaign, ())

    async def change(
        self,
        space_id: SpaceId,
        name: str,
        patch: dict[str, Any],
        *,
        rename: str | None = None,
        actor: str,
    ) -> CampaignStatus:
        """``patch``: of its settings (`dockline.services.campaign_settings`); ``rename``: what it
        is called from now on. Raises SettingRefused, naming the field by its path, and
        AccountRefused for the name; then nothing is changed."""
        country = self._space(space_id).settings.default_country
        async with self._catalog.making(space_id):
            campaign = await self._named(space_id, name)
            lists = await self._store.dial_lists(space_id)
            own = [one for one in lists if one.campaign_id == campaign.campaign_id]
            settings = changed_settings(campaign.settings, patch, own, country)
            changed = replace(campaign, settings=settings)
            if rename is not None:
                changed = replace(changed, name=checked_name("name", rename, LONGEST_NAME))
            try:
                await self._commit_changes(campaign, changed, actor)
            except StoreConflict:
                raise NameTaken("name", f"There is a campaign “{changed.name}” already.") from None
            return await self._status(changed, lists)

    async def change_list(
        self,
        space_id: SpaceId,
        campaign_id: CampaignId,
        list_id: ListId,
        to: ListChange,
        *,
        actor: str,
    ) -> CampaignStatus:
        """Start, pause, weigh or rename a dial list. Raises NoSuchList, and AccountRefused for the
        name."""
        async with self._catalog.making(space_id):
            campaign = await self.found(space_id, campaign_id)
            lists = await self._store.dial_lists(space_id)
            before = _own(lists, campaign_id, list_id)
            after = (
                replace(before, name=checked_name("name", to.name, LONGEST_NAME))
                if to.name
                else before
            )
            leads = _with_list(campaign.settings.leads, list_id, to)
            changed = replace(campaign, settings=replace(campaign.settings, leads=leads))
            if (after, changed) != (before, campaign):
                old, new = differences(campaign.settings, changed.settings)
                detail = {
                    "campaign": campaign.name,
                    "source": before.name,
                    "before": old | ({"name": before.name} if after != before else {}),
                    "after": new | ({"name": after.name} if after != before else {}),
                }
                try:
                    await self._commit(
                        changed, "dial-list.changed", detail, actor, PutDialList(after)
                    )
                except StoreConflict:
                    raise NameTaken(
                        "name", f"There is a dial list “{after.name}” already."
                    ) from None
            lists = [after if one.list_id == list_id else one for one in lists]
            return await self._status(changed, lists)

    def messages(self) -> list[str]:
        """Names of the recordings that may be played to those who are called."""
        return sorted(self._messages())

    async def found(self, space_id: SpaceId, campaign_id: CampaignId) -> Campaign:
        """From the store itself."""
        for campaign in await self._store.campaigns(space_id):
            if campaign.campaign_id == campaign_id:
                return campaign
        raise NoSuchCampaign

    async def name_of(self, space_id: SpaceId, campaign_id: CampaignId) -> str:
        return (await self.found(space_id, campaign_id)).name

    async def tell(
        self, space_id: SpaceId, name: str, action: RunAction, *, actor: str
    ) -> CampaignStatus:
        """Start, pause, drain or stop it. Raises NotNow."""
        async with self._catalog.making(space_id):
            campaign = await self._named(space_id, name)
            settings = replace(campaign.settings, state=told(campaign.settings.state, action))
            lists = await self._store.dial_lists(space_id)
            return await self._put(campaign, settings, _DONE[action], lists, actor)

    async def _put(
        self,
        before: Campaign,
        settings: CampaignSettings,
        action: str,
        lists: Collection[DialList],
        actor: str,
    ) -> CampaignStatus:
        """Nothing is written where nothing is another."""
        campaign = replace(before, settings=settings)
        if campaign != before:
            old, new = differences(before.settings, settings)
            detail = {"campaign": campaign.name, "before": old, "after": new}
            await self._commit(campaign, action, detail, actor)
        return await self._status(campaign, lists)

    async def _commit_changes(self, before: Campaign, after: Campaign, actor: str) -> None:
        """Its settings, its name, or both in one write; nothing where nothing is another."""
        entries: list[tuple[str, dict[str, Any]]] = []
        if after.name != before.name:
            names = {"before": {"name": before.name}, "after": {"name": after.name}}
            entries.append(("campaign.renamed", {"campaign": after.name, **names}))
        if after.settings != before.settings:
            old, new = differences(before.settings, after.settings)
            detail = {"campaign": after.name, "before": old, "after": new}
            entries.append(("campaign.changed", detail))
        if entries:
            *first, (action, detail) = entries
            now = self._clock.now()
            await self._commit(
                after,
                action,
                detail,
                actor,
                *(AppendAudit(AuditEntry(now, after.space_id, actor, *one)) for one in first),
            )

    async def _commit(
        self, campaign: Campaign, action: str, detail: dict[str, Any], actor: str, *more: Write
    ) -> None:
        space_id = campaign.space_id
        writes: list[Write] = [
            PutCampaign(campaign),
            *more,
            Reconsider(space_id, campaign.campaign_id),
            AppendAudit(AuditEntry(self._clock.now(), space_id, actor, action, detail)),
        ]
        await self._store.commit(writes)
        self._catalog.forget(space_id)

    def _space(self, space_id: SpaceId) -> Space:
        space = self._accounts.space(space_id)
        if space is None:
            raise NoSuchSpace(space_id)
        return space


def _own(lists: Collection[DialList], campaign_id: CampaignId, list_id: ListId) -> DialList:
    for one in lists:
        if (one.campaign_id, one.list_id) == (campaign_id, list_id):
            return one
    raise NoSuchList("The campaign has no such dial list.")


def _with_list(settings: LeadSettings, list_id: ListId, to: ListChange) -> LeadSettings:
    if to.paused is not None:
        others = tuple(one for one in settings.paused if one != list_id)
        settings = replace(settings, paused=(*others, list_id) if to.paused else others)
    if to.weight is not None:
        settings = replace(settings, weights=settings.weights | {list_id: to.weight})
    return settings


_DONE: Final = {
    RunAction.START: "campaign.started",
    RunAction.PAUSE: "campaign.paused",
    RunAction.DRAIN: "campaign.drained",
    RunAction.STOP: "campaign.stopped",
    RunAction.ARCHIVE: "campaign.archived",
    RunAction.RESTORE: "campaign.restored",
}
