"""Calls of before a restart, put back on the floor."""

import msgspec
import structlog

from dockline.domain.call import Call, WrapsUp
from dockline.domain.facts import AgentView, CallPhase
from dockline.domain.floor import restore, restore_waiting
from dockline.domain.ids import AgentId, CallId
from dockline.domain.space import Space, User
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.call_records import broken_off, call_of
from dockline.services.events.log import EventLog
from dockline.services.events.of_records import record_told
from dockline.services.mailbox import Mailbox
from dockline.services.spent_today import recall_today

_log = structlog.get_logger("dockline.floors")


async def restore_calls(
    box: Mailbox,
    space: Space,
    store: Store,
    accounts: Accounts,
    events: EventLog | None,
    now: float,
) -> None:
    """Those that were open, and what today's calls have cost. ``events``: who is told of a call
    that cannot be put back. Raises StoreUnavailable."""
    alive = await store.alive_at(space.space_id)
    for record in await store.open_calls(space.space_id):
        try:
            call = call_of(record)
        except msgspec.DecodeError as why:
            # Its legs are nobody's now, and taken down when the engine tells of them.
            _log.error("a call cannot be read", call_id=record.call_id, why=str(why))
            ended = broken_off(record, now if alive is None else min(now, alive))
            box.committer.later(ended)
            if events is not None and events.telling(space.space_id):
                box.committer.tell([record_told(ended)])
            continue
        if alive is not None:
            box.floor.lost[record.call_id] = alive
        if call.view.phase is CallPhase.QUEUED:
            restore_waiting(box.floor, call, now)
            _log.info("a caller of before the restart", call_id=record.call_id)
            continue
        agent = AgentView(
            agent_id=record.agent_id,
            login=record.agent_login,
            name=record.agent_name,
            teams=_teams_of(accounts, accounts.user(record.agent_id)),
        )
        restore(box.floor, call, agent, now, _asked(accounts, call))
        _log.info("a call of before the restart", call_id=record.call_id)
    policy = space.settings.dial_policy
    if policy.spend_cap > 0:
        box.guard.go_on(box.floor.calls.values(), space)
        await recall_today(box.guard, store, space, now, box.floor.calls)


def _asked(accounts: Accounts, call: Call) -> AgentView | None:
    """The agent who was asked into the call, be it that they answered or not."""
    transfer = call.view.transfer
    if transfer is None or transfer.target_kind != "agent":
        return None
    user = accounts.user(AgentId(transfer.target))
    if user is None or not user.active:
        return None
    return AgentView(user.user_id, user.login, user.name, _teams_of(accounts, user))


def _teams_of(accounts: Accounts, user: User | None) -> tuple[str, ...]:
    teams = [accounts.team(id) for id in user.teams] if user is not None else []
    return tuple(team.name for team in teams if team is not None)


async def restore_wrap_up(
    store: Store, user: User, call_id: CallId, until: float
) -> WrapsUp | None:
    """What this agent wrapped up when the server of before ended, as the call's record has it;
    None: nothing is known of that."""
    try:
        record = await store.call(user.space_id, call_id)
        if record is None or record.agent_id != user.user_id or record.ended_at is None:
            return None
        return WrapsUp(call_of(record), until) if record.open_state else None
    except (StoreUnavailable, msgspec.DecodeError) as why:
        _log.warning("a wrap-up is not found again", call_id=call_id, why=str(why))
        return None
