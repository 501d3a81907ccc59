"""One campaign's pacing: what happened comes in, decisions come out."""

import math
from collections.abc import Iterable

import numpy as np

from dockline.domain.pacing.answering import HORIZONS, Answering
from dockline.domain.pacing.budget import Budget, Credit, Window
from dockline.domain.pacing.choosing import (
    MARGIN,
    Calls,
    Forecast,
    Limits,
    Outlook,
    cancel_old,
    cancel_risky,
    dialable,
)
from dockline.domain.pacing.decision import Decision, Reason
from dockline.domain.pacing.settings import Bounds, Mode, PacingSettings
from dockline.domain.pacing.since import Since
from dockline.domain.pacing.spectrum import Freed, Scales
from dockline.domain.pacing.team import Team

UNBOUNDED = Bounds()
ASKED = 5.0  # seconds after which a campaign that was not asked to dial is taken to rest


class Pacing:
    """Tell it each call's life (`dialled`, then `answered`, `machine`, `failed` or `cancelled`;
    after `answered`, `connected` or `abandoned`), tell `team` what the agents do, and ask `decide`
    twice a second and after each answer and each freed agent.

    Campaigns made with the same team see each other's calls; each keeps its own window. Everything
    but `window` may be lost in a restart: calls and agents that are still there are told again,
    with the times they began.
    """

    def __init__(self, settings: PacingSettings, window: Window, team: Team) -> None:
        self.settings = settings
        self.team = team
        self.answering = Answering(settings.ring_seconds)
        self.budget = Budget(settings.cap, window, mistaken=settings.amd_mistaken)
        self.ringing = Since()
        self.waiting = Since()
        self.machines = 0  # machine verdicts
        self.margin = MARGIN
        self.by_the_worst = False
        self._alpha = 0.0
        self._able_at = -math.inf  # when it last could have dialled
        self._sharers: list[Pacing] = []
        self._scales = Scales()

    # What a dialer sees

    def dialled(self, call: int, now: float) -> None:
        """A call was started at `now`."""
        self.ringing.add(call, now)

    def answered(self, call: int, now: float) -> None:
        """A person answered, and waits for an agent."""
        if self._ended(call, now, answered=True):
            self.waiting.add(call, now)
            self.budget.answered()

    def connected(self, call: int, now: float) -> None:
        """The person who waited has an agent. Tell `team.connected` as well."""
        if self._waited(call):
            self.budget.settled(abandoned=False, alpha=self._alpha, now=now)

    def abandoned(self, call: int, now: float) -> None:
        """The person waited too long, or hung up while waiting."""
        if self._waited(call):
            self.budget.settled(abandoned=True, alpha=self._alpha, now=now)

    def machine(self, call: int, now: float, mistaken: float = 0.0) -> None:
        """A machine answered, and is treated as such. `mistaken`: the probability, as estimated,
        that it was a person: that much counts as answered and abandoned."""
        if self._ended(call, now, answered=False):
            self.machines += 1
            if mistaken:
                self.budget.mistook(mistaken)

    def failed(self, call: int, now: float) -> None:
        """Busy, refused, unreachable, or rung out."""
        self._ended(call, now, answered=False)

    def cancelled(self, call: int, now: float) -> None:
        """Hung up by us while it rang."""
        start = self.ringing.take(call)
        if start is not None:
            self.answering.ended(now - start, answered=False, cancelled=True)

    def window(self, window: Window) -> None:
        """Another window begins: its counters, and when it ends. Calls that wait now were answered
        in the one before."""
        for call in list(self.waiting.ids):
            self.waiting.take(call)
        self.budget.begin(window)

    def share_with(self, others: Iterable["Pacing"]) -> None:
        """The other campaigns that dial for the same team."""
        self._sharers = [other for other in others if other is not self]

    # What to do

    @property
    def owes(self) -> bool:
        """More was abandoned than was earned: of campaigns with one team it is to be asked first,
        so that it earns it back."""
        return self.budget.abandons > self.settings.cap * self.budget.answers

    def decide(self, now: float, bounds: Bounds = UNBOUNDED) -> Decision:
        """How many calls to start now, which to cancel, and why."""
        self.answering.advance(self.ringing.ages(now), now)
        self.team.advance(now)
        ringing = len(self.ringing) + sum(len(other.ringing) for other in self._sharers)
        waiting = len(self.waiting) + sum(len(other.waiting) for other in self._sharers)
        idle = len(self.team.idle)
        credit = self._credit(now, bounds)
        self._alpha = credit.alpha
        if bounds.most():
            self._able_at = now
        limits = Limits(
            tau=self.budget.tau(credit.alpha, self.team.present),
            gate=min([credit.gate, *self._sharers_gates(now)]),
            own=credit.gate,
            most=bounds.most(),
            spare=max(0, idle - waiting - ringing),
            waiting=waiting,
            credit=credit.credit,
        )

        def told(dial: int, reason: Reason, chance: float = 0.0, row: int = 0) -> Decision:
            return Decision(
                dial,
                (),
                reason,
                tau=limits.tau,
                chance=chance,
                horizon=HORIZONS[row],
                credit=limits.credit,
                further=limits.gate,
                waiting=waiting,
                idle=idle,
                ringing=ringing,
            )

        if not self.team.present and not len(self.ringing):
            return told(0, Reason.NOBODY)
        if self.settings.mode is Mode.PROGRESSIVE or (
            self.settings.mode is Mode.POWER and limits.gate < 1
        ):
            return told(min(limits.spare, limits.most), Reason.FREE_AGENTS)
        if self.settings.mode is Mode.POWER:
            lines = round(self.settings.ratio * idle) - ringing - waiting
            return told(min(max(0, lines), limits.most), Reason.RATIO)
        return self._predict(now, limits, told(0, Reason.PRICE))

    def _predict(self, now: float, limits: Limits, held: Decision) -> Decision:
        forecast = Forecast(self._scales, self._outlook(now, held.waiting, held.idle))
        if len(self.ringing):
            risky = cancel_risky(forecast, limits, self.ringing, now)
            if risky:
                return _with(held, 0, risky, Reason.EMERGENCY, forecast, limits)
        dial, reason = dialable(forecast, limits)
        if reason is Reason.GATE:
            self.budget.gate_bound(now)
        if limits.own < 1 and reason is not Reason.BOUNDED:
            reason = Reason.NO_CREDIT
        if not dial and reason is not Reason.BOUNDED and len(self.ringing):
            old = cancel_old(forecast, limits, self.ringing, now)
            if old:
                return _with(held, 0, old, Reason.ROUTINE, forecast, limits)
        return _with(held, dial, (), reason, forecast, limits)

    def _outlook(self, now: float, waiting: int, idle: int) -> Outlook:
        gone = np.repeat(self.team.leaving()[None, :], idle, axis=0)
        others = Calls(gone, gone)
        for other in self._sharers:
            if len(other.ringing):
                others = others.and_also(other._calls(now))
        return Outlook(
            own=self._calls(now),
            others=others,
            freed=Freed(self.team.free_chances(now)),
            new=self._new_call(now),
            offset=waiting - idle,
            margin=self.margin,
            by_the_worst=self.by_the_worst,
        )

    # What an informed model may answer better

    def _calls(self, now: float) -> Calls:
        """The ringing calls' chances to be answered."""
        rows = self.answering.index(self.ringing.ages(now))
        return Calls(self.answering.table[rows], self.answering.firm[rows])

    def _new_call(self, now: float) -> Calls:
        return Calls(self.answering.table[:1], self.answering.firm[:1])

    def _credit(self, now: float, bounds: Bounds) -> Credit:
        prior = 0.65 * self.team.present / self.team.handling.mean
        rate = self.budget.rate(now, prior)
        remaining = 0.9 * rate * max(0.0, self.budget.window.ends_at - now)
        if bounds.leads is not None:
            left = bounds.leads + len(self.ringing)
            remaining = min(remaining, 0.9 * left * self.answering.answer_share)
        return self.budget.credit(
            remaining=remaining, waiting=len(self.waiting), present=self.team.present
        )

    def _sharers_gates(self, now: float) -> list[int]:
        """Calls of ours can cost another campaign its agent: those that have calls out must not
        break their cap either, and one that is over it must come to dial, or it stays there."""
        gates = []
        for other in self._sharers:
            gate = other._credit(now, UNBOUNDED).gate
            recovers = gate < 1 and now - other._able_at < ASKED
            if recovers or len(other.ringing) or len(other.waiting):
                gates.append(max(1, gate))
        return gates

    def _ended(self, call: int, now: float, *, answered: bool) -> bool:
        start = self.ringing.take(call)
        if start is None:
            return False
        self.answering.ended(now - start, answered=answered)
        return True

    def _waited(self, call: int) -> bool:
        return self.waiting.take(call) is not None


def _with(
    held: Decision,
    dial: int,
    cancel: tuple[int, ...],
    reason: Reason,
    forecast: Forecast,
    limits: Limits,
) -> Decision:
    chance, row = forecast.price(dial)
    return Decision(
        dial,
        cancel,
        reason,
        tau=limits.tau,
        chance=chance,
        horizon=HORIZONS[row],
        credit=limits.credit,
        further=limits.gate,
        waiting=held.waiting,
        idle=held.idle,
        ringing=held.ringing,
    )
