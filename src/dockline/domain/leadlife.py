"""The life of a lead: a table of legal moves, and the moves themselves.

    new -> scheduled -> dialling -> connected -> wrap_up -> done | do_not_call
     ^         |            |           |           |
     |         +------------+-----------+-----------+-> retry | callback | exhausted
     |                                                     |
     +--- queued again <--- any finished state             +-> scheduled ...

A lead is **scheduled** while it is held for one agent's card or for the dialer: nobody else may
take it, nothing has been dialled, and a hold that runs out puts it back. **dialling** begins with
an attempt that is stored before the phone rings, so that a crash never redials silently. What an
attempt's end makes of a lead is in `dockline.domain.leadoutcome`, holding and skipping in
`dockline.domain.leadhold`.

Every function takes a life and gives a new one; a move that the table lacks raises NotNow.
"""

from enum import StrEnum
from typing import Final, NewType

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.errors import NotNow, Refusal
from dockline.domain.ids import AgentId, CallId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import FINISHED, Lead, LeadState
from dockline.domain.retryplan import UNRUNG, AttemptOutcome

AttemptId = NewType("AttemptId", str)


class LeadMove(StrEnum):
    HOLD = "hold"
    """For a card, or for the dialer."""
    PUT_BACK_NEW = "put back as new"
    DIAL = "dial"
    ANSWER = "answer"
    WRAP_UP = "wrap up"
    RETRY = "be retried"
    CALL_BACK = "be called back"
    FINISH = "finish"
    FORBID = "be put on do-not-call"
    EXPIRE = "expire"
    EXHAUST = "be exhausted"
    QUEUE_AGAIN = "be queued again"


_S, _M = LeadState, LeadMove
RESTING: Final = (_S.NEW, _S.RETRY, _S.CALLBACK)
"""Nobody is at it, and it may be dialled again."""
_ENDS: Final = {
    _M.RETRY: _S.RETRY,
    _M.CALL_BACK: _S.CALLBACK,
    _M.FINISH: _S.DONE,
    _M.FORBID: _S.DO_NOT_CALL,
    _M.EXHAUST: _S.EXHAUSTED,
}

NEXT: Final[dict[tuple[LeadState, LeadMove], LeadState]] = {
    **{(state, _M.HOLD): _S.SCHEDULED for state in RESTING},
    **{(state, _M.DIAL): _S.DIALLING for state in (*RESTING, _S.SCHEDULED)},
    (_S.SCHEDULED, _M.PUT_BACK_NEW): _S.NEW,
    (_S.DIALLING, _M.ANSWER): _S.CONNECTED,
    (_S.CONNECTED, _M.WRAP_UP): _S.WRAP_UP,
    **{(_S.DIALLING, end): state for end, state in _ENDS.items()},
    **{(_S.CONNECTED, end): state for end, state in _ENDS.items()},
    **{(_S.WRAP_UP, end): state for end, state in _ENDS.items()},
    # By hand, by a push or a list, by a skip, or by time alone.
    **{(state, end): to for state in (*RESTING, _S.SCHEDULED) for end, to in _ENDS.items()},
    **{(state, _M.EXPIRE): _S.EXPIRED for state in (*RESTING, _S.SCHEDULED)},
    **{(state, _M.FORBID): _S.DO_NOT_CALL for state in FINISHED},
    **{(state, _M.CALL_BACK): _S.CALLBACK for state in FINISHED - {_S.DO_NOT_CALL}},
    **{(state, _M.QUEUE_AGAIN): _S.NEW for state in FINISHED},
}


def move(state: LeadState, what: LeadMove) -> LeadState:
    """The state after a move. Raises NotNow for a move the table does not have."""
    try:
        return NEXT[state, what]
    except KeyError:
        name = state.value.replace("_", "-")
        raise NotNow(f"A lead that is {name} cannot {what.value}.") from None


def may(state: LeadState, what: LeadMove) -> bool:
    return (state, what) in NEXT


class CallbackNotPossible(Refusal):
    """The callback cannot be at that time."""

    code = "callback-not-possible"


class Attempt(Struct, frozen=True):
    """One dial. Written open, before the phone rings; closed with its outcome."""

    attempt_id: AttemptId
    space_id: SpaceId
    campaign_id: CampaignId
    list_id: ListId
    lead_id: LeadId
    call_id: CallId
    number: str
    caller_id: str
    round: int
    """One begins when the lead is queued again, after a conversation, and when a callback is
    promised; 1 is the first."""
    dialled_at: float
    agent_id: AgentId | None = None
    """Who it is for; None until somebody answers it, where the dialer dials for whoever is free."""
    answered_at: float | None = None
    ended_at: float | None = None
    outcome: AttemptOutcome | None = None
    """None while it is open."""
    judged: AttemptOutcome | None = None
    """What the agent found it to be instead, such as a machine that picked up."""
    disposition: str = ""
    """Code of the one given; empty before, and where there was no conversation."""

    @property
    def open(self) -> bool:
        return self.outcome is None

    @property
    def counts_as(self) -> AttemptOutcome | None:
        """For the retry plan."""
        return self.judged or self.outcome

    @property
    def rang(self) -> bool:
        """Counts towards the limits on attempts; while it is open, it may be ringing."""
        return self.outcome not in UNRUNG


class Callback(Struct, frozen=True):
    """A promise to call again."""

    at: float
    made_at: float
    agent_id: AgentId | None = None
    """The one who calls back; None: anybody of the team."""
    note: str = ""


class Skip(Struct, frozen=True):
    """An agent passed the card on."""

    agent_id: AgentId
    at: float
    reason: str


class Life(Struct, frozen=True):
    """A lead with all that has happened to it."""

    lead: Lead
    attempts: tuple[Attempt, ...] = ()
    """Oldest first; only the last one may be open."""
    due_at: float | None = None
    """Not dialled before: the time of the next try or of the callback, or a skip's rest."""
    callback: Callback | None = None
    """What is promised, in state callback."""
    held_from: LeadState | None = None
    """While it is scheduled: where it goes back to."""
    held_until: float | None = None
    held_by: AgentId | None = None
    """Whose card it is on; None: the dialer's."""
    skips: tuple[Skip, ...] = ()
    """Since it was last dialled."""
    reason: str = ""
    """Why it is finished, as a sentence."""

    @property
    def state(self) -> LeadState:
        return self.lead.state

    @property
    def resting_state(self) -> LeadState:
        """Its state, or the one that a held lead goes back to."""
        held = self.state is LeadState.SCHEDULED
        return self.held_from or LeadState.NEW if held else self.state

    @property
    def last(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def round(self) -> int:
        """Of the next attempt, or of the one that is open."""
        last = self.last
        if last is None:
            return 1
        talked = last.counts_as is AttemptOutcome.ANSWERED
        # A push that queues a finished lead makes it new and says nothing here.
        anew = talked or self.resting_state is LeadState.NEW
        promised = self.callback is not None and self.callback.made_at > last.dialled_at
        return last.round + 1 if (anew or promised) and not last.open else last.round

    @property
    def tries(self) -> tuple[Attempt, ...]:
        """The attempts of this round."""
        return tuple(attempt for attempt in self.attempts if attempt.round == self.round)

    @property
    def wanted_by(self) -> AgentId | None:
        """The agent it goes to first: the one who promised to call back, or its own."""
        return (self.callback.agent_id if self.callback else None) or self.lead.agent_id


def moved(life: Life, what: LeadMove, now: float, reason: str = "") -> Life:
    """The life with its lead in its next state, nobody holding it. Raises NotNow."""
    state = move(life.state, what)
    return replace(
        life,
        lead=replace(life.lead, state=state, updated_at=now),
        held_from=None,
        held_until=None,
        held_by=None,
        reason=reason if state in FINISHED else "",
        due_at=None if state in FINISHED else life.due_at,
        callback=None if state in FINISHED else life.callback,
    )


def dial(
    life: Life,
    attempt_id: AttemptId,
    call_id: CallId,
    now: float,
    *,
    agent_id: AgentId | None = None,
    caller_id: str = "",
) -> Life:
    """With a new, open attempt. To be stored before the order to dial goes out."""
    lead = life.lead
    attempt = Attempt(
        attempt_id=attempt_id,
        space_id=lead.space_id,
        campaign_id=lead.campaign_id,
        list_id=lead.list_id,
        lead_id=lead.lead_id,
        call_id=call_id,
        number=lead.number,
        caller_id=caller_id,
        round=life.round,
        dialled_at=now,
        agent_id=agent_id,
    )
    dialled = moved(life, LeadMove.DIAL, now)
    counted = replace(dialled.lead, attempts=lead.attempts + 1)
    return replace(dialled, lead=counted, attempts=(*life.attempts, attempt), skips=(), due_at=None)


def answer(life: Life, attempt_id: AttemptId, now: float, agent_id: AgentId) -> Life:
    """A person and the agent talk."""
    attempt = last_attempt(life, attempt_id)
    answered = replace(attempt, answered_at=now, agent_id=agent_id)
    return with_last(moved(life, LeadMove.ANSWER, now), answered)


def hang_up(life: Life, attempt_id: AttemptId, now: float, ended_at: float | None = None) -> Life:
    """The conversation is over; the agent wraps up. ``ended_at``: where it was over before now."""
    attempt = last_attempt(life, attempt_id)
    over = now if ended_at is None else ended_at
    ended = replace(attempt, ended_at=over, outcome=AttemptOutcome.ANSWERED)
    return with_last(moved(life, LeadMove.WRAP_UP, now), ended)


def last_attempt(life: Life, attempt_id: AttemptId) -> Attempt:
    """The attempt that is meant. Raises NotNow for one that is over: late news of a call change
    nothing of a lead that has gone on."""
    last = life.last
    if last is None or last.attempt_id != attempt_id:
        raise NotNow("That attempt is over; the lead has gone on since.")
    return last


def with_last(life: Life, attempt: Attempt) -> Life:
    """With the last attempt replaced."""
    return replace(life, attempts=(*life.attempts[:-1], attempt))
