"""A chat on the floor as the record that is kept of it."""

import msgspec
from msgspec import structs

from dockline.domain.chat import Chat
from dockline.domain.ids import AgentId, SpaceId
from dockline.ports.chat_store import ChatRecord


def chat_record(space_id: SpaceId, chat: Chat) -> ChatRecord:
    view = chat.view
    return ChatRecord(
        chat_id=view.chat_id,
        space_id=space_id,
        team_id=view.team_id,
        team=view.team,
        channel=view.channel,
        visitor=view.visitor,
        attributes=view.attributes,
        agent_id=chat.served_by or AgentId(""),
        agent_name=chat.served_name,
        started_at=view.started_at,
        opened_at=chat.served_at,
        ended_at=view.ended_at,
        ended_by=view.ended_by,
        lines=chat.said,
        note=view.note,
        open_state=_state(chat) if chat.open else b"",
    )


def _state(chat: Chat) -> bytes:
    """Without the lines, which are kept each on its own: it is written with every one of them."""
    view = structs.replace(chat.view, lines=())
    return msgspec.json.encode(structs.replace(chat, view=view, line_ids=set()))


def chat_of(record: ChatRecord) -> Chat:
    """The floor's state of a chat that was open when its record was last written, without lines.

    Raises msgspec.DecodeError for what another version wrote and this one cannot read."""
    return msgspec.json.decode(record.open_state, type=Chat)


def chat_broken_off(record: ChatRecord, now: float) -> ChatRecord:
    """The record of an open chat that cannot be put back on the floor: it ends here."""
    return structs.replace(record, ended_at=now, ended_by="system", open_state=b"")
