"""The life of leads as rows, and back."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

import msgspec
from msgspec.structs import astuple

from dockline.adapters.relational import life_sql as sql
from dockline.adapters.relational.lead_rows import lead_of, lead_statement
from dockline.adapters.relational.lead_sql import LEAD_COLUMNS, PUT_DO_NOT_CALL
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import AgentId, CampaignId, ListId, SpaceId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import RESTING, Attempt, Callback, Life, Skip
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.lead_store import (
    LeadWrite,
    Postpone,
    PutAttempt,
    PutDoNotCall,
    PutLife,
    Reconsider,
    Tally,
    Wanted,
)

_LEAD: Final = len(LEAD_COLUMNS)
_LIFE: Final = _LEAD + len(sql.LIFE_COLUMNS)

_decode_callback: Final = msgspec.json.Decoder(Callback).decode
_decode_skips: Final = msgspec.json.Decoder(tuple[Skip, ...]).decode


def lead_statements(write: LeadWrite) -> Iterator[Statement]:
    match write:
        case PutLife():
            yield _put_life(write)
        case PutAttempt(attempt, mistaken):
            yield Statement(sql.PUT_ATTEMPT, (*_attempt_values(attempt), mistaken))
        case Postpone(lead_id, expected, ready_at, as_of):
            values: Row = (ready_at, lead_id, expected.value)
            if as_of is None:
                yield Statement(sql.POSTPONE, values, lead_id=lead_id)
            else:
                yield Statement(sql.POSTPONE_AS_OF, (*values, as_of), lead_id=lead_id)
        case Reconsider(space_id, campaign_id):
            yield Statement(sql.RECONSIDER, (campaign_id, space_id))
        case PutDoNotCall(entry):
            yield from _put_do_not_call(entry)
        case _:
            yield lead_statement(write)


def _put_life(write: PutLife) -> Statement:
    life, expected, ready_at = write.life, write.expected, write.ready_at
    lead, callback, at = life.lead, life.callback, life.lead.updated_at
    own = (life.due_at or 0.0) if life.state in RESTING else 0.0
    put_off = max(own, ready_at) if life.state in RESTING else 0.0
    values = (
        life.state.value,
        lead.attempts,
        *(at, at),
        callback.agent_id if callback is not None else None,
        life.due_at,
        json_text(callback) if callback is not None else None,
        life.held_from.value if life.held_from is not None else None,
        life.held_until,
        life.held_by,
        json_text(life.skips) if life.skips else None,
        life.reason,
        *(lead.agent_id or "", lead.time_zone),
        *(-1 if one is None else one for one in (lead.not_before, lead.expires_at)),
        put_off if put_off > at else None,
        own if own > at else None,
        lead.lead_id,
    )
    if expected is None:
        return Statement(sql.PUT_LIFE, values, "lead", lead.lead_id)
    values = (*values, expected.value)
    if write.as_of is None:
        return Statement(sql.PUT_LIFE_FROM, values, "lead", lead.lead_id)
    return Statement(sql.PUT_LIFE_AS_OF, (*values, write.as_of), "lead", lead.lead_id)


def _attempt_values(attempt: Attempt) -> Row:
    values = astuple(attempt)
    return tuple(one.value if isinstance(one, AttemptOutcome) else one for one in values)


def _put_do_not_call(entry: DoNotCall) -> Iterator[Statement]:
    """Leads are found by the lists of the space, of which each has the number once at most."""
    yield Statement(
        PUT_DO_NOT_CALL, (entry.space_id, entry.number, entry.campaign_id, entry.at, entry.reason)
    )
    values = (entry.at, entry.at, entry.number, entry.space_id)
    if entry.campaign_id:
        yield Statement(sql.FORBID_IN_CAMPAIGN, (*values, entry.campaign_id))
    else:
        yield Statement(sql.FORBID_IN_SPACE, values)


def in_turn(which: Wanted) -> tuple[str, Row]:
    """The statement that a question wants, and its values."""
    if which.agent_id is None and which.since is not None:
        since = min(which.since, which.now)
        values: Row = (which.list_id, since, which.space_id, since, since, which.limit)
        return sql.IN_TURN_OWNED[which.state], values
    whose = which.agent_id or ""
    values = (which.list_id, whose, which.space_id, which.now, which.now, which.limit)
    return sql.IN_TURN[which.state], values


# --- back again -------------------------------------------------------------------------------


def lives_of(rows: Iterable[Row]) -> Iterator[Life]:
    """Of rows of `life_sql.LIVES`: a lead's row once for each of its attempts."""
    for _, some in groupby(rows, key=lambda row: row[0]):
        alike = list(some)
        due_at, callback, held_from, held_until, held_by, skips, reason = alike[0][_LEAD:_LIFE]
        yield Life(
            lead_of(alike[0][:_LEAD]),
            tuple(attempt_of(row[_LIFE:]) for row in alike if row[_LIFE] is not None),
            due_at,
            _decode_callback(callback) if callback is not None else None,
            LeadState(held_from) if held_from is not None else None,
            held_until,
            AgentId(held_by) if held_by is not None else None,
            _decode_skips(skips) if skips is not None else (),
            reason,
        )


def attempt_of(row: Row) -> Attempt:
    *first, outcome, judged, disposition = row
    values: Row = (
        *first,
        AttemptOutcome(outcome) if outcome is not None else None,
        AttemptOutcome(judged) if judged is not None else None,
        disposition,
    )
    return Attempt(*values)


def do_not_call_of(row: Row) -> DoNotCall:
    space_id, number, campaign_id, at, reason = row
    return DoNotCall(SpaceId(space_id), number, at, reason, CampaignId(campaign_id))


def tally_of(row: Row) -> Tally:
    attempts, people, abandoned, mistaken, machines = row
    return Tally(people + mistaken, abandoned + mistaken, float(mistaken), attempts, machines)


def lead_counts_of(rows: Iterable[Row]) -> dict[ListId, dict[LeadState, int]]:
    """Of rows of `life_sql.LEAD_COUNTS`: what is counted there under no state is the whole list,
    and new is what is left of it."""
    found: dict[ListId, dict[LeadState, int]] = {}
    for list_id, state, count in rows:
        counts = found.setdefault(ListId(list_id), {LeadState.NEW: 0})
        if state:
            counts[LeadState(state)] = count
        counts[LeadState.NEW] += -count if state else count
    return {
        list_id: {state: count for state, count in counts.items() if count}
        for list_id, counts in found.items()
    }
