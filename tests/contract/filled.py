"""A store with something in every table, for the suites of backups."""

from msgspec.structs import replace

from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import AgentId, CallId, ChatId, SpaceId, TeamId
from dockline.domain.lead import LeadState
from dockline.domain.scope import TokenScope
from dockline.domain.space import Space, Team
from dockline.ports.care_store import KeptCall, Mark, PutKeptCall, PutMark
from dockline.ports.chat_store import ChatKeys, PutChat, PutChatKeys
from dockline.ports.event_store import AppendEvent, Progress, PutDelivery, PutProgress, PutWebhook
from dockline.ports.identity_store import Identity, PutIdentity, PutProviderSecret
from dockline.ports.lead_store import PutDoNotCall, Reconsider
from dockline.ports.people_store import PutRecoveryCodes, PutSecondFactor, SecondFactor
from dockline.ports.record_store import DropRecording
from dockline.ports.rows import Row, RowStore
from dockline.ports.store import (
    AgentStateRow,
    AppendAudit,
    AuditEntry,
    PutAgentState,
    PutAlive,
    PutAnswer,
    PutCall,
    PutSession,
    PutSpace,
    PutTeam,
    PutToken,
    PutUser,
    Session,
    Store,
    StoredAnswer,
)
from tests.contract.lead_samples import CAMPAIGN, batch, push
from tests.contract.life_samples import both, dialled, life, made
from tests.contract.store_samples import LEAP, NOVA, RISHI, call, token, user
from tests.contract.test_store_chats import chat, line, said
from tests.contract.test_store_events import HOOK, delivery, event, hook

Tables = dict[str, set[Row]]


async def fill(store: Store) -> None:
    """Rows with values of every kind, also such as are easily lost on the way: what is no ASCII,
    bytes that are no text, numbers that no double rounds, nothing at all."""
    await made(store)
    await store.commit(
        [
            PutSpace(Space(LEAP, "Leap")),
            PutSpace(Space(NOVA, "N\u00f6va \U0001f600")),
            PutTeam(Team(TeamId("team-a"), LEAP, "Support team", "442079460018")),
            PutUser(user()),
            PutUser(
                replace(
                    user("siddhant"),
                    skills={"german": 7},
                    chat_limit=3,
                    operator=True,
                    password_due=True,
                    second_factor=True,
                )
            ),
            PutToken(token("api", b"\xff")),
            PutToken(
                replace(
                    token("old", b"\x00"),
                    expires_at=0.1 + 0.2,
                    scopes=(TokenScope.LIVE,),
                    created_by="s\u00fcmeet",
                    last_used_at=0.1,
                    last_used_for="live",
                )
            ),
            PutSession(Session(bytes(range(32)), LEAP, RISHI, 1.0, 1e15 + 0.5)),
            PutSession(Session(b"\xfe" * 32, LEAP, RISHI, 1.0, 2e15, "::1", "Firefox", 3.5, True)),
            PutSecondFactor(SecondFactor(RISHI, LEAP, "JBSWY3DPEHPK3PXP", 7.5, 58_000_000)),
            PutSecondFactor(SecondFactor(AgentId("x"), LEAP, "KRSXG5CTMVRXEZLU")),
            PutRecoveryCodes(RISHI, (b"\x00" * 32, b"\xff" * 32)),
            PutCall(call(1, open_state=b'{"view": {}}')),
            PutCall(
                call(2, answered_at=1002.25, ended_at=1003.75, sip_status=200, note="\n\u2028")
            ),
            PutCall(call(3, recording="call-3-1.wav")),
            DropRecording(LEAP, CallId("call-3"), 0.1 + 0.2, "ädmin"),
            AppendAudit(AuditEntry(1.0, LEAP, "cli", "first", {"n": 1})),
            AppendAudit(AuditEntry(2.0, LEAP, "cli", "second", {"n": 2})),
            PutIdentity(Identity(LEAP, "https://id.example", "sub|\u00e9", RISHI, 7.0)),
            PutProviderSecret(LEAP, "a s\u00e9cret"),
            PutAnswer(StoredAnswer(LEAP, "key", b"\x80" * 32, 200, b'{"a":\x00"\xfe"}', 5.0)),
            PutAgentState(AgentStateRow(LEAP, RISHI, 3.0, 1, "ready", "", "", 0)),
            PutAgentState(AgentStateRow(LEAP, AgentId("x"), 4.0, 2, "paused", "Lunch", "c", 2)),
            PutAlive(LEAP, 6.0),
            PutChat(chat(1)),
            said("chat-1", line(1, "<b>\u00e4</b>")),
            PutChatKeys(_keys("chat-1", LEAP)),
            PutKeptCall(KeptCall(CallId("call-1"), LEAP, 7.5, "rishi", "Case 4")),
            PutMark(LEAP, "calls", Mark(0.1 + 0.2, "call-1")),
            PutDoNotCall(DoNotCall(LEAP, "919654399999", 1.0, "Asked")),
            Reconsider(LEAP, CAMPAIGN),
            PutWebhook(hook(old_secret="whsec_0", old_secret_until=0.1 + 0.2)),
            AppendEvent(event(1)),
            PutProgress(HOOK, Progress(1, 1, last_status=503, last_error="S\u00f6rry")),
            PutDelivery(delivery(1, dead=True)),
        ]
    )
    await store.push_leads(
        batch(
            push(1, data={"name": "S\u00fcm\u00e9et", "nul": "\u0000", "big": 2**53 + 1}),
            push(2, not_before=9e9, priority=7, external_id="e", agent_id=RISHI),
            push(3),
        )
    )
    one = dialled(await life(store), 1, 2100.0, RISHI)
    await store.commit(both(one, LeadState.NEW))


def _keys(chat_id: str, space_id: SpaceId) -> ChatKeys:
    return ChatKeys(ChatId(chat_id), space_id, b"\x01" * 32, "7", "https://bot.example/")


async def tables(rows: RowStore) -> Tables:
    """Everything that is in it."""
    found: Tables = {}
    async with rows.snapshot() as snapshot:
        for table in snapshot.shape:
            chunks = [chunk async for chunk in snapshot.chunks(table)]
            found[table] = {row for chunk in chunks for row in chunk}
            assert await snapshot.count(table) == sum(len(chunk) for chunk in chunks)
    return found
