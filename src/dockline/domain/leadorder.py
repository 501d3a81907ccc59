"""Which lead is next.

    callbacks that are due, the longest due first
    priority, the highest first
    an agent's own leads before the team's, for that agent
    fresh leads before retries (a retry that has waited too long ranks with the fresh)
    dial lists in turn, by weight; in a list the lead that has been ready longest

A lead with an agent goes to that agent, and to anybody of the team after a time the campaign sets,
which begins with the lead's calling hours.
The turns are a smooth weighted round robin, as nginx has for its upstreams: each turn every list
that has a lead in question earns its weight, the richest is served and pays what all have earned.
So shares are exact over a cycle, a list is served at the latest within about total/weight turns,
and one that had nothing to offer earns nothing meanwhile.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.callinghours import opens_at
from dockline.domain.dialrules import Ruling
from dockline.domain.ids import AgentId, LeadId, ListId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import RESTING, Life
from dockline.domain.leadsettings import LeadSettings


class Candidate(Struct, frozen=True):
    """What the order looks at of a lead at rest."""

    lead_id: LeadId
    list_id: ListId
    state: LeadState
    """new, retry or callback."""
    priority: int
    ready_at: float
    """Unix seconds: since when it may be dialled as far as the lead itself is concerned."""
    agent_id: AgentId | None = None
    """Whom it goes to first."""
    callable_at: float = 0.0
    """Unix seconds: from when its calling hours let that agent call (`in_its_hours`)."""

    @property
    def waits_from(self) -> float:
        """When the time begins that it waits for its agent."""
        return max(self.ready_at, self.callable_at)


def candidate(life: Life, *, gone: bool = False) -> Candidate:
    """``gone``: its agent is nobody's colleague any more, so that it is anybody's."""
    lead, last = life.lead, life.last
    ended_at = (last.ended_at or last.dialled_at) if last is not None else 0.0
    known = (life.due_at, lead.not_before, lead.created_at, ended_at)
    return Candidate(
        lead_id=lead.lead_id,
        list_id=lead.list_id,
        state=life.state,
        priority=lead.priority,
        ready_at=max(each for each in known if each is not None),
        agent_id=None if gone else life.wanted_by,
    )


def in_its_hours(each: Candidate, life: Life, settings: LeadSettings, space_zone: str) -> Candidate:
    """With the first opening of its calling hours after it was ready, so that no agent's time runs
    out overnight. ``space_zone``: IANA name, for leads of which nobody knows where they are."""
    if each.agent_id is None:
        return each
    zones = settings.zones(life.lead.zones, space_zone)
    try:
        opens = opens_at(settings.calling_hours, zones, each.ready_at)
    except ValueError:  # an unknown zone, of which the rules tell
        return each
    return each if opens is None else replace(each, callable_at=opens)


class Turns(Struct, frozen=True):
    """Whose turn it is: what each dial list has earned. To be kept between choices; losing it
    costs a list no more than its place in one cycle."""

    earned: dict[ListId, int] = {}


class Choice(Struct, frozen=True):
    leads: tuple[LeadId, ...]
    """In the order in which to dial them."""
    turns: Turns


class _Rank(NamedTuple):
    """The smaller comes first; the dial lists take turns only within one rank."""

    promised: bool
    priority: int
    others: bool
    tried: bool


_CALLBACK = _Rank(False, 0, False, False)


def choose(
    candidates: Iterable[Candidate],
    settings: LeadSettings,
    turns: Turns,
    now: float,
    *,
    count: int = 1,
    agent_id: AgentId | None = None,
) -> Choice:
    """The next ``count`` leads, or as many as there are.

    ``agent_id``: the agent who gets them; None: whoever is free when somebody answers, so that
    leads that wait for their agent are left out. Callbacks take no turns: a promise is a promise.
    """
    ranks: dict[_Rank, dict[ListId, list[Candidate]]] = {}
    for each in candidates:
        if offered(each, settings, now, agent_id):
            lists = ranks.setdefault(_rank(each, settings, now, agent_id), {})
            lists.setdefault(each.list_id, []).append(each)
    chosen: list[LeadId] = []
    earned = dict(turns.earned)
    for rank in sorted(ranks):
        room = count - len(chosen)
        if room <= 0:
            break
        if rank == _CALLBACK:
            due = sorted((each for some in ranks[rank].values() for each in some), key=_since)
            chosen += [each.lead_id for each in due[:room]]
        else:
            chosen += _in_turn(ranks[rank], settings, earned, room)
    return Choice(tuple(chosen), Turns(earned))


def open_to_all_at(each: Candidate, settings: LeadSettings) -> float | None:
    """When anybody of the team may have it; None: never, it waits for its agent."""
    if each.agent_id is None:
        return each.ready_at
    return None if settings.agent_seconds is None else each.waits_from + settings.agent_seconds


def order_rulings(
    each: Candidate, settings: LeadSettings, now: float, agent_id: AgentId | None = None
) -> tuple[Ruling, Ruling]:
    """What the order has against a lead that the rules let pass, for a trace's ``further``
    (`dockline.domain.leadrules`): whose it is, and whether its dial list is paused or rests."""
    open_at = open_to_all_at(each, settings)
    agent = Ruling("agent", True)
    if each.agent_id not in (None, agent_id) and (open_at is None or open_at > now):
        agent = Ruling("agent", False, "The lead waits for its own agent.", open_at)
    return agent, _of_list(each, settings)


def _of_list(each: Candidate, settings: LeadSettings) -> Ruling:
    if each.list_id in settings.paused:
        return Ruling("dial-list", False, "The lead's dial list is paused.")
    rests = each.state is not LeadState.CALLBACK and settings.weight(each.list_id) == 0
    sentence = "The lead's dial list rests: its weight is 0." if rests else ""
    return Ruling("dial-list", not rests, sentence)


def offered(each: Candidate, settings: LeadSettings, now: float, agent_id: AgentId | None) -> bool:
    """Whether `choose` takes it into account for them."""
    if each.state not in RESTING or each.ready_at > now:
        return False
    return all(ruling.allowed for ruling in order_rulings(each, settings, now, agent_id))


def _rank(each: Candidate, settings: LeadSettings, now: float, agent_id: AgentId | None) -> _Rank:
    if each.state is LeadState.CALLBACK:
        return _CALLBACK
    overdue = now - each.ready_at >= settings.retries_wait_most
    return _Rank(
        promised=True,
        priority=-each.priority,
        others=agent_id is not None and each.agent_id != agent_id,
        tried=each.state is LeadState.RETRY and not overdue,
    )


def _since(each: Candidate) -> tuple[float, LeadId]:
    """The one that is ready longest first; the id settles what is ready at once."""
    return each.ready_at, each.lead_id


def _in_turn(
    lists: dict[ListId, list[Candidate]],
    settings: LeadSettings,
    earned: dict[ListId, int],
    count: int,
) -> list[LeadId]:
    """Takes from the lists in turn, and keeps ``earned`` up to date."""
    waiting = {
        list_id: sorted(some, key=_since, reverse=True) for list_id, some in sorted(lists.items())
    }
    chosen: list[LeadId] = []
    while waiting and len(chosen) < count:
        total = 0
        for list_id in waiting:
            weight = settings.weight(list_id)
            earned[list_id] = earned.get(list_id, 0) + weight
            total += weight
        # Of equals the first by id: max keeps the first, and the lists are sorted.
        richest = max(waiting, key=lambda list_id: earned[list_id])
        earned[richest] -= total
        chosen.append(waiting[richest].pop().lead_id)
        if not waiting[richest]:
            del waiting[richest]
    return chosen
