"""Facts as events, while the floor is at hand to say more of whom they are about."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Final, TypeVar, get_args

import msgspec
from msgspec import Struct

from dockline.domain import facts as f
from dockline.domain.chat import Chat
from dockline.domain.chatfacts import ChatQueued
from dockline.domain.floor import Floor, Step
from dockline.domain.ids import AgentId, CallId, ChatId, timed_ids
from dockline.domain.line import Line
from dockline.domain.moments import moment
from dockline.domain.shown import CallView, LeadView
from dockline.domain.signals import RecordingEnded
from dockline.ports.event_store import Event
from dockline.services.events import shapes as s
from dockline.services.events.of_calls import call_about, call_told, line_told
from dockline.services.events.of_chats import chat_told

_KEPT: Final = 1_000
"""Calls and lines that are off the floor, and of which more may be told yet."""
_OF_CHATS: Final = frozenset(get_args(f.ChatFact))
_OF_LINES: Final = frozenset(get_args(f.LineFact))

K = TypeVar("K")
V = TypeVar("V")


class _Told(Struct, frozen=True):
    """An event's own part."""

    type: str
    data: Struct
    subject: str
    number: str = ""
    external_id: str = ""
    custom: dict[str, Any] | None = None


class FactTeller:
    """Of one space. It remembers what has gone from the floor, so it hears every step, also while
    nobody is told anything."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._calls: OrderedDict[CallId, CallView] = OrderedDict()
        self._lines: OrderedDict[CallId, Line] = OrderedDict()
        self._chats: dict[ChatId, Chat] = {}
        """Those of the last step: one that ended without an agent left the floor with it."""
        self._cards: dict[AgentId, LeadView] = {}

    def recall(self, lines: Iterable[Line]) -> None:
        """Of before a restart, which are not on the floor."""
        for line in lines:
            _put(self._lines, line.view.call_id, line)

    def heard(self, step: Step, *, telling: bool) -> list[Event]:
        """What is to be told of a step, right after it; nothing unless ``telling``."""
        events: list[Event] = []
        # All of them first: what ends in a step may have left the floor before it is told.
        self._chats = step.chats
        for addressed in step.facts:
            self._remember(addressed.stamped.fact, step)
        for addressed in step.facts:
            stamped = addressed.stamped
            if isinstance(stamped.fact, f.CardShown):
                self._cards[stamped.fact.agent_id] = stamped.fact.card.lead
            told = self._told(stamped.fact) if telling else None
            if told is not None:
                events.append(self._event(told, stamped.at))
            if isinstance(stamped.fact, f.CardGone):
                self._cards.pop(stamped.fact.agent_id, None)
        return events

    def recorded(self, ended: RecordingEnded, now: float) -> list[Event]:
        """A recording's file is whole, or was never made."""
        if not ended.ok:
            return []
        call_id = ended.tags.call_id
        view = self._call(call_id)
        data = s.RecordingFile(
            call_id=call_id,
            file=f"{ended.name}.wav",
            seconds=round(ended.seconds, 3),
            call=call_about(view, self._person, view.phase) if view is not None else None,
        )
        if view is not None:
            told = _about("recording.ready", data, view)
        else:
            told = _Told("recording.ready", data, call_id)
        return [self._event(told, now)]

    def _event(self, told: _Told, at: float) -> Event:
        return Event(
            event_id=next(timed_ids(at)),
            space_id=self._floor.space_id,
            type=told.type,
            at=at,
            subject=told.subject,
            body={"data": msgspec.to_builtins(told.data), "custom": told.custom},
            number=told.number,
            external_id=told.external_id,
        )

    # --- what is known of whom it is about ------------------------------------------------------

    def _remember(self, fact: f.AnyFact, step: Step) -> None:
        match fact:
            case f.LineDialled():
                line = self._floor.lines.get(fact.line.call_id)
                if line is not None:
                    _put(self._lines, fact.line.call_id, line)
            case f.CallEnded():
                call = step.touched.get(fact.call_id) or self._floor.calls.get(fact.call_id)
                if call is not None:
                    _put(self._calls, fact.call_id, call.view)
            case _:
                pass

    def _call(self, call_id: CallId) -> CallView | None:
        call = self._floor.calls.get(call_id)
        return call.view if call is not None else self._calls.get(call_id)

    def _person(self, agent_id: AgentId | None) -> s.Person | None:
        if not agent_id:
            return None
        known = self._floor.agents.get(agent_id)
        if known is None:
            return s.Person(agent_id, "", "")
        return s.Person(agent_id, known.view.login, known.view.name)

    # --- what is told ---------------------------------------------------------------------------

    def _told(self, fact: f.AnyFact) -> _Told | None:
        kind = type(fact)
        match fact:
            case f.AgentSignedIn():
                if fact.reseated:
                    return None
                return self._of_agent("agent.signed_in", fact.agent.agent_id)
            case f.AgentStateChanged():
                return self._of_agent("agent.state_changed", fact.agent_id, fact)
            case f.CardShown():
                return self._of_card("lead.shown", fact.agent_id, "")
            case f.CardGone():
                return self._of_card("lead.card_gone", fact.agent_id, fact.why)
            case f.EngineChanged(engine_up):
                name = "engine.back" if engine_up else "engine.away"
                return _Told(name, s.EngineData(engine_up), "engine")
            case f.OfferEnded():
                return self._of_offer(fact)
            case f.CallStarted() | f.CallQueued():
                return self._of_call(fact, fact.call.call_id)
            case _ if kind in _OF_CHATS:
                return self._of_chat(fact)
            case _ if kind in _OF_LINES:
                return self._of_line(fact)
            case _:
                return self._of_call(fact, getattr(fact, "call_id", None))

    def _of_call(self, fact: f.AnyFact, call_id: CallId | None) -> _Told | None:
        view = self._call(call_id) if call_id else None
        found = call_told(fact, view, self._person) if view is not None else None
        return _about(*found, view) if found is not None and view is not None else None

    def _of_offer(self, fact: f.OfferEnded) -> _Told:
        view = self._call(fact.call_id)
        data = s.OfferData(
            call=call_about(view, self._person, view.phase) if view is not None else None,
            call_id=fact.call_id,
            agent=self._person(fact.agent_id) or s.Person("", "", ""),
            why=fact.why,
        )
        if view is None:
            return _Told("queue.offer_ended", data, fact.call_id)
        return _about("queue.offer_ended", data, view)

    def _of_line(self, fact: Any) -> _Told | None:
        line = self._lines.get(getattr(fact, "call_id", CallId("")))
        found = line_told(fact, line, self._person) if line is not None else None
        if found is None or line is None:
            return None
        lead = line.what.lead
        return _Told(*found, line.view.call_id, line.view.number, lead.external_id, lead.data)

    def _of_chat(self, fact: Any) -> _Told | None:
        chat_id = fact.chat.chat_id if isinstance(fact, ChatQueued) else fact.chat_id
        chat = self._floor.chats.get(chat_id) or self._chats.get(chat_id)
        found = chat_told(fact, chat.view, self._person) if chat is not None else None
        if found is None or chat is None:
            return None
        return _Told(*found, chat_id, custom=chat.view.attributes)

    def _of_agent(
        self, kind: str, agent_id: AgentId, fact: f.AgentStateChanged | None = None
    ) -> _Told:
        view = self._floor.agents[agent_id].view
        now = fact or view
        data = s.AgentData(
            agent=s.Person(agent_id, view.login, view.name),
            teams=list(view.teams),
            state=now.state.value,
            since=moment(now.since),
            pause_reason=now.pause_reason,
            until=moment(now.until),
            call_id=now.call_id,
        )
        return _Told(kind, data, agent_id)

    def _of_card(self, kind: str, agent_id: AgentId, why: str) -> _Told | None:
        lead = self._cards.get(agent_id)
        if lead is None:
            return None
        data = s.CardData(
            agent=self._person(agent_id) or s.Person("", "", ""),
            lead_id=lead.lead_id,
            campaign_id=lead.campaign_id,
            campaign=lead.campaign,
            number=lead.number,
            why=why,
        )
        return _Told(kind, data, lead.lead_id, lead.number, lead.external_id, lead.data)


def _about(kind: str, data: Struct, view: CallView) -> _Told:
    """With what is the customer's own of a call."""
    external_id = view.lead.external_id if view.lead is not None else ""
    return _Told(kind, data, view.call_id, view.number, external_id, view.custom)


def _put(kept: "OrderedDict[K, V]", key: K, value: V) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)
