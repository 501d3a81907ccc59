"""One campaign's pacing: what happened comes in, decisions come out."""

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from dockline.domain.pacing.answering import LEAST_RING, MARGIN, STEP, Answering, Floats
from dockline.domain.pacing.budget import Budget, Credit, Window
from dockline.domain.pacing.decision import STOPS, Decision, Reason
from dockline.domain.pacing.limits import Limits, bounded, decision
from dockline.domain.pacing.outlook import Allowed, Outlook, Places
from dockline.domain.pacing.pool import Pool, pools
from dockline.domain.pacing.settings import Bounds, Mode, PacingSettings
from dockline.domain.pacing.since import Ringing, Since
from dockline.domain.pacing.team import Team

UNBOUNDED = Bounds()
FIRST_WAVE = 40  # lines beyond one for each free agent, while nothing is known of any call ...
SPEAKS_FOR = 4  # ... and so many more for each that was answered, or rang its least
AFTER_A_PAUSE = 4.0  # agents for each of those lines: its level may be another by now
ASKED = 5.0  # seconds after which a campaign that was not asked to dial is taken to rest


class Pacing:
    """Tell it each call's life (`dialled`, then `answered`, `machine`, `failed` or `cancelled`;
    after `answered`, `connected` or `abandoned`), tell `team` what the agents do, and ask `decide`
    twice a second and after each answer and each freed agent.

    Campaigns made with the same team, or with teams that have agents in common, see each other's
    calls (`share_with`, and the same number for the same agent); each keeps its own window. All
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
        self.turn_since = -math.inf  # whose turn it is has it since then (`turns.in_turn`)
        self.out_of_turn = False  # another has it
        self._alpha: float | None = None  # where nothing is risked, its price is not learnt
        self._whole = False  # its window is small
        self._able_at = -math.inf  # when it last could have dialled
        self._leads: int | None = None  # left, when it was last asked
        self._sharers: list[Pacing] = []

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

    def left_over(self, now: float) -> None:
        """A person answered a call of before a restart, of which nothing is known here, and has no
        agent."""
        self.budget.answered()
        self.budget.settled(abandoned=True, alpha=None, now=now)

    def machine(self, call: int, now: float, mistaken: float = 0.0) -> None:
        """A machine answered, and is treated as such. `mistaken`: the probability, as estimated,
        that it was a person: that much counts as answered and abandoned."""
        if self._ended(call, now, answered=False):
            self.left_to_machine(mistaken)

    def left_to_machine(self, mistaken: float) -> None:
        """The same of a call of before a restart, of which nothing is known here."""
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
        """The other campaigns that dial for the same agents, or for some of them."""
        self._sharers = [other for other in others if other is not self]

    # What to do

    @property
    def has_turn(self) -> bool:
        """Of campaigns that dial in turn it is the one to dial."""
        return self.turn_since > -math.inf

    @property
    def owes(self) -> bool:
        """More was abandoned than was earned."""
        return self.budget.abandons > self.budget.earned(whole=self._whole)

    def decide(self, now: float, bounds: Bounds = UNBOUNDED) -> Decision:
        """How many calls to start now, which to cancel, and why."""
        self.answering.advance(self.ringing.starts, now)
        self.team.advance(now)
        teams = dict.fromkeys(other.team for other in self._sharers)
        for team in teams:
            team.keep_up(now)
        credit = self._credit(now, bounds.leads)
        if self.settings.mode is Mode.PREDICTIVE:
            self._alpha = credit.alpha
        self._whole = credit.whole
        self._leads = bounds.leads
        if bounds.most():
            self._able_at = now
        found = pools(self.team, teams)
        own = self._decide_among(found.own, credit, bounds, now)
        if not found.wider:
            return own
        # What is allowed beyond that is of no use, and takes its time.
        alone = None
        if found.alone is not None:
            as_many = replace(bounds, starts=min(bounds.most(), own.dial))
            alone = self._decide_among(found.alone, credit, as_many, now)
            if _freedom(alone) >= _freedom(own):
                return own
        one_more = replace(bounds, starts=0 if bounds.alone else min(bounds.most(), own.dial + 1))
        wide = self._decide_among(found.wider[0], credit, one_more, now)
        for pool in found.wider[1:]:
            if alone is not None and _freedom(wide) <= _freedom(alone):
                break
            wide = min(wide, self._decide_among(pool, credit, one_more, now), key=_freedom)
        return min(max(alone or wide, wide, key=_freedom), own, key=_freedom)

    def _decide_among(self, pool: Pool, credit: Credit, bounds: Bounds, now: float) -> Decision:
        """With these agents, and the campaigns that dial for them."""
        from dockline.domain.pacing.kernel import ruins_of

        sharers = [other for other in self._sharers if other.team in pool.teams]
        ringing = len(self.ringing) + sum(len(other.ringing) for other in sharers)
        waiting = len(self.waiting) + sum(len(other.waiting) for other in sharers)
        idle = pool.idle
        credits = [credit, *_credits(sharers, now)]
        limits = Limits(
            tau=self.budget.tau(credit.alpha),
            ruins=ruins_of(
                min(each.gate for each in credits),
                max(each.kept for each in credits),
                np.array([(each.cap, each.end, each.calm) for each in credits]),
            ),
            own=credit.gate,
            most=bounds.most(),
            spare=max(0, idle - waiting - len(self.ringing) - _theirs(sharers, credit)),
            waiting=waiting,
            idle=idle,
            ringing=ringing,
            credit=credit.credit,
            teams=pool.teams,
        )
        if not self.team.present and not len(self.ringing):
            return decision(limits, Reason.NOBODY)
        if self.settings.mode is Mode.PROGRESSIVE or (
            self.settings.mode is Mode.POWER and limits.own < 1
        ):
            return bounded(limits, Reason.FREE_AGENTS, limits.spare)
        if self.settings.mode is Mode.POWER:
            lines = round(self.settings.ratio * idle) - ringing - waiting
            return bounded(limits, Reason.RATIO, max(0, lines))
        return self._predict(now, limits, pool, sharers)

    def _predict(self, now: float, limits: Limits, pool: Pool, sharers: list["Pacing"]) -> Decision:
        from dockline.domain.pacing.kernel import chosen

        wave = max(limits.spare, self._wave(limits))
        allowed = Allowed(
            tau=limits.tau,
            own=limits.own,
            spare=limits.spare,
            most=min(limits.most, wave),
            urgent=self.settings.emergency_cancels,
            learning=wave < limits.most,
            by_the_worst=self.by_the_worst,
        )
        rung = self.ringing.rung(now)
        stays = len(rung) <= limits.spare or not (allowed.urgent or rung.max() >= LEAST_RING)
        if not limits.most and stays:  # nothing may be dialled, nothing cancelled
            return decision(limits, Reason.BOUNDED)
        outlook = self._outlook(now, limits, pool, sharers)
        dial, stop, risk, column, gone, danger = chosen(outlook, rung, limits.ruins, allowed)
        ids = self.ringing.ids
        cancel = tuple(ids[place] for place in gone.tolist())
        if danger:
            return decision(limits, Reason.EMERGENCY, 0, cancel, risk, column)
        reason = STOPS[stop]
        if reason is Reason.BOUNDED and dial == wave < limits.most:
            reason = Reason.LEARNING
        if reason is Reason.GATE:
            self.budget.gate_bound(now)
        if limits.own < 1 and reason is not Reason.BOUNDED:
            reason = Reason.NO_CREDIT
        if cancel:
            reason = Reason.ROUTINE
        return decision(limits, reason, dial, cancel, risk, column)

    def _outlook(self, now: float, limits: Limits, pool: Pool, sharers: list["Pacing"]) -> Outlook:
        table, own = self._calls(now)
        tables, counts = [table], [np.zeros(len(table), np.intp)]
        for leaving, agents in pool.leaving():
            tables.append(np.concatenate([leaving, leaving * MARGIN])[None, :])
            counts.append(np.array([agents]))
        for other in sharers:
            if len(other.ringing):
                theirs, calls = other._calls(now)
                tables.append(theirs)
                counts.append(np.bincount(calls, minlength=len(theirs)))
        busy, agents = pool.busy(now)
        return Outlook(
            chances=np.concatenate(tables),
            own=own,
            others=np.concatenate(counts),
            new=self._new_call(now)[None, :],
            busy=busy,
            zero=agents + limits.idle - limits.waiting,
        )

    # What an informed model may answer better

    def _wave(self, limits: Limits) -> int:
        """Lines more that a campaign may take while it knows few calls. However many agents are
        free: what is not known yet is the same for all calls, so they would all be one too many
        together, where the forecast takes each for a chance of its own. Calls of other campaigns
        may take the free agents as well."""
        theirs = limits.ringing - len(self.ringing)
        free = max(0, limits.idle - limits.waiting - theirs)
        guesses = FIRST_WAVE
        if self.answering.stale:
            guesses = min(guesses, math.ceil(self.team.present / AFTER_A_PAUSE))
        guesses += int(SPEAKS_FOR * self.answering.known)
        return max(0, free + guesses - len(self.ringing))

    def _calls(self, now: float) -> tuple[Floats, Places]:
        """Chances to be answered, as `Outlook` has them, and each ringing call's row of them."""
        from dockline.domain.pacing.kernel import rows

        table = self.answering.chances
        return table, rows(len(table), self.ringing.starts, now, STEP)

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
            remaining=remaining,
            waiting=len(self.waiting),
            present=self.team.present,
            may_be_whole=self.settings.mode is Mode.PREDICTIVE,
        )

    def _ended(self, call: int, now: float, *, answered: bool) -> bool:
        start = self.ringing.take(call)
        if start is None:
            return False
        self.answering.ended(now - start, answered=answered)
        return True

    def _waited(self, call: int) -> bool:
        return self.waiting.take(call) is not None


def _freedom(decision: Decision) -> tuple[int, int]:
    """The less of it, the stricter."""
    return decision.dial, -len(decision.cancel)


def _theirs(sharers: list[Pacing], credit: Credit) -> int:
    """Free agents that the others' calls are meant for: one for each; but so many as they will
    need, to be careful, where we owe. Else those who dial many lines would leave none."""
    if credit.gate >= 1:
        return sum(len(other.ringing) for other in sharers)
    return sum(
        math.ceil(len(other.ringing) * min(1.0, MARGIN * other.answering.answer_share))
        for other in sharers
    )


def _credits(sharers: list[Pacing], now: float) -> list[Credit]:
    """Calls of ours can cost another campaign its agent: those that have calls out must not
    break their cap either. One that is over it must come to dial, or it stays there; and so
    must one that has earned nothing yet, in its turn."""
    credits = []
    for other in sharers:
        out = len(other.ringing) or len(other.waiting)
        if not out and now - other._able_at >= ASKED:
            continue  # it rests
        credit = other._credit(now, other._leads)
        poor = credit.gate < 1 or (credit.gate == 1 and other.has_turn)
        if out or poor:
            credits.append(credit)
    return credits
