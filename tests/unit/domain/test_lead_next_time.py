"""The next time a lead can be dialled is told to the second, whatever surrounds it."""

from typing import Any

from hypothesis import assume, given, strategies as st

from dockline.domain.callinghours import CallingHours, Opening
from dockline.domain.dialrules import Usage
from dockline.domain.ids import CallId
from dockline.domain.lead import FINISHED
from dockline.domain.leadhold import hold
from dockline.domain.leadlife import RESTING, Callback, Life
from dockline.domain.leadoutcome import call_back
from dockline.domain.leadrules import Surroundings, why
from dockline.domain.leadsettings import AttemptLimits, LeadSettings
from dockline.domain.phone import parse
from dockline.domain.retryplan import AttemptOutcome
from dockline.domain.space import DialPolicy
from tests.support.leads import (
    LONDON,
    MONDAY_NOON,
    NEW_YORK,
    NOWHERE,
    dialled,
    failed,
    lead_of,
    surroundings,
)

HOURS = [
    CallingHours(),
    CallingHours(((Opening("10:00", "13:00"), Opening("14:00", "20:00")),) * 5 + ((),) * 2),
    CallingHours(((Opening("01:30", "02:30"),),) * 7),
]
FAILURES = sorted(set(AttemptOutcome) - {AttemptOutcome.ANSWERED, AttemptOutcome.CUT_OFF})
SPANS = st.integers(-3 * 86_400, 12 * 86_400)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Life, LeadSettings, dict[str, Any], float]:
    """A lead somewhere in its life, and what surrounds it."""
    # Around the days when the clocks of London and New York change, among others.
    begin = draw(st.sampled_from([MONDAY_NOON, 1_761_440_400, 1_741_503_600, 1_743_296_400]))
    now = float(begin + draw(st.integers(-200_000, 200_000)))
    settings = LeadSettings(
        calling_hours=draw(st.sampled_from(HOURS)),
        limits=AttemptLimits(
            most_attempts=draw(st.integers(1, 9)),
            most_a_day=draw(st.integers(1, 3)),
            most_a_week=draw(st.integers(1, 5)),
            minimum_gap=draw(st.sampled_from([0.0, 300.0, 90_000.0])),
        ),
    )
    life = lead_of(
        draw(st.sampled_from([LONDON, NEW_YORK, "61412345678", NOWHERE])),
        now=now,
        not_before=draw(st.none() | SPANS.map(lambda span: now + span)),
        expires_at=draw(st.none() | SPANS.map(lambda span: now + span)),
        time_zone=draw(st.sampled_from(["", "", "America/St_Johns", "Asia/Kathmandu"])),
    )
    tried = now
    for outcome in draw(st.lists(st.sampled_from(FAILURES), max_size=4)):
        if life.state in FINISHED:
            break
        life = failed(life, outcome, tried)
        tried += draw(st.integers(21, 100_000))
    asked = tried - draw(st.integers(0, 50_000)) if life.attempts else now
    asked = max(asked, life.last.ended_at or 0.0) if life.last else asked
    match draw(st.sampled_from(["rest", "hold", "promise", "dial"])):
        case "hold" if life.state in RESTING:
            life = hold(life, settings, asked)
        case "dial" if life.state in RESTING:
            life = dialled(life, asked, settings)
        case "promise" if life.state in RESTING and life.lead.expires_at is None:
            life = call_back(
                life, Callback(asked + draw(st.integers(1, 900_000)), asked), settings, asked
            )
        case _:
            pass
    gone = st.integers(0, 6 * 86_400).map(lambda span: asked - span)
    around = {
        "elsewhere": tuple(draw(st.lists(gone, max_size=4))),
        "ended_elsewhere": draw(st.none() | gone),
        "calls": draw(st.lists(st.integers(0, 70), max_size=3)),
        "calls_per_minute": draw(st.sampled_from([2, 600])),
        "holding": draw(st.booleans()),
    }
    return life, settings, around, asked


def around_of(world: dict[str, Any], now: float) -> Surroundings:
    """Made anew for each question: windows of rates forget what is past as they are asked."""
    policy = DialPolicy(calls_per_minute=world["calls_per_minute"])
    usage = Usage()
    for seconds in sorted(world["calls"], reverse=True):
        usage.dialled(CallId(f"c{seconds}"), None, parse(LONDON), policy, now - seconds)
    return surroundings(
        usage=usage,
        policy=policy,
        elsewhere=world["elsewhere"],
        ended_elsewhere=world["ended_elsewhere"],
        holding=world["holding"],
    )


@given(worlds(), st.lists(st.floats(0, 1), max_size=8), st.integers(0, 30 * 86_400))
def test_at_the_told_time_the_rules_say_yes_and_not_a_second_before(
    world: tuple[Life, LeadSettings, dict[str, Any], float], shares: list[float], later: int
) -> None:
    life, settings, around, now = world

    def allowed(moment: float) -> bool:
        return why(life, settings, around_of(around, now), moment).allowed

    trace = why(life, settings, around_of(around, now), now)
    assert trace.allowed == (trace.next_at == now)
    if trace.next_at is None:
        assert not any(allowed(now + share * later) for share in shares)
        return
    assert allowed(trace.next_at)
    assume(trace.next_at > now)
    assert not allowed(max(now, trace.next_at - 1))
    assert not allowed(max(now, trace.next_at - 0.001))
    for share in shares:
        moment = now + share * (trace.next_at - now)
        assert moment >= trace.next_at or not allowed(moment)


@given(worlds())
def test_the_trace_explains_itself(
    world: tuple[Life, LeadSettings, dict[str, Any], float],
) -> None:
    life, settings, around, now = world
    trace = why(life, settings, around_of(around, now), now)
    for ruling in trace.rulings:
        if not ruling.allowed:
            assert ruling.sentence.endswith(".")
            assert ruling.next_at is None or ruling.next_at > now
    if not trace.allowed and trace.next_at is not None:
        assert all(each.next_at is not None for each in trace.rulings if not each.allowed)
