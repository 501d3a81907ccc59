"""The rules before every dial of a lead, in order, each with a name, a verdict and a next time.

    state -> do-not-call-space -> do-not-call-campaign -> expiry -> not-before -> callback
    -> retry-plan -> attempts-per-lead -> attempts-per-day -> attempts-per-week -> minimum-gap
    -> calling-hours -> the space's number policy, rates and spend cap (`dockline.domain.dialrules`)

`why` asks all of them, so that a page can show why a lead is or is not dialled. Its next time is
exact, supposing that nothing else happens: from then on, and not a second before, all say yes.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.callinghours import WEEKDAYS, is_open, local_time, openings_on, opens_at
from dockline.domain.campaign import DoNotCall
from dockline.domain.days import day_bounds
from dockline.domain.dialrules import Ruling, Usage, check, rate_of
from dockline.domain.errors import Refusal
from dockline.domain.ids import AgentId, LeadId
from dockline.domain.lead import LIVE, Lead, LeadState
from dockline.domain.leadlife import RESTING, Life
from dockline.domain.leadoutcome import attempts_used_up
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.phone import parse
from dockline.domain.retryplan import DAY
from dockline.domain.space import DialPolicy

_WEEK: Final = 7 * DAY
_FAR: Final = 32_503_680_000.0
"""The year 3000. What is put off until then is put off for ever, and calendars end at 9999."""


class Surroundings(Struct, frozen=True):
    """What the rules look at beside the lead and its campaign's settings."""

    policy: DialPolicy
    usage: Usage
    space_zone: str = "UTC"
    """IANA name: where the space is."""
    space_name: str = "this space"
    listed: tuple[DoNotCall, ...] = ()
    """Entries of the do-not-call lists for the lead's number: the space's and any campaign's."""
    elsewhere: tuple[float, ...] = ()
    """Unix seconds at which other leads with this number were dialled in the last 7 days: the
    person is one, on however many lists."""
    ended_elsewhere: float | None = None
    """When the last of those calls ended; while one of them goes on, the present."""
    agent_id: AgentId | None = None
    """For whom it would be dialled."""
    holding: bool = False
    """The asker holds the lead, so that it being held is no hindrance."""
    further: tuple[Ruling, ...] = ()
    """What else stands in the way, such as a campaign that is paused; asked last. One with a
    ``next_at`` says yes from then on."""


class Trace(Struct, frozen=True):
    lead_id: LeadId
    at: float
    rulings: tuple[Ruling, ...]
    """Every rule, in order, as of ``at``."""
    next_at: float | None
    """When all say yes: ``at`` itself where they do; None: never by waiting alone."""

    @property
    def refused(self) -> Ruling | None:
        """The first rule that says no."""
        return next((ruling for ruling in self.rulings if not ruling.allowed), None)

    @property
    def allowed(self) -> bool:
        return self.refused is None


class _Question(Struct, frozen=True):
    life: Life
    settings: LeadSettings
    around: Surroundings
    dialled: tuple[float, ...]
    """When a telephone with this number rang for us, in order."""


_Rule = Callable[[_Question, float], Ruling]


def why(life: Life, settings: LeadSettings, around: Surroundings, now: float) -> Trace:
    """Why this lead is or is not dialled now, and when it can be. Changes nothing."""
    rang = (attempt.dialled_at for attempt in life.attempts if attempt.rang)
    question = _Question(life, settings, around, tuple(sorted((*rang, *around.elsewhere))))
    others = (*_number_rulings(life, around, now), *around.further)
    rulings = _at(question, others, now)
    at: float | None = now
    asked = rulings
    # Each rule that says no names the first moment at which it says yes, so that nothing before
    # the latest of them can be it: the walk ends at the earliest moment at which all agree.
    while at is not None and (refused := [each for each in asked if not each.allowed]):
        times = [each.next_at for each in refused if each.next_at is not None]
        at = max(times) if len(times) == len(refused) else None
        if at is not None:
            at = None if at >= _FAR else at
        if at is not None:
            asked = _at(question, others, at)
    return Trace(life.lead.lead_id, now, rulings, at)


def _at(question: _Question, others: tuple[Ruling, ...], at: float) -> tuple[Ruling, ...]:
    """All rulings as of a moment. ``others`` were given once and only wait for their time."""
    own = tuple(rule(question, at) for rule in RULES)
    later = tuple(
        Ruling(each.rule, True) if each.next_at is not None and each.next_at <= at else each
        for each in others
    )
    return own + later


def _number_rulings(life: Life, around: Surroundings, now: float) -> tuple[Ruling, ...]:
    """What the toll-fraud guard says of the number."""
    try:
        number = parse(f"+{life.lead.number}")
    except Refusal as refusal:
        return (Ruling("number", False, refusal.message),)
    verdict = check(
        number,
        around.policy,
        around.usage,
        now,
        agent_id=around.agent_id,
        space_name=around.space_name,
    )
    affordable = rate_of(number, around.policy) <= around.policy.spend_cap
    midnight = day_bounds(now, around.space_zone)[1]
    return tuple(
        # A call that no day's cap pays for waits for no other day.
        Ruling(ruling.rule, False, ruling.sentence, midnight if affordable else None)
        if ruling.rule == "spend-cap" and not ruling.allowed
        else ruling
        for ruling in verdict.rulings
    )


# --- the rules --------------------------------------------------------------------------------


def _state(asked: _Question, at: float) -> Ruling:
    life = asked.life
    shown = life.state.value.replace("_", "-")
    if life.state in RESTING:
        return Ruling("state", True, f"The lead is {shown}.")
    if life.state is LeadState.SCHEDULED:
        until = life.held_until or 0.0
        if asked.around.holding or until <= at:
            return Ruling("state", True, "The lead is scheduled, and its turn has come.")
        where = "for the dialer" if life.held_by is None else "for an agent's card"
        sentence = f"The lead is held {where} until {_time(until)}."
        return Ruling("state", False, sentence, until)
    if life.state in LIVE:
        return Ruling("state", False, f"The lead is {shown}: somebody is at it now.")
    return Ruling("state", False, f"The lead is {shown}. {life.reason}".rstrip())


def _listed_space(asked: _Question, at: float) -> Ruling:
    entry = next((each for each in asked.around.listed if not each.campaign_id), None)
    return _listed("do-not-call-space", entry, "the space's do-not-call list")


def _listed_campaign(asked: _Question, at: float) -> Ruling:
    own = asked.life.lead.campaign_id
    entry = next((each for each in asked.around.listed if each.campaign_id == own), None)
    return _listed("do-not-call-campaign", entry, "the campaign's do-not-call list")


def _listed(rule: str, entry: DoNotCall | None, where: str) -> Ruling:
    if entry is None:
        return Ruling(rule, True, f"The number is not on {where}.")
    because = f": {entry.reason.rstrip('.')}" if entry.reason else ""
    return Ruling(rule, False, f"The number is on {where} since {_time(entry.at)}{because}.")


def _expiry(asked: _Question, at: float) -> Ruling:
    expires_at = asked.life.lead.expires_at
    if expires_at is None:
        return Ruling("expiry", True, "The lead does not expire.")
    if at < expires_at:
        return Ruling("expiry", True, f"The lead expires at {_time(expires_at)}.")
    return Ruling("expiry", False, f"The lead expired at {_time(expires_at)}.")


def _not_before(asked: _Question, at: float) -> Ruling:
    return _from("not-before", asked.life.lead.not_before, at, "Not to be dialled before {}.")


def _callback(asked: _Question, at: float) -> Ruling:
    promised = asked.life.resting_state is LeadState.CALLBACK
    due_at = asked.life.due_at if promised else None
    return _from("callback", due_at, at, "A callback is due at {}.")


def _retry_plan(asked: _Question, at: float) -> Ruling:
    promised = asked.life.resting_state is LeadState.CALLBACK
    due_at = None if promised else asked.life.due_at
    ruling = _from("retry-plan", due_at, at, "The next try is due at {}.")
    skip = asked.life.skips[-1] if asked.life.skips else None
    last = asked.life.last
    if ruling.allowed or skip is None or (last is not None and last.dialled_at > skip.at):
        return ruling
    because = f": {skip.reason.rstrip('.')}" if skip.reason else ""
    return replace(ruling, sentence=f"An agent skipped it{because}. {ruling.sentence}")


def _from(rule: str, moment: float | None, at: float, sentence: str) -> Ruling:
    """Yes from a moment on."""
    if moment is None:
        return Ruling(rule, True)
    said = sentence.format(_time(moment))
    return Ruling(rule, True, said) if moment <= at else Ruling(rule, False, said, moment)


def _attempts_per_lead(asked: _Question, at: float) -> Ruling:
    made = sum(attempt.rang for attempt in asked.life.tries)
    most = asked.settings.limits.most_attempts
    sentence = f"The lead was tried {made} times in this round; {most} are allowed."
    return Ruling("attempts-per-lead", not attempts_used_up(asked.life, asked.settings), sentence)


def _attempts_per_day(asked: _Question, at: float) -> Ruling:
    most = asked.settings.limits.most_a_day
    return _attempts_in("attempts-per-day", "24 hours", DAY, most, asked.dialled, at)


def _attempts_per_week(asked: _Question, at: float) -> Ruling:
    most = asked.settings.limits.most_a_week
    return _attempts_in("attempts-per-week", "7 days", _WEEK, most, asked.dialled, at)


def _attempts_in(
    rule: str, span: str, seconds: float, most: int, dialled: tuple[float, ...], at: float
) -> Ruling:
    made = sum(moment + seconds > at for moment in dialled)
    sentence = f"The number was tried {made} times in {span}; {most} are allowed."
    if made < most:
        return Ruling(rule, True, sentence)
    return Ruling(rule, False, sentence, dialled[-most] + seconds)


def _minimum_gap(asked: _Question, at: float) -> Ruling:
    gap = asked.settings.limits.minimum_gap
    rang = (attempt for attempt in asked.life.attempts if attempt.rang)
    ends = (attempt.ended_at or attempt.dialled_at for attempt in rang)
    others = (*asked.around.elsewhere, asked.around.ended_elsewhere)
    last = max((each for each in (*ends, *others) if each is not None), default=None)
    free_at = None if last is None else last + gap
    return _from("minimum-gap", free_at, at, "The gap after the last attempt ends at {}.")


def _calling_hours(asked: _Question, at: float) -> Ruling:
    return calling_hours(asked.life.lead, asked.settings, asked.around.space_zone, at)


def calling_hours(lead: Lead, settings: LeadSettings, space_zone: str, at: float) -> Ruling:
    """What that one rule says of any moment."""
    hours, known = settings.calling_hours, lead.zones
    zones = settings.zones(known, space_zone)
    try:
        next_at = None if is_open(hours, zones, at) else opens_at(hours, zones, at)
        shut = next((zone for zone in zones if not is_open(hours, (zone,), at)), zones[0])
        wall = local_time(shut, at)
    except ValueError as error:
        return Ruling("calling-hours", False, f"The lead's time zone: {error}.")
    day = WEEKDAYS[wall.weekday()]
    among = f", one of {len(zones)} zones it may be in" if len(zones) > 1 else ""
    guessed = "" if known else ", taken for want of the number's own zone"
    sentence = (
        f"It is {wall:%H:%M} on {day} in {shut}{among}{guessed};"
        f" calls may be made {openings_on(hours, wall.weekday())}."
    )
    return Ruling("calling-hours", is_open(hours, zones, at), sentence, next_at)


def _time(at: float) -> str:
    if at >= _FAR:
        return "a time after the year 3000"
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"


RULES: Final[tuple[_Rule, ...]] = (
    _state,
    _listed_space,
    _listed_campaign,
    _expiry,
    _not_before,
    _callback,
    _retry_plan,
    _attempts_per_lead,
    _attempts_per_day,
    _attempts_per_week,
    _minimum_gap,
    _calling_hours,
)
