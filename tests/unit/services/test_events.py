"""Every fact becomes an event of the catalogue, or is left out on purpose."""

import subprocess
import sys
import types
import typing
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import Struct

from dockline.domain import chatcommands as cc, facts as f
from dockline.domain.call import Call
from dockline.domain.chat import Chat
from dockline.domain.chatshown import ChatView
from dockline.domain.facts import Addressed, AnyFact, Stamped
from dockline.domain.floor import Floor, Step
from dockline.domain.floor.people import Agent
from dockline.domain.ids import AgentId, CallId, ChatId, SpaceId
from dockline.domain.line import Line
from dockline.domain.seat import Seat
from dockline.domain.shown import AgentView, CallView
from dockline.domain.signals import RecordingEnded
from dockline.domain.space import SpaceSettings
from dockline.domain.teamsettings import QueueSettings
from dockline.services.events.catalogue import CATALOGUE, GROUPS, LEFT_OUT, PING, TYPES
from dockline.services.events.of_facts import FactTeller
from dockline.services.events.samples import sample, schema
from tests.support.floors import TEAM, World

FACTS: list[type[Struct]] = sorted(get_args(AnyFact), key=lambda one: one.__name__)
LEAP = SpaceId("leap")


def made(kind: Any) -> Any:
    """Something of this type. Every text is "a", so ids are those of `floor_of_one`."""
    origin, args = typing.get_origin(kind), get_args(kind)
    if origin is typing.Annotated:
        return made(args[0])
    if origin in (typing.Union, types.UnionType):
        return made(next(one for one in args if one is not type(None)))
    if hasattr(kind, "__supertype__"):
        return made(kind.__supertype__)
    if origin in (tuple, list, dict, frozenset):
        return origin() if origin is not tuple else ()
    if isinstance(kind, type) and issubclass(kind, Struct):
        fields = msgspec.structs.fields(kind)
        return kind(**{one.name: made(one.type) for one in fields if one.required})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return {str: "a", float: 5.0, int: 1, bool: True}[kind]


def tag_of(fact: type[Struct]) -> str:
    return str(fact.__struct_config__.tag)


def floor_of_one() -> Floor:
    """One of everything."""
    floor = Floor(LEAP, SpaceSettings())
    view = made(CallView)
    view.custom, view.number = {"order": 7}, "442079460110"
    floor.calls[CallId("a")] = Call(view=view)
    floor.chats[ChatId("a")] = Chat(view=made(ChatView))
    floor.agents[AgentId("a")] = Agent(view=made(AgentView), seat=Seat("a", "a", ()))
    floor.lines[CallId("a")] = made(Line)
    return floor


def step_of(*facts: Any) -> Step:
    addressed = [
        Addressed(Stamped(seq=n, at=1_772_443_800.0, fact=fact), None)
        for n, fact in enumerate(facts, 1)
    ]
    return Step(addressed, [], {}, set(), {}, [])


@pytest.mark.parametrize("kind", FACTS, ids=tag_of)
def test_every_fact_is_told_or_left_out(kind: type[Struct]) -> None:
    teller = FactTeller(floor_of_one())
    before = step_of(made(f.LineDialled), made(f.CardShown))
    assert teller.heard(before, telling=False) == [], "nobody is to be told"
    events = teller.heard(step_of(made(kind)), telling=True)
    if tag_of(kind) in LEFT_OUT:
        assert events == []
        return
    (event,) = events
    known = TYPES[event.type]
    data = msgspec.convert(event.body["data"], known.data)
    assert msgspec.to_builtins(data) == event.body["data"], "it has the shape that is promised"
    assert event.space_id == LEAP
    if event.type.partition(".")[0] in ("call", "queue", "recording"):
        assert event.subject == "a"
        assert event.body["custom"] == {"order": 7}
        assert event.number == "442079460110"


def test_nothing_is_left_out_that_is_no_fact() -> None:
    assert set(LEFT_OUT) < {tag_of(one) for one in FACTS}


def test_facts_reach_every_type_that_comes_of_facts() -> None:
    teller = FactTeller(floor_of_one())
    teller.heard(step_of(made(f.LineDialled), made(f.CardShown)), telling=False)
    told = [made(kind) for kind in FACTS if kind is not f.CardGone]
    told += [f.EngineChanged(engine_up=False), made(f.CardGone)]
    reached = {one.type for one in teller.heard(step_of(*told), telling=True)}
    recorded = made(RecordingEnded)
    reached |= {one.type for one in teller.recorded(recorded, 5.0)}
    of_writes = {"lead.dialled", "lead.connected", "lead.attempted", "lead.finished"}
    of_writes |= {"lead.callback_promised"}
    of_writes |= {one.name for one in CATALOGUE if one.group in ("campaign", "do_not_call")}
    assert reached == set(TYPES) - of_writes


def test_who_is_renamed_or_put_into_another_team_has_not_signed_in() -> None:
    world = World()
    teller = FactTeller(world.floor)
    world.sign_in("rishi")
    before = len(world.log)
    world.reseat("rishi", name="Rishi K.", teams=("Sales team",))
    told = step_of(*(one.fact for one in world.log[before:]))
    assert teller.heard(told, telling=True) == []


def test_a_recording_that_failed_is_not_ready() -> None:
    teller = FactTeller(floor_of_one())
    failed = msgspec.structs.replace(made(RecordingEnded), ok=False)
    assert teller.recorded(failed, 5.0) == []


def test_what_has_left_the_floor_is_remembered() -> None:
    floor = floor_of_one()
    teller = FactTeller(floor)
    teller.heard(step_of(made(f.CallEnded), made(f.LineDialled)), telling=True)
    floor.calls.clear()
    floor.lines.clear()
    (noted,) = teller.heard(step_of(made(f.CallNoted)), telling=True)
    assert (noted.type, noted.body["custom"]) == ("call.noted", {"order": 7})
    (ended,) = teller.heard(step_of(made(f.LineEnded)), telling=True)
    assert ended.type == "line.ended"
    (ready,) = teller.recorded(made(RecordingEnded), 5.0)
    assert ready.body["data"]["call"]["number"] == "442079460110"


def told_in(world: World) -> list[Any]:
    """The events of all that happens in a world from here on."""
    events: list[Any] = []
    teller, do = FactTeller(world.floor), world.do

    def heard(what: Any) -> Step:
        done = do(what)
        events.extend(teller.heard(done, telling=True))
        return done

    world.do = heard  # type: ignore[method-assign]
    return events


def test_a_chat_that_ends_before_an_agent_has_it_is_told() -> None:
    world = World()
    events = told_in(world)
    chat_id = world.chat(attributes={"plan": "gold"})
    world.do(cc.VisitorEnds(chat_id=chat_id))
    assert [one.type for one in events] == ["chat.started", "chat.said", "chat.said", "chat.ended"]
    ended = events[-1]
    assert (ended.subject, ended.body["custom"]) == (chat_id, {"plan": "gold"})
    assert ended.body["data"]["chat"]["ended_by"] == "visitor"


def test_a_caller_who_is_turned_away_at_once_is_told_of_in_order() -> None:
    world = World({TEAM: QueueSettings(most_waiting=0)})
    events = told_in(world)
    call_id = world.caller()
    assert [(one.type, one.body["data"]["call"]["phase"]) for one in events] == [
        ("queue.joined", "queued"),
        ("call.ended", "ended"),
    ]
    assert {one.subject for one in events} == {call_id}


def test_the_end_of_an_offer_tells_of_its_call_though_the_caller_is_gone() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.waits()
    events = told_in(world)
    world.end(world.leg(call_id, "customer"))
    told = {one.type: one for one in events}
    assert list(told) == ["queue.offer_ended", "queue.changed", "agent.state_changed", "call.ended"]
    assert told["queue.offer_ended"].body["data"]["call"]["call_id"] == call_id
    assert told["queue.offer_ended"].number == "442079460150"


@pytest.mark.parametrize("kind", [*CATALOGUE, PING], ids=lambda one: one.name)
def test_every_type_has_a_sample_of_its_schema(kind: Any) -> None:
    body = sample(kind)
    data = msgspec.convert(body.data, kind.data)
    assert msgspec.to_builtins(data) == body.data
    assert body.type == kind.name
    assert schema(kind)["$defs"][kind.data.__name__]["type"] == "object"
    assert kind is PING or kind.group in GROUPS


def test_the_catalogue_in_the_papers_is_fresh() -> None:
    script = Path(__file__).resolve().parents[3] / "tools" / "events_page.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
