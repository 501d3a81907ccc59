"""Single leads changed by those who run a campaign, each change with its line in the audit log."""

from collections.abc import Callable
from typing import Any

import msgspec

from dockline.domain.campaign import Campaign
from dockline.domain.errors import NotNow
from dockline.domain.ids import AgentId, LeadId, SpaceId, timed_id
from dockline.domain.lead import LIVE, LeadState
from dockline.domain.leadlife import Callback, Life
from dockline.domain.leadoutcome import call_back, queue_again, take_callback_back
from dockline.ports.clock import Clock
from dockline.ports.lead_store import LeadBatch, PutLife
from dockline.ports.store import AppendAudit, AuditEntry, Store, StoreConflict
from dockline.services.account_rules import NoSuchSpace
from dockline.services.accounts import Accounts
from dockline.services.lead_input import (
    OUTGROWN,
    LeadInput,
    LeadRefused,
    Owner,
    checked,
    require_storable,
)
from dockline.services.lead_why import NoSuchLead

_TOLD = ("agent_id", "external_id", "priority", "time_zone", "expires_at", "not_before")


class LeadsByHand:
    """Raises NoSuchLead for another space's, NotNow for one that somebody is at,
    StoreUnavailable."""

    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        clock: Clock,
        forget: Callable[[SpaceId, LeadId], None],
    ) -> None:
        """``forget``: told of each lead that was changed, for a dialer that has it at hand."""
        self._forget = forget
        self._store = store
        self._accounts = accounts
        self._clock = clock

    async def found(self, space_id: SpaceId, lead_id: LeadId) -> tuple[Life, Campaign]:
        life = (await self._store.lives(space_id, [lead_id])).get(lead_id)
        if life is None:
            raise NoSuchLead
        for campaign in await self._store.campaigns(space_id):
            if campaign.campaign_id == life.lead.campaign_id:
                return life, campaign
        raise NoSuchLead

    async def change(
        self, space_id: SpaceId, lead_id: LeadId, said: dict[str, Any], *, actor: str
    ) -> None:
        """``said``: fields of a `LeadInput`; what is left out stays, and data is merged key by key,
        as by a push. Raises LeadRefused, beginning with the field's name."""
        life, campaign = await self.found(space_id, lead_id)
        space = self._accounts.space(space_id)
        if space is None:
            raise NoSuchSpace(space_id)
        lead, now = life.lead, self._clock.now()
        require_storable(msgspec.json.encode(said))
        given = LeadInput(number=f"+{lead.number}", **said)
        push, _ = checked(
            given,
            LeadId(timed_id(now)),
            space.settings.default_country,
            lambda username: self._owner(campaign, username),
        )
        batch = LeadBatch(
            space_id=space_id,
            campaign_id=lead.campaign_id,
            list_id=lead.list_id,
            requeue=False,
            at=now,
            pushes=[push],
        )
        (pushed,) = await self._store.push_leads(batch)
        if pushed.overgrown:
            raise LeadRefused(OUTGROWN.code, OUTGROWN.message)
        self._forget(space_id, lead_id)
        after = await self._store.lead(space_id, lead_id)
        changed = [name for name in _TOLD if after and getattr(lead, name) != getattr(after, name)]
        detail: dict[str, Any] = {
            "before": {name: getattr(lead, name) for name in changed},
            "after": {name: getattr(after, name) for name in changed},
        }
        # Which of them, and not what they say: the audit log outlives the lead.
        if after and after.data != lead.data:
            both = lead.data | after.data
            detail["data"] = sorted(
                key for key in both if lead.data.get(key) != after.data.get(key)
            )
        entry = self._entry(life, campaign, "lead.changed", detail, actor)
        await self._store.commit([AppendAudit(entry)])

    def _owner(self, campaign: Campaign, username: str) -> Owner:
        user = self._accounts.agent_of(campaign.space_id, username)
        if user is None:
            raise LeadRefused("username-unknown", f"username: there is no “{username}”.")
        if campaign.team_id not in user.teams:
            raise _outside(username)
        return Owner(user.user_id)

    async def queue_again(self, space_id: SpaceId, lead_id: LeadId, *, actor: str) -> None:
        """A finished lead begins anew. Raises NotNow for another, or one on a do-not-call list."""
        life, campaign = await self._at_rest(space_id, lead_id)
        lead = life.lead
        if await self._store.do_not_call(space_id, lead.campaign_id, [lead.number]):
            raise NotNow("The number is on a do-not-call list. Take it off that list first.")
        again = queue_again(life, self._clock.now())
        await self._move(life, again, campaign, "lead.queued-again", {}, actor)

    async def call_back(
        self,
        space_id: SpaceId,
        lead_id: LeadId,
        at: float,
        agent_id: AgentId | None,
        note: str,
        *,
        actor: str,
    ) -> None:
        """Promise a callback at a time; ``agent_id``: by whom, else by anybody of the team. Raises
        CallbackNotPossible, LeadRefused for one who is not in it."""
        life, campaign = await self._at_rest(space_id, lead_id)
        user = self._accounts.user(agent_id) if agent_id is not None else None
        if user is not None and campaign.team_id not in user.teams:
            raise _outside(user.login)
        now = self._clock.now()
        promised = call_back(life, Callback(at, now, agent_id, note), campaign.settings.leads, now)
        # What the note says is of the lead, and goes with it.
        detail = {"at": at, "agent_id": agent_id} | ({"note": "given"} if note else {})
        await self._move(life, promised, campaign, "lead.callback-set", detail, actor)

    async def take_callback_back(self, space_id: SpaceId, lead_id: LeadId, *, actor: str) -> None:
        """It is dialled in its turn. Raises NotNow where nothing was promised."""
        life, campaign = await self._at_rest(space_id, lead_id)
        free = take_callback_back(life, self._clock.now())
        await self._move(life, free, campaign, "lead.callback-cleared", {}, actor)

    async def _at_rest(self, space_id: SpaceId, lead_id: LeadId) -> tuple[Life, Campaign]:
        life, campaign = await self.found(space_id, lead_id)
        if life.state in LIVE or life.state is LeadState.SCHEDULED:
            raise NotNow("Somebody is at this lead now. Wait until they are done.")
        return life, campaign

    async def _move(
        self,
        before: Life,
        after: Life,
        campaign: Campaign,
        action: str,
        detail: dict[str, Any],
        actor: str,
    ) -> None:
        entry = self._entry(before, campaign, action, detail, actor)
        put = PutLife(after, expected=before.state, ready_at=after.due_at or 0.0)
        try:
            await self._store.commit([put, AppendAudit(entry)])
        except StoreConflict:
            raise NotNow("The lead has moved on meanwhile. Look at it again.") from None
        self._forget(before.lead.space_id, before.lead.lead_id)

    def _entry(
        self, life: Life, campaign: Campaign, action: str, detail: dict[str, Any], actor: str
    ) -> AuditEntry:
        lead = life.lead
        named = {"campaign": campaign.name, "lead_id": lead.lead_id, "number": lead.number}
        return AuditEntry(self._clock.now(), lead.space_id, actor, action, named | detail)


def _outside(username: str) -> LeadRefused:
    told = f"username: “{username}” is not in the campaign's team."
    return LeadRefused("username-outside-team", told)
