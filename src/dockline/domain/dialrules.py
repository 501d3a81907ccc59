"""The toll-fraud guard: named rules, in order, that stand before every dial, whoever asks.

    emergency -> country -> blocked-prefix -> premium -> space-rate -> agent-rate -> spend-cap

All of them are asked, so that a page can show why a number is or is not dialled now; the first
that says no is the reason that is given. The numbering plan itself stands before them
(`dockline.domain.phone.parse`).
"""

from collections.abc import Callable
from math import ceil
from typing import Final

from msgspec import Struct

from dockline.domain.days import day_bounds
from dockline.domain.errors import NumberNotAllowed, RateLimited, Refusal, SpendCapReached
from dockline.domain.ids import AgentId, CallId
from dockline.domain.phone import Number, NumberKind, is_emergency, parse, pretty
from dockline.domain.rates import Window, Windows
from dockline.domain.space import DialPolicy, Space, Team

RATE_SECONDS: Final = 60.0
"""Length of the windows that rates are counted in."""


class Ruling(Struct, frozen=True):
    """What one rule says."""

    rule: str
    allowed: bool
    sentence: str = ""
    """Why not."""
    next_at: float | None = None
    """When it will say yes, where only time is needed."""


class Verdict(Struct, frozen=True):
    at: float
    rulings: tuple[Ruling, ...]

    @property
    def refused(self) -> Ruling | None:
        """The first rule that says no."""
        return next((ruling for ruling in self.rulings if not ruling.allowed), None)

    @property
    def allowed(self) -> bool:
        return self.refused is None

    @property
    def next_at(self) -> float | None:
        """When the number may be dialled; None: now, or never by waiting alone."""
        refused = [ruling for ruling in self.rulings if not ruling.allowed]
        times = [ruling.next_at for ruling in refused if ruling.next_at is not None]
        return max(times) if times and len(times) == len(refused) else None

    def refusal(self) -> Refusal | None:
        """What to raise for it: NumberNotAllowed, RateLimited or SpendCapReached."""
        ruling = self.refused
        if ruling is None:
            return None
        if ruling.rule in ("space-rate", "agent-rate"):
            wait = (ruling.next_at or self.at + RATE_SECONDS) - self.at
            return RateLimited(wait, ruling.sentence)
        if ruling.rule == "spend-cap":
            return SpendCapReached(ruling.sentence)
        return NumberNotAllowed(ruling.sentence)

    def require(self) -> None:
        """Raises the refusal, if there is one."""
        refusal = self.refusal()
        if refusal is not None:
            raise refusal


class _OpenCall:
    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.answered_at: float | None = None

    def cost(self, now: float) -> float:
        """A call that is not answered yet is taken for one minute, so that many at once cannot
        slip under the cap together."""
        answered_at = self.answered_at if self.answered_at is not None else now
        return self.rate * _minutes(now - answered_at)


class Usage:
    """What a space has dialled of late; kept by the one who dials for it."""

    def __init__(self) -> None:
        self._space = Window(RATE_SECONDS)
        self._agents: Windows[AgentId] = Windows(RATE_SECONDS)
        self._open: dict[CallId, _OpenCall] = {}
        self._spent = 0.0
        self._day_ends = 0.0

    def dialled(
        self,
        call_id: CallId,
        agent_id: AgentId | None,
        number: Number,
        policy: DialPolicy,
        now: float,
    ) -> None:
        """A call was started."""
        self._space.note(now)
        if agent_id is not None:
            self._agents.note(agent_id, now)
        self._open[call_id] = _OpenCall(rate_of(number, policy))

    def goes_on(
        self, call_id: CallId, number: Number, policy: DialPolicy, answered_at: float | None
    ) -> None:
        """After a restart: a call of before it is still up; ``answered_at``: None: it rings."""
        call = self._open[call_id] = _OpenCall(rate_of(number, policy))
        call.answered_at = answered_at

    def answered(self, call_id: CallId, now: float) -> None:
        call = self._open.get(call_id)
        if call is not None and call.answered_at is None:
            call.answered_at = now

    def ended(self, call_id: CallId, now: float, time_zone: str) -> None:
        call = self._open.pop(call_id, None)
        if call is not None and call.answered_at is not None:
            self.spend(call.cost(now), now, time_zone)

    def spend(self, amount: float, now: float, time_zone: str) -> None:
        """Count towards today's cap; after a restart, what today's calls have cost already."""
        if now >= self._day_ends:
            self._spent = 0.0
            self._day_ends = day_bounds(now, time_zone)[1]
        self._spent += amount

    def spent(self, now: float) -> float:
        """Today, with the calls that go on."""
        closed = self._spent if now < self._day_ends else 0.0
        return closed + sum(call.cost(now) for call in self._open.values())

    def space_free_at(self, limit: int, now: float) -> float | None:
        return self._space.free_at(limit, now)

    def agent_free_at(self, agent_id: AgentId, limit: int, now: float) -> float | None:
        return self._agents.free_at(agent_id, limit, now)

    def day_ends(self, now: float) -> float | None:
        return self._day_ends if now < self._day_ends else None


class _Question(Struct, frozen=True):
    """All that a rule may look at."""

    number: Number
    policy: DialPolicy
    usage: Usage
    now: float
    agent_id: AgentId | None
    space_name: str


def check(
    number: Number,
    policy: DialPolicy,
    usage: Usage,
    now: float,
    *,
    agent_id: AgentId | None = None,
    space_name: str = "this space",
) -> Verdict:
    """Whether the number may be dialled now. Changes nothing: tell `Usage.dialled` of the call."""
    question = _Question(number, policy, usage, now, agent_id, space_name)
    return Verdict(now, tuple(rule(question) for rule in RULES))


def rate_of(number: Number, policy: DialPolicy) -> float:
    """What a minute to the number costs: the rate of its longest prefix that has one, or 0."""
    rates = policy.minute_rates
    for length in range(len(number.digits), 0, -1):
        rate = rates.get(number.digits[:length])
        if rate is not None:
            return rate
    return 0.0


def cost_of(number: Number, policy: DialPolicy, talk_seconds: float) -> float:
    """What an answered call cost; each minute begun counts."""
    return rate_of(number, policy) * _minutes(talk_seconds)


def caller_id_for(asked: str, team: Team | None, space: Space) -> str:
    """The number that is shown to the one who is called, or nothing where none is set.

    ``asked`` where the space allows it (its own numbers and its team's), else the team's, else
    the space's."""
    own = space.settings.caller_id
    teams = team.caller_id if team is not None else ""
    if asked:
        digits = _as_digits(asked, space.settings.default_country)
        if digits and digits in (own, teams, *space.settings.caller_ids):
            return digits
    return teams or own


def _as_digits(number: str, default_country: str) -> str:
    try:
        return parse(number, default_country).digits
    except Refusal:
        return ""


def _minutes(seconds: float) -> int:
    return max(1, ceil(seconds / 60))


def _group(digits: str) -> str:
    """The calling code and the group after it, as people speak of them: ``+1 900``."""
    country_code, _, rest = pretty(digits).partition(" ")
    return f"{country_code} {rest.replace('-', ' ').split(' ')[0]}".rstrip()


# --- the rules --------------------------------------------------------------------------------


def _emergency(asked: _Question) -> Ruling:
    number = asked.number
    if is_emergency(number.national, number.region) or is_emergency(number.digits, number.region):
        sentence = f"Number not allowed. {number.national} is an emergency number."
        return Ruling("emergency", False, sentence)
    return Ruling("emergency", True)


def _country(asked: _Question) -> Ruling:
    if asked.policy.countries and asked.number.country_code not in asked.policy.countries:
        code = asked.number.country_code
        sentence = f"Number not allowed. +{code} numbers are not allowed in {asked.space_name}."
        return Ruling("country", False, sentence)
    return Ruling("country", True)


def _blocked_prefix(asked: _Question) -> Ruling:
    for prefix in asked.policy.blocked_prefixes:
        if asked.number.digits.startswith(prefix):
            shown = _spaced(prefix, asked.number)
            sentence = f"Number not allowed. {shown} numbers are blocked in {asked.space_name}."
            return Ruling("blocked-prefix", False, sentence)
    return Ruling("blocked-prefix", True)


def _spaced(prefix: str, number: Number) -> str:
    """``1900`` of a number of +1 as ``+1 900``."""
    code = number.country_code
    return f"+{code} {prefix[len(code) :]}".rstrip() if prefix.startswith(code) else f"+{prefix}"


def _premium(asked: _Question) -> Ruling:
    if asked.number.kind is NumberKind.PREMIUM_RATE and not asked.policy.allow_premium:
        shown = _group(asked.number.digits)
        sentence = f"Number not allowed. {shown} numbers are blocked in {asked.space_name}."
        return Ruling("premium", False, sentence)
    return Ruling("premium", True)


def _space_rate(asked: _Question) -> Ruling:
    limit = asked.policy.calls_per_minute
    free_at = asked.usage.space_free_at(limit, asked.now)
    if free_at is None:
        return Ruling("space-rate", True)
    sentence = (
        f"Too many calls. {asked.space_name} may make {limit} a minute. {_wait(free_at, asked.now)}"
    )
    return Ruling("space-rate", False, sentence, free_at)


def _agent_rate(asked: _Question) -> Ruling:
    limit = asked.policy.agent_calls_per_minute
    if asked.agent_id is None:
        return Ruling("agent-rate", True)
    free_at = asked.usage.agent_free_at(asked.agent_id, limit, asked.now)
    if free_at is None:
        return Ruling("agent-rate", True)
    sentence = f"Too many calls. An agent may make {limit} a minute. {_wait(free_at, asked.now)}"
    return Ruling("agent-rate", False, sentence, free_at)


def _spend_cap(asked: _Question) -> Ruling:
    cap = asked.policy.spend_cap
    rate = rate_of(asked.number, asked.policy)
    if cap <= 0 or rate <= 0 or asked.usage.spent(asked.now) + rate <= cap:
        return Ruling("spend-cap", True)
    sentence = f"Number not allowed. Today's spend cap of {cap:g} is reached in {asked.space_name}."
    return Ruling("spend-cap", False, sentence, asked.usage.day_ends(asked.now))


def _wait(free_at: float, now: float) -> str:
    seconds = max(1, ceil(free_at - now))
    return "Wait 1 second." if seconds == 1 else f"Wait {seconds} seconds."


RULES: Final[tuple[Callable[[_Question], Ruling], ...]] = (
    _emergency,
    _country,
    _blocked_prefix,
    _premium,
    _space_rate,
    _agent_rate,
    _spend_cap,
)
