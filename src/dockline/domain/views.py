"""How a fact changes a view: the one rule, for the floor, for docks and for tests alike."""

import copy
from collections.abc import Iterable
from functools import cache
from typing import Final, cast, get_args

from msgspec import Struct, structs

from dockline.domain.chat import LINES_SHOWN
from dockline.domain.chatfacts import (
    ChatClosed,
    ChatOpened,
    ChatQueued,
    ChatReturned,
    ChatSaid,
)
from dockline.domain.chatshown import ChatView
from dockline.domain.facts import (
    AgentChatsChanged,
    AgentLinkChanged,
    AgentSignedIn,
    AgentStateChanged,
    AgentStoodBy,
    AgentView,
    AnyFact,
    CallHandedOver,
    CallOffered,
    CallQueued,
    CallStarted,
    CallTaken,
    CallView,
    CardGone,
    CardShown,
    ChatFact,
    DockView,
    EngineChanged,
    LineDialled,
    OfferEnded,
)
from dockline.domain.ids import AgentId
from dockline.domain.monitor import MonitorChanged, MonitorEnded

_KEYS: Final = frozenset({"call", "chat", "type"})
_ID_OF: Final[dict[type[Struct], str]] = {
    AgentView: "agent_id",
    CallView: "call_id",
    ChatView: "chat_id",
}
_CHAT_FACTS: Final = get_args(ChatFact)


@cache
def _fields(fact: type[Struct], view: type[Struct]) -> tuple[str, ...]:
    """The fields that a fact gives a new value in a view."""
    names = {field.name for field in structs.fields(view)}
    key = _ID_OF[view]
    return tuple(
        field.name
        for field in structs.fields(fact)
        if field.name in names and field.name not in _KEYS and field.name != key
    )


def change_agent(
    view: AgentView,
    fact: AgentStateChanged | AgentLinkChanged | AgentStoodBy | AgentChatsChanged,
) -> None:
    for name in _fields(type(fact), AgentView):
        setattr(view, name, getattr(fact, name))


def change_call(view: CallView, fact: AnyFact) -> None:
    """Any fact about a call, but for those that only show it to somebody new."""
    if isinstance(fact, CallOffered | OfferEnded):
        return
    for name in _fields(type(fact), CallView):
        setattr(view, name, getattr(fact, name))


def change_chat(view: ChatView, fact: ChatFact) -> None:
    """Any fact about a chat that is there already."""
    if isinstance(fact, ChatSaid):
        view.lines = (*view.lines, fact.line)[-LINES_SHOWN:]
    for name in _fields(type(fact), ChatView):
        setattr(view, name, getattr(fact, name))


def chats_after(chats: tuple[ChatView, ...], me: AgentId, fact: ChatFact) -> tuple[ChatView, ...]:
    """A dock's chats after a fact that was addressed to it."""
    match fact:
        case ChatQueued():
            return chats
        case ChatOpened() if fact.agent_id == me:
            others = [one for one in chats if one.chat_id != fact.chat_id]
            return in_order([*others, copy.copy(fact.chat)])
        case ChatOpened() | ChatReturned() | ChatClosed():
            return tuple(one for one in chats if one.chat_id != fact.chat_id)
        case _:
            return tuple(_changed(one, fact) for one in chats)


def in_order(chats: Iterable[ChatView]) -> tuple[ChatView, ...]:
    """As docks show them."""
    return tuple(sorted(chats, key=lambda one: (one.started_at, one.chat_id)))


def _changed(view: ChatView, fact: ChatFact) -> ChatView:
    if isinstance(fact, ChatQueued) or view.chat_id != fact.chat_id:
        return view
    after = copy.copy(view)
    change_chat(after, fact)
    return after


def apply(view: DockView, fact: AnyFact) -> DockView:
    """A dock's view after a fact that was addressed to it."""
    after = copy.copy(view)
    match fact:
        case EngineChanged():
            after.engine_up = fact.engine_up
        case AgentSignedIn():
            after.me = copy.copy(fact.agent)
        case AgentStateChanged() | AgentLinkChanged() | AgentStoodBy() | AgentChatsChanged():
            after.me = copy.copy(view.me)
            change_agent(after.me, fact)
        case CardShown():
            after.card = fact.card
        case CardGone():
            after.card = None
        case CallStarted() | CallOffered():
            after.call = copy.copy(fact.call)
        case CallHandedOver() if view.call is None or view.call.call_id != fact.call_id:
            after.call = copy.copy(fact.call)
        case CallTaken():
            after.call = copy.copy(fact.call)
        case LineDialled() | CallQueued() | MonitorChanged() | MonitorEnded():
            pass
        case _ if isinstance(fact, _CHAT_FACTS):
            after.chats = chats_after(view.chats, view.me.agent_id, cast(ChatFact, fact))
        case _ if view.call is not None and view.call.call_id == getattr(fact, "call_id", None):
            after.call = copy.copy(view.call)
            change_call(after.call, fact)
        case _:
            pass
    shown = isinstance(fact, AgentSignedIn | AgentStateChanged)
    if shown and after.call is not None and after.call.call_id != after.me.call_id:
        after.call = None
    return after
