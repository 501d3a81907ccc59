"""Chats of before a restart, put back on the floor."""

import msgspec
import structlog

from dockline.domain import commands as c
from dockline.domain.chat import LINES_SHOWN
from dockline.domain.facts import AgentView
from dockline.domain.floor import restore_chat
from dockline.domain.ids import AgentId
from dockline.ports.chat_store import PutChat
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.chat_records import chat_broken_off, chat_of
from dockline.services.mailbox import Mailbox

_log = structlog.get_logger("dockline.floors")


async def restore_chats(box: Mailbox, store: Store, accounts: Accounts, now: float) -> None:
    """With their last lines; those of an agent who does not come back go to their queue. Raises
    StoreUnavailable."""
    floor = box.floor
    floor.teams = accounts.teams_by_id(floor.space_id)
    for record in await store.open_chats(floor.space_id):
        try:
            chat = chat_of(record)
        except msgspec.DecodeError as why:
            _log.error("a chat cannot be read", chat_id=record.chat_id, why=str(why))
            box.committer.keep([PutChat(chat_broken_off(record, now))])
            continue
        lines = await store.last_chat_lines(floor.space_id, record.chat_id, limit=LINES_SHOWN)
        restore_chat(floor, chat, tuple(lines), _shown_as(accounts, record.agent_id), now)
    if floor.chats:
        box.post(c.Tick())  # who waits may have somebody already


def _shown_as(accounts: Accounts, agent_id: AgentId) -> AgentView | None:
    """An agent before their dock is back; None for somebody who is no user any more."""
    user = accounts.user(agent_id)
    if user is None:
        return None
    teams = [accounts.team(team_id) for team_id in user.teams]
    return AgentView(
        agent_id=user.user_id,
        login=user.login,
        name=user.name,
        teams=tuple(team.name for team in teams if team is not None),
    )
