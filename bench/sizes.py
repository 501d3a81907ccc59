"""How large each benchmark is."""

from typing import Final

from msgspec import Struct


class Sizes(Struct, frozen=True):
    rounds: int = 4
    """Of each benchmark that counts requests."""
    seconds: float = 2.0
    """Of one side of a round."""
    warm_up: float = 0.5
    """Seconds of each side that are not counted, before the first round."""
    connections: int = 64
    docks: int = 256
    """Logged in over real sockets while calls are made."""
    talk_seconds: float = 0.02
    """From the far end's answer until it hangs up."""
    live_agents: int = 2000
    """On the floor."""
    live_shown: int = 200
    """Asked for: one team."""
    live_changes: float = 0.05
    """Share of the agents that change state in a second."""
    live_connections: int = 16
    live_polls: float = 20.0
    """Polls a second while their times are taken."""
    live_boards: int = 100
    """Streams that are read."""
    live_docks: int = 500
    live_facts: float = 200.0
    """State changes a second while they are."""
    live_probes: float = 10.0
    """Changes a second whose way to the boards is timed."""
    live_seconds: float = 8.0
    """Of one side of a round of them."""
    event_docks: int = 200
    event_rate: float = 20.0
    """Calls a second."""
    event_seconds: float = 9.0
    """Of one side of a round."""
    time_rounds: int = 2
    """Of each benchmark that takes times."""
    invite_docks: int = 20
    invite_rate: float = 8.0
    invite_seconds: float = 8.0
    audio_calls: int = 8
    answer_calls: int = 15
    """Of one side of a round."""
    push_seconds: float = 3.0
    """Of one side of a round of leads pushed one by one."""
    bulk_sizes: tuple[int, ...] = (1_000, 10_000)
    """Leads of one body."""
    bulk_leads: int = 60_000
    """Of one side of a round of bodies."""


FULL: Final = Sizes()
TOY: Final = Sizes(
    rounds=2,
    seconds=0.2,
    warm_up=0.1,
    connections=4,
    docks=12,
    live_agents=60,
    live_shown=20,
    live_changes=3.0,  # so that some are certain within so short a time
    live_connections=2,
    live_polls=40.0,
    live_boards=3,
    live_docks=4,
    live_facts=20.0,
    live_seconds=0.4,
    event_docks=20,  # as in earnest, more than the calls of a round: a stall leaves some free
    event_rate=40.0,
    event_seconds=0.4,
    invite_docks=3,
    invite_rate=4.0,
    invite_seconds=0.8,
    audio_calls=1,
    answer_calls=2,
    push_seconds=0.2,
    bulk_sizes=(300,),
    bulk_leads=600,
)
"""For the test that the benchmarks still run: its figures mean nothing."""
