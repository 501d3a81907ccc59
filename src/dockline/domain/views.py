"""How a fact changes a view: the one rule, for the floor, for docks and for tests alike."""

import copy
from functools import cache

from msgspec import Struct, structs

from dockline.domain.facts import (
    AgentLinkChanged,
    AgentSignedIn,
    AgentStateChanged,
    AgentStoodBy,
    AgentView,
    AnyFact,
    CallHandedOver,
    CallOffered,
    CallStarted,
    CallView,
    CardGone,
    CardShown,
    DockView,
    EngineChanged,
    LineDialled,
)

_KEYS = frozenset({"call", "agent", "type"})


@cache
def _fields(fact: type[Struct], view: type[Struct]) -> tuple[str, ...]:
    """The fields that a fact gives a new value in a view."""
    names = {field.name for field in structs.fields(view)}
    key = "agent_id" if view is AgentView else "call_id"
    return tuple(
        field.name
        for field in structs.fields(fact)
        if field.name in names and field.name not in _KEYS and field.name != key
    )


def change_agent(
    view: AgentView, fact: AgentStateChanged | AgentLinkChanged | AgentStoodBy
) -> None:
    for name in _fields(type(fact), AgentView):
        setattr(view, name, getattr(fact, name))


def change_call(view: CallView, fact: AnyFact) -> None:
    """Any fact about a call, but for those that only show it to somebody new."""
    if isinstance(fact, CallOffered):
        return
    for name in _fields(type(fact), CallView):
        setattr(view, name, getattr(fact, name))


def apply(view: DockView, fact: AnyFact) -> DockView:
    """A dock's view after a fact that was addressed to it."""
    after = copy.copy(view)
    match fact:
        case EngineChanged():
            after.engine_up = fact.engine_up
        case AgentSignedIn():
            after.me = copy.copy(fact.agent)
        case AgentStateChanged() | AgentLinkChanged() | AgentStoodBy():
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
        case LineDialled():
            pass
        case _ if view.call is not None and view.call.call_id == fact.call_id:
            after.call = copy.copy(view.call)
            change_call(after.call, fact)
        case _:
            pass
    shown = isinstance(fact, AgentSignedIn | AgentStateChanged)
    if shown and after.call is not None and after.call.call_id != after.me.call_id:
        after.call = None
    return after
