"""The answer of ``GET /router/api/v2/lead/<id>/why``."""

from msgspec import Struct

from dockline.domain.lead import LeadState


class RuleView(Struct, frozen=True):
    rule: str
    """Its stable name, such as ``calling-hours``."""
    allowed: bool
    sentence: str
    next_at: str | None
    """RFC 3339: when it will say yes; null where it does, or where time alone will not do."""


class AttemptView(Struct, frozen=True):
    attempt_id: str
    dialled_at: str
    """RFC 3339, as the others."""
    answered_at: str | None
    ended_at: str | None
    outcome: str | None
    """null while it is under way."""
    disposition: str
    username: str | None
    """The agent it was for."""
    caller_id: str


class WhyAnswer(Struct, frozen=True):
    success: bool
    lead_id: str
    state: LeadState
    number: str
    campaign: str
    source: str
    allowed: bool
    next_at: str | None
    """RFC 3339: when every rule says yes, supposing that nothing else happens and agents are
    there; null: not by time alone."""
    sentence: str
    """The first rule that says no, or why it is dialled."""
    rules: list[RuleView]
    """Every rule, in order."""
    attempts: list[AttemptView]
    """Oldest first."""
