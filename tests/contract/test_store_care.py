"""Retention and erasing, on every store there is: what goes is gone, and what is counted stays."""

import asyncio
import json
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.postgres.row_store import PostgresRows
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.sqlite.row_store import SqliteRows
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.campaign import DoNotCall
from dockline.domain.chatshown import AttachmentView
from dockline.domain.errors import NumberInvalid
from dockline.domain.ids import CallId, ChatId, SpaceId, TeamId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import AttemptId, Callback, Skip
from dockline.domain.retryplan import AttemptOutcome
from dockline.domain.space import Retention, Space, SpaceSettings, Team
from dockline.ports.audit_store import AppendAudit, AuditEntry, AuditFilter
from dockline.ports.care_store import (
    KeptCall,
    MaskAttempt,
    MaskAttemptsTo,
    MaskCall,
    Place,
    PutKeptCall,
)
from dockline.ports.chat_store import ChatKeys, PutChat, PutChatKeys
from dockline.ports.event_store import (
    AppendEvent,
    Delivery,
    Event,
    PutDelivery,
    PutWebhook,
    Webhook,
    WebhookId,
)
from dockline.ports.lead_store import PutAttempt, PutDoNotCall, PutLife
from dockline.ports.rows import RowStore
from dockline.ports.store import (
    AgentStateRow,
    CallFilter,
    PutAgentState,
    PutAnswer,
    PutCall,
    PutSpace,
    PutTeam,
    PutUser,
    Store,
    StoredAnswer,
)
from dockline.services.accounts import Accounts
from dockline.services.audit_log import AuditLog
from dockline.services.care.erasing import Erasing, NumberBusy, OwnNumber
from dockline.services.care.files import FileCount, KeptFiles
from dockline.services.care.holds import LegalHolds
from dockline.services.care.retention import RetentionKeeper
from tests.contract.filled import tables
from tests.contract.lead_samples import CAMPAIGN, batch, push
from tests.contract.life_samples import both, dialled, life, made, named
from tests.contract.store_samples import LEAP, RISHI, call, user
from tests.contract.test_store_chats import chat, line, said
from tests.support.until import queued

NUMBER, NATIONAL = "442079460101", "2079460101"
OTHER = "442079460102"
CHAT = "5f0c2c1e-0000-4000-8000-000000000001"
FILE = "5f0c2c1e-0000-4000-8000-00000000000f"
DAY = 86_400.0


class Office:
    """A store with its services and a data folder."""

    def __init__(self, store: Store, clock: MemoryClock, data: Path) -> None:
        self.store = store
        self.clock = clock
        self.data = data
        self.accounts = Accounts(store, clock)
        self.files = KeptFiles(data / "recordings", data / "attachments", (data / "engine",))
        self.retention = RetentionKeeper(store, self.accounts, clock, self.files)
        self.holds = LegalHolds(store, self.accounts)
        self.erasing = Erasing(store, self.accounts, self.files, b"k" * 32)

    async def settings(self, **retention: int) -> None:
        settings = SpaceSettings(default_country="GB", retention=Retention(**retention))
        await self.store.commit([PutSpace(Space(LEAP, "Leap", settings))])
        await self.accounts.load()

    def write(self, name: str, content: bytes = b"RIFF") -> Path:
        file = self.data / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file


@pytest.fixture
async def office(store: Store, clock: MemoryClock, tmp_path: Path) -> Office:
    office = Office(store, clock, tmp_path / "data")
    await made(store)
    await store.commit(
        [PutTeam(Team(TeamId("team-a"), LEAP, "Support team", "442079460018")), PutUser(user())]
    )
    await office.settings()
    return office


def ended(n: int, **changes: Any) -> PutCall:
    over: dict[str, Any] = {
        "answered_at": 1001.0 + n,
        "ended_at": 1060.0 + n,
        "outcome": "answered",
    }
    return PutCall(call(n, **over | changes))


# --- retention --------------------------------------------------------------------------------


async def test_calls_lose_what_is_of_a_person_and_are_counted_still(office: Office) -> None:
    store, clock = office.store, office.clock
    more: dict[str, Any] = {"note": "Likes tea", "open_state": b"wrapped up when a server died"}
    old = [ended(n, recording=f"call-{n}.wav", **more) for n in range(1, 6)]
    kept = PutKeptCall(KeptCall(CallId("call-3"), LEAP, 1.0, "rishi", "Court"))
    clock.advance(30 * DAY)
    young = PutCall(call(9, started_at=clock.now() - DAY, ended_at=clock.now()))
    await store.commit([*old, young, kept])
    for n in range(1, 6):
        office.write(f"recordings/call-{n}.wav")
    await office.settings(calls=10, recordings=20)
    would = await office.retention.look(LEAP)
    assert (would.calls, would.recordings, would.recording_bytes) == (4, 4, 16)
    assert (await store.call(LEAP, CallId("call-1"))) == old[0].record
    assert await office.retention.run(LEAP, actor="system") == would
    masked = await store.call(LEAP, CallId("call-1"))
    gone: dict[str, Any] = {"number": "", "custom": {}, "note": "", "recording": ""}
    assert masked == replace(old[0].record, **gone, open_state=b"")
    assert await store.call(LEAP, CallId("call-3")) == old[2].record
    assert await store.call(LEAP, CallId("call-9")) == young.record
    assert sorted(one.name for one in (office.data / "recordings").iterdir()) == ["call-3.wav"]
    assert await store.count_calls(LEAP, CallFilter(outcome="answered")) == 5
    newest = (await store.audit(LEAP, limit=1))[0]
    assert (newest.actor, newest.action) == ("system", "retention.ran")
    assert newest.detail == {"recordings": 4, "recording_bytes": 16, "calls": 4}
    # Nothing is left to do, and nothing is said of it.
    assert (await office.retention.run(LEAP, actor="system")).counts == {}
    assert len(await store.audit(LEAP, limit=10)) == 1
    await office.holds.release(LEAP, CallId("call-3"), actor="rishi")
    assert (await office.retention.run(LEAP, actor="system")).counts == {
        "recordings": 1,
        "recording_bytes": 4,
        "calls": 1,
    }
    assert await store.kept_calls(LEAP) == []


async def test_a_call_is_kept_with_a_reason_and_its_hold_is_in_the_audit_log(
    office: Office,
) -> None:
    await office.store.commit([ended(1)])
    office.clock.advance(50.0)
    kept = await office.holds.keep(LEAP, CallId("call-1"), " Case 4 ", actor="rishi")
    assert await office.store.kept_calls(LEAP) == [kept]
    assert kept.reason == "Case 4"
    await office.holds.release(LEAP, CallId("call-1"), actor="rishi")
    actions = [one.action for one in await office.store.audit(LEAP, limit=5)]
    assert actions == ["call.released", "call.kept"]


async def test_more_than_a_slice_goes_whole_and_goes_on_after_a_stop(office: Office) -> None:
    store = office.store
    # Two of each begin at the same moment: a slice may end between them.
    named: dict[int, Any] = {
        n: {"call_id": CallId(f"c-{n:04}"), "started_at": float(n // 2)} for n in range(450)
    }
    await store.commit([ended(n, **named[n]) for n in named])
    await office.settings(calls=8)
    office.clock.advance(30 * DAY)
    commit, commits = store.commit, 0

    class Killed(Exception):
        pass

    async def once(writes: Any) -> None:
        nonlocal commits
        commits += 1
        if commits == 2:
            raise Killed
        await commit(writes)

    store.commit = once  # type: ignore[method-assign]
    with pytest.raises(Killed):
        await office.retention.run(LEAP, actor="system")
    store.commit = commit  # type: ignore[method-assign]
    left = await store.count_calls(LEAP, CallFilter(number="919654301006"))
    assert left == 250
    assert (await office.retention.run(LEAP, actor="system")).calls == 250
    assert await store.count_calls(LEAP, CallFilter(number="919654301006")) == 0


async def test_a_chat_that_went_on_for_long_goes_after_those_that_began_later(
    office: Office,
) -> None:
    store, clock = office.store, office.clock
    began = clock.now()
    long, short = (
        chat(n, chat_id=ChatId(f"chat-{n}"), started_at=began + n, ended_at=None) for n in (1, 2)
    )
    over = replace(short, ended_at=began + 60.0, open_state=b"")
    await store.commit([PutChat(long), PutChat(over), said(over.chat_id, line(1))])
    await office.settings(chats=8)
    clock.advance(10 * DAY)
    assert (await office.retention.run(LEAP, actor="system")).counts == {"chats": 1}
    assert (await office.retention.run(LEAP, actor="system")).counts == {}
    ended = replace(long, ended_at=clock.now(), open_state=b"")
    await store.commit([PutChat(ended), said(long.chat_id, line(2))])
    assert (await office.retention.run(LEAP, actor="system")).counts == {"chats": 1}
    assert await store.chat_lines(LEAP, long.chat_id) == []
    assert (await office.retention.run(LEAP, actor="system")).counts == {}


async def test_chats_leads_attempts_and_states_go_when_they_are_due(office: Office) -> None:
    store, clock = office.store, office.clock
    await store.push_leads(batch(push(1), push(2)))
    done = dialled(await life(store, 1), 1, 2100.0, RISHI)
    await store.commit(both(done, LeadState.NEW))
    over = hang_up_of(done)
    await store.commit([PutLife(over, LeadState.DIALLING), PutAttempt(over.attempts[-1])])
    shown = AttachmentView(FILE, "map.png", "image/png", 4)
    await store.commit(
        [
            PutChat(chat(1, chat_id=ChatId(CHAT), ended_at=1100.0, note="Tea", open_state=b"")),
            said(CHAT, line(1, attachments=(shown,))),
            PutChatKeys(ChatKeys(ChatId(CHAT), LEAP, b"\x01" * 32)),
            *(
                PutAgentState(AgentStateRow(LEAP, RISHI, at, n, "ready", "", "", 0))
                for n, at in enumerate((10.0, 20.0, 30.0, clock.now() + 28 * DAY))
            ),
        ]
    )
    office.write(f"attachments/{CHAT}/{FILE}")
    office.write(f"attachments/{CHAT}/{FILE}.json")
    clock.advance(29 * DAY)
    await office.settings(calls=8, chats=8, leads=8, agent_states=8)
    gone = await office.retention.run(LEAP, actor="system")
    assert gone.counts == {"attempts": 1, "chats": 1, "files": 1, "leads": 1, "agent_states": 2}
    left = await store.chat(LEAP, ChatId(CHAT))
    assert left is not None
    assert (left.visitor, left.attributes, left.note) == ("", {}, "")
    assert await store.chat_lines(LEAP, ChatId(CHAT)) == []
    assert await store.chat_keys(ChatId(CHAT)) is None
    assert not list((office.data / "attachments").iterdir())
    assert await store.lead(LEAP, named(1)) is None
    assert await store.lead(LEAP, named(2)) is not None
    assert [one.number for one in await store.attempts(LEAP, CAMPAIGN, limit=9)] == [""]
    assert (await store.tally(LEAP, CAMPAIGN, 0.0)).attempts == 1
    rows = await store.agent_states(LEAP, RISHI, 0.0, clock.now(), limit=9)
    assert [one.at for one in rows] == [30.0, clock.now() - DAY]
    # Pushed again, it is a new lead.
    assert [
        one.created for one in await store.push_leads(batch(push(1, "lead-9"), push(2, "lead-8")))
    ] == [
        True,
        False,
    ]


@pytest.mark.parametrize("requeue", [False, True])
async def test_a_lead_that_is_pushed_as_it_is_let_go_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch, requeue: bool
) -> None:
    store, clock = office.store, office.clock
    await store.push_leads(batch(push(1), push(2)))
    for n in (1, 2):
        done = dialled(await life(store, n), n, 2100.0, RISHI)
        over = hang_up_of(done)
        await store.commit(
            [*both(done, LeadState.NEW), PutLife(over), PutAttempt(over.attempts[-1])]
        )
    clock.advance(30 * DAY)
    await office.settings(leads=8)
    found = store.old_leads

    async def then_pushed(*which: Any, **more: Any) -> Any:
        old = await found(*which, **more)
        if named(1) in old:
            again = push(1, "lead-000009", data={"plan": "gold"})
            await store.push_leads(batch(again, at=clock.now(), requeue=requeue))
        return old

    monkeypatch.setattr(store, "old_leads", then_pushed)
    await office.retention.run(LEAP, actor="system")
    kept = await store.lead(LEAP, named(1))
    assert kept is not None
    assert (kept.data["plan"], kept.state is LeadState.NEW) == ("gold", requeue)
    assert await store.lead(LEAP, named(2)) is None
    assert [one.number for one in await store.attempts(LEAP, CAMPAIGN, limit=9)][1:] == [""]


async def test_a_file_that_was_never_sent_goes_after_a_day(office: Office) -> None:
    await office.store.commit([PutChat(chat(1, chat_id=ChatId(CHAT)))])
    shown = AttachmentView(FILE, "map.png", "image/png", 4)
    await office.store.commit([said(CHAT, line(1, attachments=(shown,)))])
    sent = office.write(f"attachments/{CHAT}/{FILE}")
    never = office.write(f"attachments/{CHAT}/{FILE[:-1]}e")
    office.clock.advance(never.stat().st_mtime + 0.9 * DAY - office.clock.now())
    assert (await office.retention.run(LEAP, actor="system")).counts == {}
    office.clock.advance(0.2 * DAY)
    assert (await office.retention.look(LEAP)).unsent_files == 1
    assert (await office.retention.run(LEAP, actor="system")).counts == {"unsent_files": 1}
    assert sent.exists()
    assert not never.exists()


# --- erasing ----------------------------------------------------------------------------------


async def furnish(office: Office) -> None:
    """The number in every place where one may stand, as people write it."""
    store = office.store
    await store.push_leads(
        batch(
            replace(push(7), number=NUMBER, data={"name": "Alex", "tel": f"+{NUMBER}"}),
            replace(push(8), number=OTHER, data={"second": {"020 7946 0101": [int(NUMBER)]}}),
        )
    )
    rung = dialled(await life(store, 7), 7, 2100.0, RISHI)
    await store.commit(both(rung, LeadState.NEW))
    over = hang_up_of(rung)
    await store.commit([PutLife(over, LeadState.DIALLING), PutAttempt(over.attempts[-1])])
    waits = await life(store, 8)
    waits = replace(
        waits,
        lead=replace(waits.lead, state=LeadState.CALLBACK),
        callback=Callback(9e9, 1.0, RISHI, "or (020) 7946 0101"),
        skips=(Skip(RISHI, 1.0, f"same as {NUMBER}"),),
        due_at=9e9,
        reason=f"see {NUMBER}",
    )
    shown = AttachmentView(FILE, f"{NUMBER}.png", "image/png", 4)
    visited = chat(1, chat_id=ChatId(CHAT), ended_at=1100.0, open_state=b"")
    await store.commit(
        [
            PutLife(waits, LeadState.NEW),
            ended(1, number=NUMBER, custom={"tel": NUMBER}, note="Tea", recording="a.wav,b.wav"),
            ended(2, number=OTHER, note="Rang from 0044 20 7946 0101, too", recording="c.wav"),
            ended(3, number=OTHER, custom={"crm": {"phone": int(NUMBER)}}, caller_id=NUMBER),
            PutChat(replace(visited, visitor="Alex", attributes={"phone": "020-7946-0101"})),
            said(CHAT, line(1, "Call me", attachments=(shown,))),
            PutChatKeys(ChatKeys(ChatId(CHAT), LEAP, b"\x01" * 32, f"crm-{NUMBER}")),
            PutDoNotCall(DoNotCall(LEAP, NUMBER, 1.0, "Asked", CAMPAIGN)),
            PutDoNotCall(DoNotCall(LEAP, "442079460103", 1.0, f"As +{NUMBER}", CAMPAIGN)),
            AppendAudit(AuditEntry(1.0, LEAP, "cli", "call.requested", {"number": f"+{NUMBER}"})),
            AppendAudit(AuditEntry(2.0, LEAP, "cli", "call.requested", {"number": OTHER})),
            PutWebhook(
                Webhook(WebhookId("hook"), LEAP, "CRM", "https://crm.example/", (), True, "s", 1.0)
            ),
            AppendEvent(
                Event(
                    event_id="e-1",
                    space_id=LEAP,
                    type="call.ended",
                    at=3.0,
                    subject="call-1",
                    number=NUMBER,
                    external_id=f"crm {NATIONAL}",
                    body={
                        "data": {"call": {"number": NUMBER, "custom": {"tel": int(NUMBER)}}},
                        "custom": {"name": "Sumeet"},
                    },
                )
            ),
            PutDelivery(
                Delivery(
                    WebhookId("hook"), 1, False, LEAP, True, 3, 3.0, 9.0, last_answer=f"no {NUMBER}"
                )
            ),
            answer(office, "key-1", f'{{"number": "{NUMBER}"}}'),
            answer(office, f"key-{NUMBER}", "{}"),
            answer(office, "key-2", '{"number": "1"}'),
        ]
    )
    for name in "abc":
        office.write(f"recordings/{name}.wav")
    office.write(f"attachments/{CHAT}/{FILE}")
    office.write(f"attachments/{CHAT}/{FILE}.json", f'{{"name":"{NUMBER}.png"}}'.encode())
    office.write("engine/a/log/messages", f"WARNING: PJSIP/{NUMBER}@trunk is busy\n".encode())


def answer(office: Office, key: str, body: str) -> PutAnswer:
    kept = StoredAnswer(LEAP, key, b"\x80" * 32, 200, body.encode(), office.clock.now())
    return PutAnswer(kept)


def hang_up_of(one: Any) -> Any:
    """Nobody answered, and that was the last try."""
    last = replace(one.last, ended_at=2160.0, outcome=AttemptOutcome.NO_ANSWER)
    lead = replace(one.lead, state=LeadState.EXHAUSTED, updated_at=2160.0)
    return replace(one, lead=lead, attempts=(*one.attempts[:-1], last), due_at=None)


async def everything(office: Office) -> str:
    """All that the store and the data folder have, as text."""
    store = office.store
    texts = [str(await tables(rows)) for rows in rows_of(store)]
    if isinstance(store, MemoryStore):
        texts.append(str({name: held for name, held in vars(store).items() if name != "_undo"}))
    for file in sorted(office.data.rglob("*")):
        if file.is_file():
            texts.append(file.read_bytes().decode("latin-1"))
    return "\n".join(texts)


def rows_of(store: Store) -> list[RowStore]:
    match store:
        case SqliteStore():
            return [SqliteRows(store._path)]
        case PostgresStore():
            return [PostgresRows(store._url)]
    return []


def places_of(text: str) -> int:
    for sign in (" ", "-", "(", ")"):
        text = text.replace(sign, "")
    return text.count(NATIONAL)


async def test_a_number_is_erased_everywhere(office: Office) -> None:
    store = office.store
    await furnish(office)
    assert places_of(await everything(office)) >= 20
    would = await office.erasing.look(LEAP, "020 7946 0101")
    counted = {
        "leads": 1,
        "attempts": 1,
        "calls": 1,
        "recordings": 2,
        "chats": 1,
        "chat_files": 1,
        "mentions": 7,
        "answers": 2,
        "do_not_call": 1,
        "held_calls": 0,
    }
    assert would.counts == counted
    done = await office.erasing.erase(LEAP, NUMBER, never_call=False, actor="rishi")
    assert done.counts == counted
    left = await everything(office)
    assert NATIONAL not in left
    assert places_of(left) == 0
    # What is counted is counted still, and what is of others is theirs.
    assert await store.count_calls(LEAP, CallFilter()) == 3
    assert (await store.tally(LEAP, CAMPAIGN, 0.0)).attempts == 1
    other = await life(store, 8)
    assert other.lead.number == OTHER
    assert other.callback is not None
    assert "[erased]" in other.callback.note
    assert other.lead.data == {"second": {"[erased]": ["[erased]"]}}
    theirs = await store.call(LEAP, CallId("call-2"))
    assert theirs is not None
    assert theirs.note == "Rang from [erased], too"
    assert (office.data / "recordings" / "c.wav").exists()
    assert [key for key, _ in await store.answers_after(LEAP, "", limit=9)] == ["key-2"]
    newest = (await store.audit(LEAP, limit=1))[0]
    assert (newest.actor, newest.action) == ("rishi", "number.erased")
    assert newest.detail["number"] == done.fingerprint
    assert newest.detail["calls"] == 1
    # What was told is told without it, and the audit log's chain holds.
    (told,) = await store.events(LEAP, after=0, limit=9)
    assert (told.event.number, told.event.external_id) == ("", "crm [erased]")
    call_told = {"number": "[erased]", "custom": {"tel": "[erased]"}}
    assert told.event.body == {"data": {"call": call_told}, "custom": None}
    lines = await store.audit_onward(LEAP, AuditFilter(action="call.requested"), limit=9)
    assert [one.erased_at is not None for one in lines] == [True, False]
    assert json.loads(lines[0].detail) == {"number": "[erased]"}
    chain = await AuditLog(store).verify(LEAP)
    assert (chain.seq, chain.of, chain.fault, chain.erased) == (3, 3, None, 1)
    # Once more: nothing is there, and nothing fails.
    again = await office.erasing.erase(LEAP, NUMBER, never_call=False, actor="rishi")
    assert not any(again.counts.values())


async def test_what_is_pushed_while_a_number_is_looked_for_is_not_undone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may take a while to look through all that is kept."""
    store = office.store
    await store.push_leads(batch(push(1, data={"spouse": f"+{NUMBER}", "plan": "silver"})))
    found = store.mentions
    pushed: list[Any] = []

    async def then_pushed(space_id: SpaceId, place: Place, digits: str, *, limit: int) -> Any:
        mentions = await found(space_id, place, digits, limit=limit)
        if place is Place.LEADS and not pushed:
            again = push(1, "lead-000009", data={"plan": "gold"})
            pushed.extend(await store.push_leads(batch(again)))
        return mentions

    monkeypatch.setattr(store, "mentions", then_pushed)
    await office.erasing.erase(LEAP, NUMBER, never_call=False, actor="adm")
    lead = await store.lead(LEAP, named(1))
    assert lead is not None
    assert lead.data == {"spouse": "[erased]", "plan": "gold"}


async def test_a_number_that_is_never_to_be_called_leaves_its_bare_entry(office: Office) -> None:
    await furnish(office)
    await office.erasing.erase(LEAP, NUMBER, never_call=True, actor="rishi")
    entries = await office.store.do_not_call_entries(LEAP, [NUMBER])
    assert [(one.campaign_id, one.reason) for one in entries] == [("", "erased")]
    # The entry alone: in memory beside its key, in the file beside its index.
    times = {MemoryStore: 2, SqliteStore: 3, PostgresStore: 1}[type(office.store)]
    assert (await everything(office)).count(NUMBER) == times
    # Pushed again, it is not dialled.
    pushed = await office.store.push_leads(batch(replace(push(9), number=NUMBER)))
    assert [one.state for one in pushed] == [LeadState.DO_NOT_CALL]


async def test_a_call_under_a_legal_hold_stays_as_it_is(office: Office) -> None:
    await furnish(office)
    before = await office.store.call(LEAP, CallId("call-1"))
    await office.holds.keep(LEAP, CallId("call-1"), "Case 4", actor="rishi")
    done = await office.erasing.erase(LEAP, NUMBER, never_call=False, actor="rishi")
    assert (done.calls, done.held_calls, done.recordings) == (0, 1, 0)
    assert await office.store.call(LEAP, CallId("call-1")) == before
    assert (office.data / "recordings" / "a.wav").exists()


async def test_the_attempt_of_a_call_under_a_legal_hold_stays_as_it_is(office: Office) -> None:
    await furnish(office)
    store, held = office.store, CallId("call-7")
    await store.commit([ended(7, number=NUMBER)])
    (before,) = await store.attempts_with(LEAP, NUMBER, limit=9)
    await office.holds.keep(LEAP, held, "Case 4", actor="rishi")
    done = await office.erasing.erase(LEAP, NUMBER, never_call=False, actor="rishi")
    assert (done.leads, done.attempts, done.held_calls) == (1, 0, 1)
    assert await store.attempts_with(LEAP, NUMBER, limit=9) == [before]
    await office.holds.release(LEAP, held, actor="rishi")
    done = await office.erasing.erase(LEAP, NUMBER, never_call=False, actor="rishi")
    assert (done.attempts, done.calls) == (1, 1)
    assert await store.attempts_with(LEAP, NUMBER, limit=9) == []


async def test_what_another_process_puts_under_a_hold_meanwhile_stays(office: Office) -> None:
    """`dockline retention` and `dockline erase` may run beside a server."""
    store = office.store
    await furnish(office)
    await store.commit([ended(7, number=NUMBER, note="Tea", recording="call-7.wav")])
    call, attempt = await store.call(LEAP, CallId("call-7")), AttemptId("attempt-000007")
    # Looked for before, and written after.
    await store.commit([PutKeptCall(KeptCall(CallId("call-7"), LEAP, 1.0, "adm", "Case 4"))])
    await store.commit(
        [
            MaskCall(LEAP, CallId("call-7"), recording=True),
            MaskAttempt(LEAP, attempt),
            MaskAttemptsTo(LEAP, NUMBER),
        ]
    )
    assert await store.call(LEAP, CallId("call-7")) == call
    assert len(await store.attempts_with(LEAP, NUMBER, limit=9)) == 1


async def test_a_file_that_cannot_be_deleted_keeps_no_other_kind(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.store.commit([ended(1, note="Likes tea", recording="call-1.wav")])
    office.clock.advance(30 * DAY)
    await office.settings(recordings=20, calls=20)

    async def refused(names: Iterable[str], *, delete: bool) -> FileCount:
        raise PermissionError("the folder is another's")

    monkeypatch.setattr(office.files, "recordings", refused)
    with pytest.raises(PermissionError):
        await office.retention.run(LEAP, actor="system")
    found = await office.store.call(LEAP, CallId("call-1"))
    assert found is not None
    assert (found.note, found.recording) == ("", "call-1.wav")
    assert (await office.store.audit(LEAP, limit=1))[0].detail == {"calls": 1}


@pytest.mark.parametrize("who", ["retention", "erasing"])
async def test_no_call_is_told_to_be_held_while_its_recording_goes(
    office: Office, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    await office.store.commit([ended(1, number=NUMBER, recording="call-1.wav")])
    office.clock.advance(30 * DAY)
    await office.settings(recordings=20)
    at_it, go_on, recordings = asyncio.Event(), asyncio.Event(), office.files.recordings

    async def slow(names: Iterable[str], *, delete: bool) -> FileCount:
        at_it.set()
        await go_on.wait()
        return await recordings(names, delete=delete)

    monkeypatch.setattr(office.files, "recordings", slow)
    work: dict[str, Coroutine[Any, Any, Any]] = {
        "retention": office.retention.run(LEAP, actor="system"),
        "erasing": office.erasing.erase(LEAP, NUMBER, never_call=False, actor="adm"),
    }
    going = asyncio.create_task(work.pop(who))
    for other in work.values():
        other.close()
    await at_it.wait()
    holding = asyncio.create_task(office.holds.keep(LEAP, CallId("call-1"), "Court", actor="adm"))
    await queued(office.accounts.book.holding, 1)
    go_on.set()
    await going
    # It is held as it is then: whoever asked finds no recording in it.
    await holding
    found = await office.store.call(LEAP, CallId("call-1"))
    assert found is not None
    assert found.recording == ""


async def test_a_number_that_somebody_is_at_is_refused_and_nothing_is_changed(
    office: Office,
) -> None:
    store = office.store

    async def refused() -> None:
        before = await everything(office)
        with pytest.raises(NumberBusy):
            await office.erasing.erase(LEAP, NUMBER, never_call=True, actor="rishi")
        assert await everything(office) == before

    await store.commit([PutCall(call(1, number=NUMBER))])
    await refused()
    await store.commit([ended(1, number=NUMBER)])
    # Its agent writes it up still.
    at = office.clock.now()
    wrapping = AgentStateRow(LEAP, RISHI, at, 1, "wrap_up", "", "call-1", 0)
    await store.commit([PutAgentState(wrapping)])
    await refused()
    await store.commit([PutAgentState(replace(wrapping, at=at + 0.5, state="ready", call_id=""))])
    await store.commit([PutChat(chat(2, visitor=f"+{NUMBER}"))])
    await refused()
    await store.commit([PutChat(chat(2, visitor=f"+{NUMBER}", ended_at=1100.0, open_state=b""))])
    await store.push_leads(batch(replace(push(7), number=NUMBER)))
    rung = dialled(await life(store, 7), 7, 2100.0, RISHI)
    await store.commit(both(rung, LeadState.NEW))
    await refused()
    await store.commit([PutLife(hang_up_of(rung), LeadState.DIALLING)])
    done = await office.erasing.erase(LEAP, NUMBER, never_call=True, actor="rishi")
    assert (done.calls, done.chats, done.leads) == (1, 1, 1)


async def test_a_number_of_ours_and_what_is_none_are_refused(office: Office) -> None:
    with pytest.raises(OwnNumber):
        await office.erasing.look(LEAP, "442079460018")
    for wrong in ("", "hello", "999", "12"):
        with pytest.raises(NumberInvalid):
            await office.erasing.look(LEAP, wrong)


async def test_another_space_keeps_what_it_has(office: Office) -> None:
    nova = SpaceId("novanet")
    theirs = call(5, nova, number=NUMBER, ended_at=1100.0)
    await office.store.commit([PutCall(theirs)])
    await furnish(office)
    await office.erasing.erase(LEAP, NUMBER, never_call=False, actor="rishi")
    assert await office.store.call(nova, CallId("call-5")) == theirs
