"""What every store keeps of chats."""

from typing import Any

from msgspec.structs import replace

from dockline.domain.chatshown import AttachmentView, ChatAuthor, ChatLine
from dockline.domain.ids import AgentId, ChatId, SpaceId, TeamId
from dockline.ports.chat_store import (
    AppendChatLine,
    ChatFilter,
    ChatKeys,
    ChatRecord,
    PutChat,
    PutChatKeys,
    SetWebhookSent,
)
from dockline.ports.store import Store
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT


def chat(n: int, space_id: SpaceId = LEAP, **changes: Any) -> ChatRecord:
    record = ChatRecord(
        chat_id=ChatId(f"chat-{n}"),
        space_id=space_id,
        team_id=TeamId("team-a"),
        team="Support team",
        channel="widget",
        visitor="S\u00fcm\u00e9et \U0001f600",
        attributes={"order": {"id": 48213, "items": [1, 2.5, None]}},
        agent_id=RISHI,
        agent_name="Rishi",
        started_at=1000.0 + n,
        open_state=b'{"view": {}}',
    )
    return replace(record, **changes)


def line(seq: int, text: str = "Hello", **changes: Any) -> ChatLine:
    said = ChatLine(
        line_id=f"line-{seq}",
        seq=seq,
        author=ChatAuthor.VISITOR,
        agent_id=None,
        name="Alex",
        text=text,
        attachments=(),
        at=1000.0 + seq,
    )
    return replace(said, **changes)


def said(chat_id: str, one: ChatLine, space_id: SpaceId = LEAP) -> AppendChatLine:
    return AppendChatLine(space_id, ChatId(chat_id), one)


async def test_a_chat_comes_back_whole_and_is_replaced(store: Store) -> None:
    whole = chat(1, opened_at=1002.5, lines=3, note="a note")
    await store.commit([PutChat(whole)])
    assert await store.chat(LEAP, whole.chat_id) == whole
    assert await store.chat(NOVA, whole.chat_id) is None
    ended = replace(whole, ended_at=1100.0, ended_by="visitor", open_state=b"")
    await store.commit([PutChat(ended)])
    assert await store.chat(LEAP, whole.chat_id) == ended


async def test_open_chats_are_those_without_an_end_of_this_space(store: Store) -> None:
    chats = [chat(3), chat(1), chat(2, ended_at=1100.0), chat(4, NOVA)]
    await store.commit([PutChat(one) for one in chats])
    assert [one.chat_id for one in await store.open_chats(LEAP)] == ["chat-1", "chat-3"]
    assert [one.chat_id for one in await store.open_chats(NOVA)] == ["chat-4"]


async def test_chats_are_found_by_agent_team_and_time_newest_first(store: Store) -> None:
    chats = [
        chat(1),
        chat(2, agent_id=SIDDHANT),
        chat(3, team_id=TeamId("team-b")),
        chat(4, agent_id=AgentId("")),
        chat(5, NOVA),
    ]
    await store.commit([PutChat(one) for one in chats])

    async def found(limit: int = 10, skip: int = 0, **which: Any) -> list[int]:
        asked = ChatFilter(**which)
        listed = await store.chats(LEAP, asked, limit=limit, skip=skip)
        if limit == 10:
            assert await store.count_chats(LEAP, asked) == len(listed)
        return [int(one.chat_id.removeprefix("chat-")) for one in listed]

    assert await found() == [4, 3, 2, 1]
    assert await found(agent_id=RISHI) == [3, 1]
    assert await found(team_id=TeamId("team-a")) == [4, 2, 1]
    assert await found(since=1002.0, until=1004.0) == [3, 2]
    assert await found(limit=2, skip=1) == [3, 2]
    await store.commit(
        [
            PutChat(chat(1, ended_at=1100.0, opened_at=1050.0)),
            PutChat(chat(2, ended_at=1100.0, opened_at=None)),
            PutChat(chat(3, opened_at=None)),
        ]
    )
    assert await found(ended=True) == [2, 1]
    assert await found(ended=False) == [4, 3]
    assert await found(ended=True, opened=True) == [1]
    assert await found(ended=True, opened=False, since=1002.0) == [2]
    assert await found(opened=False) == [4, 3, 2]


async def test_lines_come_back_in_their_order_and_each_once(store: Store) -> None:
    file = AttachmentView("file-1", "Bild \u00e4.png", "image/png", 1234)
    lines = [
        line(1, "<script>alert(1)</script>\n\u2028\U0001f600"),
        line(2, "", attachments=(file,)),
        line(3, "Yes", author=ChatAuthor.AGENT, agent_id=RISHI, name="Rishi"),
    ]
    await store.commit([PutChat(chat(1)), *(said("chat-1", one) for one in reversed(lines))])
    await store.commit([said("chat-1", line(3, "Another")), said("chat-2", line(1), NOVA)])
    assert await store.chat_lines(LEAP, ChatId("chat-1")) == lines
    assert await store.chat_lines(LEAP, ChatId("chat-1"), after=1, limit=1) == lines[1:2]
    assert await store.last_chat_lines(LEAP, ChatId("chat-1"), limit=2) == lines[1:]
    assert await store.chat_lines(NOVA, ChatId("chat-1")) == []
    assert await store.last_chat_lines(LEAP, ChatId("chat-2"), limit=5) == []


async def test_keys_are_kept_and_what_was_told_moves_on(store: Store) -> None:
    quiet = ChatKeys(ChatId("chat-1"), LEAP, bytes(32))
    told = ChatKeys(
        ChatId("chat-2"),
        LEAP,
        b"\x01" * 32,
        "visitor-7",
        "https://bot.example/",
        webhook_done=False,
    )
    await store.commit([PutChatKeys(quiet), PutChatKeys(told)])
    assert await store.chat_keys(quiet.chat_id) == quiet
    assert await store.chat_keys(ChatId("none")) is None
    assert await store.open_webhooks(LEAP) == [told]
    assert await store.open_webhooks(NOVA) == []
    await store.commit([SetWebhookSent(told.chat_id, 4), SetWebhookSent(ChatId("none"), 9)])
    assert await store.open_webhooks(LEAP) == [replace(told, webhook_sent=4)]
    await store.commit([SetWebhookSent(told.chat_id, 5, done=True)])
    assert await store.open_webhooks(LEAP) == []
    kept = await store.chat_keys(told.chat_id)
    assert kept == replace(told, webhook_sent=5, webhook_done=True)
