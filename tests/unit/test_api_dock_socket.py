"""The dock's socket: welcome, facts, resuming, heartbeat, replacement, the phone's credentials."""

import asyncio
import itertools
import json
import socket as socket_module
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dockline.api import dock_wire as w
from dockline.domain.commands import Dial, Hold, Pause
from dockline.domain.facts import AgentSignedIn
from dockline.domain.ids import CallId, PageId, PhoneId, new_id
from dockline.domain.views import apply
from dockline.services.people import UserChange
from tests.support.face import LEAP, Dock, Server, serving
from tests.support.until import until


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


def same_view(server: Server, dock: Dock, login: str = "rishi") -> bool:
    """Whether the dock's snapshot and the facts it heard make up what is true now."""
    view = dock.view
    for fact in dock.facts:
        view = apply(view, fact)
    fresh = server.node.floors.view(LEAP, server.users[login].user_id)
    return msgspec.json.encode(view) == msgspec.json.encode(fresh)


# --- welcome and facts --------------------------------------------------------------------------


async def test_a_page_is_welcomed_with_all_it_needs(server: Server) -> None:
    await server.settings(caller_ids=("442079460019",), recording="on_demand")
    async with server.dock(phone=False) as dock:
        welcome = dock.welcome
        assert welcome is not None
        assert welcome.epoch == server.node.feed.epoch
        assert welcome.view.me.login == "rishi"
        assert welcome.view.me.state == "ready"
        assert welcome.view.call is None
        assert welcome.view.engine_up is True
        assert welcome.settings.cloud_id == "leap"
        assert welcome.settings.caller_ids == ("442079460018", "442079460019")
        assert welcome.settings.recording == "on_demand"
        assert welcome.phone is not None
        assert welcome.phone.phone_id.startswith(f"dock-{server.users['rishi'].user_id}-")
        assert await server.engine.has_phone(welcome.phone.phone_id)


async def test_a_page_says_to_a_new_server_why_its_agent_is_paused(server: Server) -> None:
    async with server.socket(await server.sign_in()) as socket:
        hello = w.Hello(PageId(new_id()), epoch="of a server of before", after=7, paused="Lunch")
        await socket.send(msgspec.json.encode(hello).decode())
        welcome = msgspec.json.decode(await socket.recv(), type=w.Welcome)
    me = welcome.view.me
    assert (me.state, me.pause_reason) == ("paused", "Lunch")


async def test_snapshot_and_facts_make_up_what_is_true(server: Server) -> None:
    async with server.dock() as dock:
        answer = await server.make_call(number="442079460100")
        await dock.fact("call_answered", call_id=answer.json()["callId"])
        done = await dock.ask(Hold(CallId(answer.json()["callId"])))
        assert isinstance(done, w.Done)
        await dock.fact("call_held")
        await until(lambda: same_view(server, dock))


async def test_a_refusal_comes_back_with_its_code(server: Server) -> None:
    async with server.dock() as dock:
        refused = await dock.ask(Hold(CallId(new_id())))
        assert isinstance(refused, w.Refused)
        assert (refused.code, bool(refused.message)) == ("no-such-call", True)


async def test_the_dialling_rules_stand_before_the_dial_pad(server: Server) -> None:
    async with server.dock() as dock:
        for number, code in (("999", "number-not-allowed"), ("12", "number-invalid")):
            refused = await dock.ask(Dial(number))
            assert isinstance(refused, w.Refused)
            assert refused.code == code
        assert isinstance(await dock.ask(Dial("+44 20 7946 0100")), w.Done)


async def test_asking_while_the_store_is_away(server: Server) -> None:
    async with server.dock() as dock:
        server.store.away = True
        refused = await dock.ask(Dial("442079460100"))
        server.store.away = False
        assert isinstance(refused, w.Refused)
        assert refused.code == "store-unavailable"


async def test_the_heartbeat_comes_back_with_the_servers_time(server: Server) -> None:
    async with server.dock() as dock:
        beat = await dock.message(w.BeatBack)
        assert beat.sent == 0.0
        assert abs(beat.now - server.node.clock.now()) < 60


# --- coming back --------------------------------------------------------------------------------


async def test_the_same_page_resumes_after_its_number(server: Server) -> None:
    cookie = await server.sign_in()
    async with server.dock(cookie=cookie) as before:
        await before.ask(Pause("Lunch"))
        page, seq, phone = before.page_id, before.last_seq, before.phone_id
        epoch = before.welcome.epoch if before.welcome else ""
    await until(lambda: server.node.floors.seq(LEAP) > seq)  # the lost socket was noticed
    async with server.dock(
        cookie=cookie, phone=False, page_id=page, epoch=epoch, after=seq, phone_id=phone
    ) as dock:
        assert dock.welcome is None
        resumed = dock.phone_id
        assert resumed == phone
        link = await dock.fact("agent_link_changed", linked=True)
        assert link.agent_id == server.users["rishi"].user_id


async def test_what_an_admin_changes_is_on_open_docks_at_once(server: Server) -> None:
    accounts, rishi = server.node.accounts, server.users["rishi"].user_id
    sales = await accounts.create_team(LEAP, "Sales team", "442079460055")
    async with server.dock() as dock, server.dock("siddhant") as other:
        await server.settings(pause_reasons=("Tea", "Lunch"))
        await until(lambda: dock.settings.pause_reasons == ("Tea", "Lunch"))
        await until(lambda: other.settings.pause_reasons == ("Tea", "Lunch"))
        await accounts.people.change(rishi, UserChange(teams=(sales.team_id,), chat_limit=7))
        await until(lambda: dock.settings.chat_limit == 7)
        assert dock.settings.caller_ids[0] == "442079460055"
        await until(lambda: [f.agent.teams for f in dock.facts if isinstance(f, AgentSignedIn)])
        assert server.node.floors.teams_of(LEAP, rishi) == (sales.team_id,)
        assert same_view(server, dock)
        heard = [one for one in other.inbox if isinstance(one, w.SettingsFrame)]
        assert len(heard) == 1, "it is told what is another for it, and no more"


async def test_what_is_changed_between_the_connection_and_the_hello_counts(server: Server) -> None:
    accounts, rishi = server.node.accounts, server.users["rishi"].user_id
    sales = await accounts.create_team(LEAP, "Sales team", "442079460055")
    async with server.socket(await server.sign_in()) as socket:
        await server.settings(pause_reasons=("Tea",))
        await accounts.people.change(rishi, UserChange(teams=(sales.team_id,), chat_limit=7))
        await socket.send(msgspec.json.encode(w.Hello(PageId(new_id()))).decode())
        welcome = msgspec.json.decode(await socket.recv(), type=w.Welcome)
        assert welcome.settings.pause_reasons == ("Tea",)
        assert welcome.settings.chat_limit == 7
        assert welcome.view.me.teams == ("Sales team",)
        assert server.node.floors.teams_of(LEAP, rishi) == (sales.team_id,)


async def test_a_page_that_was_away_hears_what_was_changed_meanwhile(server: Server) -> None:
    async with server.dock() as dock:
        epoch, after = dock.welcome.epoch if dock.welcome else "", dock.last_seq
        page_id = dock.page_id
    await server.settings(pause_reasons=("Tea",))
    hello: dict[str, Any] = {"page_id": page_id, "epoch": epoch, "after": after}
    async with server.dock(phone=False, **hello) as back:
        assert back.welcome is None
        assert (await back.message(w.SettingsFrame)).settings.pause_reasons == ("Tea",)


async def test_a_number_of_another_epoch_gets_a_snapshot(server: Server) -> None:
    async with server.dock(phone=False, epoch="another", after=3) as dock:
        assert dock.welcome is not None


async def test_a_number_from_the_future_gets_a_snapshot(server: Server) -> None:
    epoch = server.node.feed.epoch
    async with server.dock(phone=False, epoch=epoch, after=10**6) as dock:
        assert dock.welcome is not None


async def test_a_reloaded_page_gets_a_new_phone_and_the_old_one_goes(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await server.settings(rejoin_seconds=0.1, dock_grace_seconds=0.1)
        cookie = await server.sign_in()
        async with server.dock(cookie=cookie) as before:
            old = before.phone_id
        async with server.dock(cookie=cookie) as after:
            assert old is not None
            assert after.phone_id is not None
            assert after.phone_id != old
            await until(lambda: _gone(server, old))
            assert await server.engine.has_phone(after.phone_id)


async def _gone(server: Server, phone_id: PhoneId) -> bool:
    return not await server.engine.has_phone(phone_id)


async def test_another_agents_phone_is_not_handed_over(server: Server) -> None:
    async with (
        server.dock("siddhant") as other,
        server.dock(phone=False, phone_id=other.phone_id) as dock,
    ):
        assert dock.welcome is not None
        assert dock.welcome.phone is not None
        assert dock.welcome.phone.phone_id != other.phone_id


async def test_the_phone_of_another_page_of_ones_own_is_not_shared(server: Server) -> None:
    async with server.dock() as first, server.dock(phone=False, phone_id=first.phone_id) as second:
        assert second.welcome is not None
        assert second.welcome.phone is not None


async def test_after_a_restart_of_the_server_the_phone_is_kept(server: Server) -> None:
    """It is in nobody's hands then, but its name says whose it is."""
    phone_id = PhoneId(f"dock-{server.users['rishi'].user_id}-0123456789abcdef")
    await server.engine.make_phone(phone_id)
    async with server.dock(phone_id=phone_id) as dock:
        assert dock.welcome is not None
        assert dock.welcome.phone is None


async def test_the_newer_page_wins(server: Server) -> None:
    cookie = await server.sign_in()
    async with server.dock(cookie=cookie) as first:
        async with server.dock(cookie=cookie) as second:
            await first.message(w.Replaced)
            assert await first.closed() == 4001
            assert (await server.make_call()).json()["success"] is True
            await second.fact("call_started")
        assert not any(f.__struct_config__.tag == "call_started" for f in first.facts)


async def test_a_silent_dock_is_lost(server: Server) -> None:
    async with server.dock() as dock:
        dock.stop_beating()
        assert await dock.closed() == 4408
        view = server.node.floors.view(LEAP, server.users["rishi"].user_id)
        assert view is not None
        await until(lambda: not _linked(server))


def _linked(server: Server) -> bool:
    view = server.node.floors.view(LEAP, server.users["rishi"].user_id)
    return view is not None and view.me.linked


async def test_the_engine_was_started_again_and_the_phone_is_made_anew(server: Server) -> None:
    async with server.dock() as dock:
        old = dock.phone_id
        server.engine.kill()
        await dock.fact("engine_changed", engine_up=False)
        server.engine.come_back()
        frame = await dock.message(w.PhoneFrame)
        assert frame.phone.phone_id != old
        assert await server.engine.has_phone(frame.phone.phone_id)


async def test_the_engine_was_only_out_of_reach_and_the_phone_stays(server: Server) -> None:
    async with server.dock() as dock:
        server.engine.drop()
        await dock.fact("engine_changed", engine_up=False)
        server.engine.come_back()
        await dock.fact("engine_changed", engine_up=True)
        await dock.ask(Pause("Lunch"))
        assert not any(isinstance(message, w.PhoneFrame) for message in dock.inbox)


async def test_without_an_engine_there_is_no_phone_yet(server: Server) -> None:
    server.engine.kill()
    async with server.dock(phone=False) as dock:
        assert dock.welcome is not None
        assert dock.welcome.phone is None
        assert dock.view.engine_up is False
        server.engine.come_back()
        await dock.message(w.PhoneFrame)


# --- who is let in ------------------------------------------------------------------------------


async def test_without_a_session_it_is_closed_with_4401(server: Server) -> None:
    async with server.socket("dockline=made-up") as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401


async def test_who_is_deactivated_between_the_connection_and_the_hello_is_out(
    server: Server,
) -> None:
    rishi = server.users["rishi"].user_id
    async with server.socket(await server.sign_in()) as socket:
        await server.node.accounts.people.change(rishi, UserChange(active=False))
        await socket.send(msgspec.json.encode(w.Hello(PageId(new_id()))).decode())
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401
    assert server.node.floors.view(LEAP, rishi) is None


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
@pytest.mark.parametrize("path", ["/dock/socket", "/sip"])
async def test_pages_from_elsewhere_are_kept_out(server: Server, origin: str, path: str) -> None:
    cookie = await server.sign_in()
    with pytest.raises(InvalidStatus) as refused:
        async with server.socket(cookie, path, origin=origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "{}",
        '{"type":"beat","sent":1}',
        '{"type":"hello"}',
        '{"type":"hello","page_id":"short"}',
        '{"type":"hello","page_id":"12345678","after":"x"}',
        "[" * 5000,
        b"\x00\x01",
        json.dumps({"type": "\u20ac" * 90}, ensure_ascii=False),
    ],
)
async def test_a_bad_first_message(server: Server, message: str | bytes) -> None:
    async with server.socket(await server.sign_in()) as socket:
        await socket.send(message)
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4400


@pytest.mark.parametrize(
    "message",
    [
        '{"type":"ask","ref":1,"order":{"type":"no such order"}}',
        '{"type":"ask","ref":1,"order":{"type":"digits","call_id":"a","digits":"x"}}',
        json.dumps({"type": "hello", "page_id": "12345678"}),
    ],
)
async def test_a_bad_later_message(server: Server, message: str) -> None:
    async with server.dock() as dock:
        await dock.socket.send(message)
        assert await dock.closed() == 4400


async def test_a_dock_that_does_not_read_is_cut_off_and_holds_nobody_up(server: Server) -> None:
    cookie = await server.sign_in()
    # The kernel would take megabytes for a reader that does not read; what is ours comes after.
    for listening in server.node._sockets:  # a connection inherits it
        listening.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_SNDBUF, 4096)
    small = socket_module.socket()
    small.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_RCVBUF, 4096)
    small.connect(("127.0.0.1", server.node.port))
    async with server.socket(cookie, max_queue=1, sock=small) as socket:
        page = PageId(new_id())
        await socket.send(msgspec.json.encode(w.Hello(page)).decode())
        await socket.recv()

        async def flood() -> None:
            """Ask for answers without end, and never take one in."""
            with suppress(ConnectionClosed):
                for n in itertools.count():
                    await socket.send(f'{{"type":"beat","sent":{n}}}')

        flooding = asyncio.create_task(flood())
        await until(lambda: _linked(server))
        await until(lambda: not _linked(server), within=30.0, pause=0.01)
        flooding.cancel()
        socket.transport.abort()  # it would wait long for the goodbye that it does not read
        async with server.dock("siddhant"):
            answer = await server.make_call(username="siddhant@leap")
            assert answer.json()["success"] is True
