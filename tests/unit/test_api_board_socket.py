"""The board's socket: who may have one, its phone, listening and taking over, and its end."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from dockline.adapters.memory.engine import MemoryEngine
from dockline.api import board_wire as b, dock_wire as w, page_socket
from dockline.domain.commands import AnswerOffer, HangUpCall, Transfer
from dockline.domain.facts import CallBarged
from dockline.domain.ids import AgentId, CallId, PageId, PhoneId, new_id
from dockline.domain.monitor import MonitorMode, MonitorView
from dockline.domain.space import Role, User
from dockline.services.people import UserChange
from tests.support.face import LEAP, PASSWORD, Dock, Server, serving
from tests.support.until import until

LISTEN, WHISPER, BARGE = MonitorMode.LISTEN, MonitorMode.WHISPER, MonitorMode.BARGE


async def person(server: Server, login: str, role: Role, *teams: str) -> User:
    user = await server.node.accounts.create_user(
        LEAP, login, login.title(), PASSWORD, role, list(teams)
    )
    server.users[login] = user
    return user


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        await running.node.accounts.create_team(LEAP, "Sales")
        await person(running, "anna", Role.SUPERVISOR, "Support team")
        await person(running, "boris", Role.SUPERVISOR, "Sales")
        await person(running, "mona", Role.MANAGER)
        yield running


@pytest.fixture
async def dock(server: Server) -> AsyncIterator[Dock]:
    """Of an agent who talks."""
    async with server.dock() as dock:
        await server.make_call(number="442079460100")
        await dock.fact("call_answered")
        await dock.fact("agent_leg_changed", agent_leg="up")
        yield dock


def rishi(server: Server) -> AgentId:
    return server.users["rishi"].user_id


def monitor(server: Server, login: str = "anna") -> MonitorView | None:
    return server.node.floors.monitor(LEAP, server.users[login].user_id)


async def nothing_is_left(server: Server) -> bool:
    held = await server.engine.inventory()
    legs = any(leg.tags.role == "monitor" for leg in held.legs)
    rooms = any(room.startswith("spy-") for room in held.rooms)
    return not (legs or rooms or held.spies)


def refusal(answer: w.Done | w.Refused) -> str:
    assert isinstance(answer, w.Refused), answer
    assert answer.message
    return answer.code


# --- who is let in, and what they are told ------------------------------------------------------


async def test_a_board_is_welcomed_with_a_phone_of_its_own(server: Server) -> None:
    async with server.board("anna", phone=False) as board:
        told = board.greeted
        assert (told.cloud_id, told.space_name, told.role) == ("leap", "Leap", "supervisor")
        assert (told.user_id, told.name) == (server.users["anna"].user_id, "Anna")
        assert (told.teams, told.runs_campaigns) == (("Support team",), False)
        assert told.monitor is None
        assert told.phone is not None
        assert told.phone.phone_id.startswith(f"board-{told.user_id}-")
        assert await server.engine.has_phone(told.phone.phone_id)


async def test_a_manager_watches_every_team(server: Server) -> None:
    async with server.board("mona") as board:
        assert sorted(board.greeted.teams) == ["Sales", "Support team"]
        assert board.greeted.runs_campaigns


async def test_a_team_taken_away_between_the_connection_and_the_hello_is_not_shown(
    server: Server,
) -> None:
    anna = server.users["anna"].user_id
    sales = server.node.accounts.team_by_name(LEAP, "Sales")
    assert sales is not None
    async with server.socket(await server.sign_in("anna"), "/board/socket") as socket:
        change = UserChange(teams=(sales.team_id,))
        await server.node.accounts.people.change(anna, change)
        await socket.send(msgspec.json.encode(b.BoardHello(PageId(new_id()))).decode())
        welcome = msgspec.json.decode(await socket.recv(), type=b.BoardWelcome)
        assert welcome.teams == ("Sales",)


async def test_without_a_session(server: Server) -> None:
    async with server.socket("dockline=made-up", "/board/socket") as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
async def test_pages_from_elsewhere_are_kept_out(server: Server, origin: str) -> None:
    cookie = await server.sign_in("anna")
    with pytest.raises(InvalidStatus) as refused:
        async with server.socket(cookie, "/board/socket", origin=origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        '{"type":"beat","sent":1}',
        '{"type":"hello"}',
        '{"type":"hello","page_id":"short"}',
        b"\x00",
    ],
)
async def test_a_bad_first_message(server: Server, message: str | bytes) -> None:
    async with server.socket(await server.sign_in("anna"), "/board/socket") as socket:
        await socket.send(message)
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4400


@pytest.mark.parametrize(
    "message",
    [
        '{"type":"ask","ref":1,"order":{"type":"hold","call_id":"x"}}',
        '{"type":"ask","ref":1,"order":{"type":"listen","agent_id":"x","mode":"shout"}}',
        '{"type":"hello","page_id":"12345678"}',
    ],
)
async def test_a_bad_later_message(server: Server, message: str) -> None:
    async with server.board("anna") as board:
        await board.socket.send(message)
        assert await board.closed() == 4400


async def test_the_heartbeat_comes_back(server: Server) -> None:
    async with server.board("anna") as board:
        assert (await board.message(w.BeatBack)).sent == 0.0


async def test_the_phone_of_a_board_passes_the_proxy(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def far_side(connection: ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)

    sip = Subprotocol("sip")
    async with serve(far_side, "127.0.0.1", 0, subprotocols=[sip]) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        monkeypatch.setattr(MemoryEngine, "phone_socket", lambda _: f"ws://127.0.0.1:{port}/ws")
        cookie = await server.sign_in("anna")
        async with (
            server.board("anna", cookie=cookie) as board,
            server.socket(cookie, "/sip", subprotocols=[sip]) as phone,
        ):
            register = f"REGISTER sip:{board.phone_id}@engine SIP/2.0\r\n\r\n"
            await phone.send(register)
            assert await phone.recv() == register


async def test_boards_are_counted(server: Server) -> None:
    async with server.board("anna"), server.board("mona"):
        assert await _boards(server, 2)
    await until(lambda: _boards(server, 0))


async def _boards(server: Server, n: int) -> bool:
    """Whether so many are connected."""
    told = await server.http.get("/metrics")
    return f"dockline_board_sockets {n}.0" in told.text


# --- listening ----------------------------------------------------------------------------------


async def test_listening_from_the_first_word_to_the_last(server: Server, dock: Dock) -> None:
    async with server.board("anna") as board:
        listening = await board.order(b.Listen(rishi(server), LISTEN))
        assert isinstance(listening, w.Done)
        view = await board.up()
        assert (view.agent_id, view.mode) == (rishi(server), LISTEN)
        for mode in (WHISPER, BARGE, LISTEN):
            assert isinstance(await board.order(b.Listen(rishi(server), mode)), w.Done)
            assert await board.up() == monitor(server)
            assert (await board.up()).mode is mode
        assert isinstance(await board.order(b.StopListening()), w.Done)
        assert await board.out() == "stopped"
        assert await nothing_is_left(server)
        assert isinstance(await board.order(b.StopListening()), w.Done)
    barged = [fact.barged for fact in dock.facts if isinstance(fact, CallBarged)]
    assert barged == ["Anna", ""], "whoever is heard is shown, and nobody else"


async def test_the_call_ends(server: Server, dock: Dock) -> None:
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), LISTEN))
        call_id = (await board.up()).call_id
        await dock.ask(HangUpCall(call_id))
        assert await board.out() == "call-ended"
        assert await nothing_is_left(server)


async def test_each_start_and_each_other_mode_stands_in_the_audit_log(
    server: Server, dock: Dock
) -> None:
    async with server.board("anna") as board:
        for mode in (LISTEN, LISTEN, BARGE):
            await board.order(b.Listen(rishi(server), mode))
            await board.up()
        refused = await board.order(b.Listen(AgentId("nobody"), LISTEN))
        assert refusal(refused) == "no-such-call"
        call_id = (await board.up()).call_id
    noted = await until(lambda: _noted(server, "call.monitored", 2))
    assert noted == [
        ("anna", {"agent": "rishi", "call_id": call_id, "mode": mode.value})
        for mode in (LISTEN, BARGE)
    ]


async def test_whom_they_hear_after_the_call_went_to_another_stands_there_too(
    server: Server, dock: Dock
) -> None:
    async with server.board("anna") as board, server.dock("siddhant") as other:
        await board.order(b.Listen(rishi(server), LISTEN))
        call_id = (await board.up()).call_id
        target = server.users["siddhant"].user_id
        await dock.ask(Transfer(call_id=call_id, blind=True, target_kind="agent", target=target))
        await other.fact("call_offered")
        await other.ask(AnswerOffer(call_id=call_id))
        noted = await until(lambda: _noted(server, "call.monitored", 2))
        assert [detail["agent"] for _, detail in noted] == ["rishi", "siddhant"]


async def _noted(server: Server, action: str, n: int) -> list[tuple[str, Any]]:
    """Entries of this kind, oldest first, once there are so many."""
    entries = await server.store.audit(LEAP, limit=100)
    found = [(one.actor, one.detail) for one in entries[::-1] if one.action == action]
    return found if len(found) >= n else []


async def test_supervisors_hear_their_own_teams_only(server: Server, dock: Dock) -> None:
    async with server.board("boris") as boris, server.board("mona") as mona:
        for order in (b.Listen(rishi(server), LISTEN), b.TakeCallOver(rishi(server))):
            assert refusal(await boris.order(order)) == "not-permitted"
        assert isinstance(await mona.order(b.Listen(rishi(server), LISTEN)), w.Done)
        await mona.up()
    assert monitor(server, "boris") is None


async def test_a_right_that_was_taken_away_since(server: Server, dock: Dock) -> None:
    async with server.board("anna") as board:
        directory = server.node.accounts.book.directory
        user = server.users["anna"]
        directory.users[user.user_id] = User(
            **{name: getattr(user, name) for name in user.__struct_fields__ if name != "role"},
            role=Role.AGENT,
        )
        refused = await board.order(b.Listen(rishi(server), LISTEN))
        assert refusal(refused) == "not-permitted"


async def test_a_phone_that_is_not_connected(server: Server, dock: Dock) -> None:
    async with server.board("anna", phone=False) as board:
        order = b.Listen(rishi(server), LISTEN)
        assert refusal(await board.order(order)) == "voice-unavailable"
        await board.say(w.PhoneState(PhoneId("another"), registered=True))
        assert refusal(await board.order(order)) == "voice-unavailable"
        await board.register()
        assert isinstance(await board.order(order), w.Done)


async def test_a_phone_that_is_lost_while_it_rings(server: Server, dock: Dock) -> None:
    server.engine.phones_answer = False
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), LISTEN))
        assert board.phone_id is not None
        await board.say(w.PhoneState(board.phone_id, registered=False))
        assert await board.out() == "unreachable"
        assert await nothing_is_left(server)


async def test_a_registration_that_is_lost_in_the_call_ends_nothing(
    server: Server, dock: Dock
) -> None:
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), LISTEN))
        view = await board.up()
        assert board.phone_id is not None
        await board.say(w.PhoneState(board.phone_id, registered=False))
        assert monitor(server) == view
        assert isinstance(await board.order(b.Listen(rishi(server), WHISPER)), w.Done)
        await board.order(b.StopListening())
        assert refusal(await board.order(b.Listen(rishi(server), LISTEN))) == "voice-unavailable"


async def test_the_supervisors_phone_hangs_up(server: Server, dock: Dock) -> None:
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), LISTEN))
        await board.up()
        held = await server.engine.inventory()
        [leg] = [leg.leg_id for leg in held.legs if leg.tags.role == "monitor"]
        server.engine.hang_up_far_end(leg)
        assert await board.out() == "left"


# --- the end of a page --------------------------------------------------------------------------


async def test_a_page_that_is_closed_listens_no_more(server: Server, dock: Dock) -> None:
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), BARGE))
        await board.up()
        await dock.fact("call_barged", barged="Anna")
    await until(lambda: monitor(server) is None)
    await dock.fact("call_barged", barged="")
    assert await nothing_is_left(server)


async def test_a_silent_page_listens_no_more(server: Server, dock: Dock) -> None:
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), LISTEN))
        await board.up()
        board.stop_beating()
        assert await board.closed() == 4408
        await until(lambda: monitor(server) is None)
        assert await nothing_is_left(server)


async def test_of_two_pages_the_newer_wins_and_listens_when_told(
    server: Server, dock: Dock
) -> None:
    cookie = await server.sign_in("anna")
    async with server.board("anna", cookie=cookie) as first:
        await first.order(b.Listen(rishi(server), LISTEN))
        await first.up()
        async with server.board("anna", cookie=cookie) as second:
            await first.message(w.Replaced)
            assert await first.closed() == 4001
            assert second.greeted.monitor is None
            assert monitor(server) is None
            assert second.phone_id != first.phone_id
            await second.order(b.Listen(rishi(server), LISTEN))
            view = await second.up()
            await until(lambda: _boards(server, 1))  # the first has left
            assert monitor(server) == view, "the end of the first is not the end of this"


async def test_a_page_that_was_replaced_asks_in_vain(
    server: Server, dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have asked before it hears that it is replaced."""
    monkeypatch.setattr(page_socket.PageSocket, "end", lambda *_: None)
    cookie = await server.sign_in("anna")
    async with (
        server.board("anna", cookie=cookie) as first,
        server.board("anna", cookie=cookie),
    ):
        await first.message(w.Replaced)
        assert refusal(await first.order(b.Listen(rishi(server), LISTEN))) == "not-now"
        assert monitor(server) is None


async def test_the_same_page_on_a_new_socket_goes_on_listening(server: Server, dock: Dock) -> None:
    cookie, page = await server.sign_in("anna"), PageId(new_id())
    async with server.board("anna", cookie=cookie, page_id=page) as first:
        await first.order(b.Listen(rishi(server), LISTEN))
        view = await first.up()
        async with server.board(
            "anna", cookie=cookie, page_id=page, phone_id=first.phone_id
        ) as second:
            assert await first.closed() == 4000
            assert second.greeted.monitor == view
            assert second.greeted.phone is None
            assert isinstance(await second.order(b.Listen(rishi(server), WHISPER)), w.Done)
            assert monitor(server) is not None


async def test_signing_out_anywhere_ends_the_board_of_that_session_only(
    server: Server, dock: Dock
) -> None:
    this, other = await server.sign_in("anna"), await server.sign_in("anna")
    async with server.board("anna", cookie=this) as board:
        await board.order(b.Listen(rishi(server), LISTEN))
        view = await board.up()
        await server.http.post("/dock/sign-out", headers={"Cookie": other})
        assert isinstance(await board.order(b.Listen(rishi(server), LISTEN)), w.Done)
        assert monitor(server) == view
        assert board.phone_id is not None
        assert await server.engine.has_phone(board.phone_id)
        await server.http.post("/dock/sign-out", headers={"Cookie": this})
        assert await board.closed() == 4401
    await until(lambda: monitor(server) is None)


async def test_a_session_that_ended_meanwhile_ends_the_board(
    server: Server, dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_socket, "SESSION_SECONDS", 0.0)
    cookie = await server.sign_in("anna")
    async with server.board("anna", cookie=cookie) as board:
        await server.node.accounts.sign_out(cookie.partition("=")[2])
        assert await board.closed() == 4401


# --- the engine ---------------------------------------------------------------------------------


async def test_other_rights_bring_the_board_back_with_what_it_may_show_now(server: Server) -> None:
    people, sup = server.node.accounts.people, server.users["anna"]
    async with server.board("anna") as board:
        await people.change(sup.user_id, UserChange(name="Anna R."))
        await people.change(sup.user_id, UserChange(role=Role.ADMIN))
        assert await board.closed() == page_socket.TRY_LATER
    async with server.board("anna") as board:
        assert board.greeted.role == Role.ADMIN


async def test_who_is_taken_out_of_a_team_sees_and_hears_no_more_of_it(
    server: Server, dock: Dock
) -> None:
    people, sup = server.node.accounts.people, server.users["anna"]
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), LISTEN))
        await board.up()
        await people.change(sup.user_id, UserChange(teams=()))
        assert await board.out() == "not-permitted"
        assert await board.closed() == page_socket.TRY_LATER
    assert monitor(server, "anna") is None
    async with server.board("anna") as board:
        assert board.greeted.teams == ()


async def test_the_engine_dies_and_comes_back(server: Server, dock: Dock) -> None:
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), LISTEN))
        await board.up()
        old = board.phone_id
        server.engine.kill()
        assert await board.out() == "unreachable"
        server.engine.come_back()
        phone = (await board.message(w.PhoneFrame)).phone
        assert phone.phone_id != old
        assert await server.engine.has_phone(phone.phone_id)
        order = b.Listen(rishi(server), LISTEN)
        assert refusal(await board.order(order)) == "voice-unavailable", "not registered with it"


# --- taking over --------------------------------------------------------------------------------


async def test_taking_a_call_over(server: Server, dock: Dock) -> None:
    async with server.board("anna") as board:
        await board.order(b.Listen(rishi(server), WHISPER))
        call_id = (await board.up()).call_id
        refused = await board.order(b.TakeCallOver(rishi(server)))
        assert refusal(refused) == "target-unavailable", "without a dock of one's own"
        async with server.dock("anna") as own:
            assert isinstance(await board.order(b.TakeCallOver(rishi(server))), w.Done)
            assert await board.out() == "taken-over"
            await dock.fact("agent_state_changed", state="wrap_up")
            taken = await own.fact("call_handed_over", call_id=call_id)
            assert taken.agent_id == server.users["anna"].user_id
            await until(lambda: _state(server, "anna") == "talking")
            assert await nothing_is_left(server)
            assert isinstance(await own.ask(HangUpCall(CallId(call_id))), w.Done)
    [noted] = await until(lambda: _noted(server, "call.taken-over", 1))
    assert noted == ("anna", {"agent": "rishi", "call_id": call_id})


def _state(server: Server, login: str) -> str:
    view = server.node.floors.view(LEAP, server.users[login].user_id)
    return view.me.state.value if view is not None else ""


# --- campaigns ----------------------------------------------------------------------------------


async def test_running_a_campaign(server: Server) -> None:
    campaigns = server.node.campaigns
    made = await campaigns.create(LEAP, "Spring", "Support team", actor="test")
    campaign_id = made.campaign.campaign_id
    before = made.campaign.settings.state
    async with server.board("anna") as anna, server.board("mona") as mona:
        for run, state in (("pause", "paused"), ("start", "running")):
            order = b.RunCampaign(campaign_id, run)  # type: ignore[arg-type]
            assert refusal(await anna.order(order)) == "not-permitted"
            answer = await mona.order(order)
            assert isinstance(answer, w.Done), (before, answer)
            now = (await campaigns.show(LEAP, "Spring")).campaign.settings.state
            assert now.value == state
        unknown = await mona.order(b.RunCampaign("no such campaign", "pause"))
        assert refusal(unknown) == "campaign-unknown"
    [(by, _)] = await _noted(server, "campaign.paused", 1)
    assert by == "mona"
