"""How an attempt to reach somebody ended."""

from enum import StrEnum


class AttemptOutcome(StrEnum):
    """How an attempt ended: a call's outcomes, and what only a dialer knows."""

    ANSWERED = "answered"
    """By a person who spoke with an agent."""
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    INVALID_NUMBER = "invalid_number"
    CARRIER_FAILURE = "carrier_failure"
    CANCELLED = "cancelled"
    """By us, while it rang."""
    MACHINE = "machine"
    """Answered by an answering machine."""
    ABANDONED = "abandoned"
    """Answered by a person for whom no agent was free in time."""
    INTERRUPTED = "interrupted"
    """The server or the engine went away before the answer; nobody knows how it ended."""
    CUT_OFF = "cut_off"
    """The server went away in the middle of a conversation."""
