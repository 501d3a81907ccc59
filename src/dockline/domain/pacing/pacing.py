"""One campaign's pacing: what happened comes in, decisions come out."""

import math
from collections.abc import Iterable

import numpy as np

from dockline.domain.pacing.answering import HORIZONS, MARGIN, Answering, Floats
from dockline.domain.pacing.budget import Budget, Credit, Window
from dockline.domain.pacing.choosing import (
    DEPTHS,
    KEPT,
    LOST,
    Forecast,
    Limits,
    Outlook,
    Ruin,
    cancel_old,
    cancel_risky,
    dialable,
)
from dockline.domain.pacing.decision import Decision, Reason
from dockline.domain.pacing.scales import Scales
from dockline.domain.pacing.settings import Bounds, Mode, PacingSettings
from dockline.domain.pacing.since import Ringing, Since
from dockline.domain.pacing.spectrum import Answers, Freed
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
        self.ringing = Ringing()
        self.waiting = Since()
        self.machines = 0  # machine verdicts
        self.by_the_worst = False
        self._alpha = 0.0
        self._able_at = -math.inf  # when it last could have dialled
        self._leads: int | None = None  # left, when it was last asked
        self._sharers: list[Pacing] = []
        self._scales = Scales()

    # What a dialer sees

    def dialled(self, call: int, now: float, *, rings: bool = True) -> None:
        """A call was started at `now`. Not `rings`: only `rang` says that it rings. Until then it
        is never cancelled, since the law's 15 seconds are seconds of ringing."""
        self.ringing.add(call, now, rings=rings)

    def rang(self, call: int, now: float) -> None:
        """It was heard ringing."""
        delay = self.ringing.rang(call, now)
        if delay is not None:
            self.answering.delayed(delay)

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
        credit = self._credit(now, bounds.leads)
        self._alpha = credit.alpha
        self._leads = bounds.leads
        if bounds.most():
            self._able_at = now
        credits = [credit, *self._sharers_credits(now)]
        gate = max(1, min(each.gate for each in credits))
        limits = Limits(
            tau=self.budget.tau(credit.alpha),
            gate=gate,
            ruins=_ruins(credits),
            own=credit.gate,
            most=bounds.most(),
            spare=max(0, idle - waiting - ringing),
            waiting=waiting,
            idle=idle,
            ringing=ringing,
            credit=credit.credit,
            emergency=self.settings.emergency_cancels,
        )
        if not self.team.present and not len(self.ringing):
            return _decision(limits, 0, (), Reason.NOBODY)
        if self.settings.mode is Mode.PROGRESSIVE or (
            self.settings.mode is Mode.POWER and limits.own < 1
        ):
            dial = min(limits.spare, limits.most)
            return _decision(limits, dial, (), Reason.FREE_AGENTS)
        if self.settings.mode is Mode.POWER:
            lines = round(self.settings.ratio * idle) - ringing - waiting
            return _decision(limits, min(max(0, lines), limits.most), (), Reason.RATIO)
        return self._predict(now, limits)

    def _predict(self, now: float, limits: Limits) -> Decision:
        forecast = Forecast.of(self._scales, self._outlook(now, limits.waiting, limits.idle))
        if len(self.ringing):
            risky = cancel_risky(forecast, limits, self.ringing, now)
            if risky:
                return _decision(limits, 0, risky, Reason.EMERGENCY, forecast)
        dial, reason = dialable(forecast, limits)
        if reason is Reason.GATE:
            self.budget.gate_bound(now)
        if limits.own < 1 and reason is not Reason.BOUNDED:
            reason = Reason.NO_CREDIT
        if not dial and reason is not Reason.BOUNDED and len(self.ringing):
            old = cancel_old(forecast, limits, self.ringing, now)
            if old:
                return _decision(limits, 0, old, Reason.ROUTINE, forecast)
        return _decision(limits, dial, (), reason, forecast)

    def _outlook(self, now: float, waiting: int, idle: int) -> Outlook:
        others = [other._calls(now) for other in self._sharers if len(other.ringing)]
        if idle:
            leaving = self.team.leaving
            chances = np.concatenate([leaving, leaving * MARGIN])[None, :]
            others.append(Answers(chances, np.zeros(idle, np.intp)))
        return Outlook(
            own=self._calls(now),
            others=others,
            freed=Freed(self.team.free_chances(now)),
            new=self._new_call(now),
            offset=waiting - idle,
            by_the_worst=self.by_the_worst,
        )

    # What an informed model may answer better

    def _calls(self, now: float) -> Answers:
        """The ringing calls' chances to be answered, as `Outlook` has them."""
        return Answers(self.answering.chances, self.answering.index(self.ringing.ages(now)))

    def _new_call(self, now: float) -> Floats:
        chances: Floats = self.answering.chances[0]
        return chances

    def _credit(self, now: float, leads: int | None) -> Credit:
        prior = 0.65 * self.team.present / self.team.handling.mean
        rate = self.budget.rate(now, prior)
        remaining = 0.9 * rate * max(0.0, self.budget.window.ends_at - now)
        if leads is not None:
            left = leads + len(self.ringing)
            remaining = min(remaining, 0.9 * left * self.answering.answer_share)
        return self.budget.credit(
            remaining=remaining, waiting=len(self.waiting), present=self.team.present
        )

    def _sharers_credits(self, now: float) -> list[Credit]:
        """Calls of ours can cost another campaign its agent: those that have calls out must not
        break their cap either, and one that is over it must come to dial, or it stays there."""
        credits = []
        for other in self._sharers:
            credit = other._credit(now, other._leads)
            recovers = credit.gate < 1 and now - other._able_at < ASKED
            if recovers or len(other.ringing) or len(other.waiting):
                credits.append(credit)
        return credits

    def _ended(self, call: int, now: float, *, answered: bool) -> bool:
        start = self.ringing.take(call)
        if start is None:
            return False
        self.answering.ended(now - start, answered=answered)
        return True

    def _waited(self, call: int) -> bool:
        return self.waiting.take(call) is not None


def _ruins(credits: list[Credit]) -> tuple[Ruin, ...]:
    lost, kept = _ruin(LOST, credits, 0), max(each.kept for each in credits)
    return (lost, _ruin(KEPT, credits, kept)) if kept else (lost,)


def _ruin(level: float, credits: list[Credit], kept: int) -> Ruin:
    """That any of these windows ends with less than `kept` abandons to spare."""
    gate = max(1, min(each.gate for each in credits) - kept)
    lasts = [gate + kept + deep - 1 for deep in DEPTHS[1:]]
    return Ruin(
        level, gate, (*(max(each.end.lost(last) for each in credits) for last in lasts), 1.0)
    )


def _decision(
    limits: Limits,
    dial: int,
    cancel: tuple[int, ...],
    reason: Reason,
    forecast: Forecast | None = None,
) -> Decision:
    chance, row = forecast.price(dial) if forecast is not None else (0.0, 0)
    return Decision(
        dial,
        cancel,
        reason,
        tau=limits.tau,
        chance=chance,
        horizon=HORIZONS[row],
        credit=limits.credit,
        further=limits.own,
        waiting=limits.waiting,
        idle=limits.idle,
        ringing=limits.ringing,
    )
