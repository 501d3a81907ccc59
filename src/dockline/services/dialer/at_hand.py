"""The leads that a hopper has at hand, by whose they are."""

from collections.abc import ValuesView

from msgspec import Struct

from dockline.domain.ids import AgentId, LeadId
from dockline.domain.leadlife import Life
from dockline.domain.leadorder import Candidate
from dockline.domain.leadrules import Surroundings
from dockline.domain.leadsettings import LeadSettings


class Seen(Struct):
    """A lead as the rules let it pass."""

    life: Life
    around: Surroundings
    candidate: Candidate
    seen_at: float


class _Owned:
    """Leads of one agent, or of nobody."""

    def __init__(self) -> None:
        self.leads: dict[LeadId, Candidate] = {}
        self.first_waits_from = float("inf")
        """No lead of them began to wait for its agent sooner."""


class AtHand:
    """Two hundred agents may look through it one after the other, on the event loop: what waits
    for somebody else is passed over by its owner, not lead by lead."""

    def __init__(self) -> None:
        self._seen: dict[LeadId, Seen] = {}
        self._owners: dict[AgentId | None, _Owned] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def __contains__(self, lead_id: LeadId) -> bool:
        return lead_id in self._seen

    def values(self) -> ValuesView[Seen]:
        return self._seen.values()

    def put(self, one: Seen) -> None:
        each = one.candidate
        self.drop(each.lead_id)
        self._seen[each.lead_id] = one
        owned = self._owners.setdefault(each.agent_id, _Owned())
        owned.leads[each.lead_id] = each
        owned.first_waits_from = min(owned.first_waits_from, each.waits_from)

    def drop(self, lead_id: LeadId) -> Seen | None:
        """Returns what was there."""
        one = self._seen.pop(lead_id, None)
        if one is not None:
            owned = self._owners[one.candidate.agent_id]
            del owned.leads[lead_id]
            if not owned.leads:
                del self._owners[one.candidate.agent_id]
        return one

    def clear(self) -> None:
        self._seen.clear()
        self._owners.clear()

    def owns(self, agent_id: AgentId) -> bool:
        return agent_id in self._owners

    def perhaps_for(
        self, agent_id: AgentId | None, settings: LeadSettings, now: float
    ) -> list[Candidate]:
        """All that `dockline.domain.leadorder.choose` would offer to them, and maybe some more."""
        wait = settings.agent_seconds
        return [
            each
            for owner, owned in self._owners.items()
            if owner is None
            or owner == agent_id
            or (wait is not None and owned.first_waits_from + wait <= now)
            for each in owned.leads.values()
        ]
