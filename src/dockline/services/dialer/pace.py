"""One campaign's pace: its pacing, kept in step with its lines, its settings and its window."""

from dataclasses import replace
from itertools import count

import structlog

from dockline.domain.campaign import Campaign, Mode
from dockline.domain.campaignwindow import window_of
from dockline.domain.facts import (
    LineAbandoned,
    LineAnswered,
    LineConnected,
    LineEnded,
    LineFact,
    LineMachine,
    LineRinging,
)
from dockline.domain.ids import CallId
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing import (
    Bounds,
    Decision,
    Mode as PaceMode,
    Pacing,
    PacingSettings,
    Reason,
    Team,
    Window,
)
from dockline.domain.pacing.answering import LONGEST_DELAY, Answering
from dockline.ports.lead_store import Tally

_log = structlog.get_logger("dockline.pacing")

_MODES = {
    Mode.PROGRESSIVE: PaceMode.PROGRESSIVE,
    Mode.POWER: PaceMode.POWER,
    Mode.PREDICTIVE: PaceMode.PREDICTIVE,
}


def pacing_settings(campaign: Campaign) -> PacingSettings:
    dialer = campaign.settings.dialer
    return PacingSettings(
        mode=_MODES.get(campaign.settings.mode, PaceMode.PROGRESSIVE),
        cap=dialer.cap,
        # It knows calls by the seconds since they were dialled, and they ring so long after it.
        ring_seconds=dialer.ring_seconds + LONGEST_DELAY,
        wait_seconds=dialer.wait_seconds,
        ratio=dialer.ratio,
        amd_mistaken=dialer.amd_mistaken if dialer.amd else 0.0,
        emergency_cancels=dialer.emergency_cancels,
    )


class Pace:
    def __init__(
        self,
        campaign: Campaign,
        team: Team,
        tally: Tally,
        now: float,
        answering: Answering | None = None,
    ) -> None:
        """``tally``: of the window that runs. ``answering``: what was learnt before, made for this
        campaign's settings."""
        self.campaign = campaign
        self.dials = 0
        self.asked_at = 0.0
        """When it was last asked for a decision."""
        self.last: Decision | None = None
        self._ids: dict[CallId, int] = {}
        self._calls: dict[int, CallId] = {}
        self._next = count(1)
        window = Window(window_of(campaign, now)[1], tally.answers, tally.abandons, tally.mistaken)
        self.pacing = Pacing(pacing_settings(campaign), window, team)
        self.pacing.machines = tally.machines
        if answering is not None:
            self.pacing.answering = answering

    def change(self, campaign: Campaign, tally: Tally, now: float) -> None:
        """Its settings were changed: what was learnt stays, and so do the calls under way."""
        before, self.campaign = self.pacing, campaign
        settings = pacing_settings(campaign)
        ends_at = window_of(campaign, now)[1]
        if settings == before.settings and ends_at == before.budget.window.ends_at:
            return
        window = before.budget.counters()
        if ends_at != window.ends_at:
            window = Window(ends_at, tally.answers, tally.abandons, tally.mistaken)
        pacing = Pacing(settings, window, before.team)
        pacing.machines = before.machines
        pacing.answering = before.answering
        pacing.budget.follow(before.budget)
        if settings.ring_seconds != before.settings.ring_seconds:
            pacing.answering = before.answering.for_ring(settings.ring_seconds)
        pacing.ringing = before.ringing
        pacing.waiting = before.waiting
        pacing.turn_since = before.turn_since
        self.pacing = pacing

    def next_window(self, now: float) -> None:
        """Begin it, where the one before is over."""
        if now >= self.pacing.budget.window.ends_at:
            self.pacing.window(Window(window_of(self.campaign, now)[1]))

    @property
    def ringing(self) -> int:
        return len(self.pacing.ringing)

    @property
    def lines(self) -> int:
        """Calls that ring or wait for an agent."""
        return len(self.pacing.ringing) + len(self.pacing.waiting)

    def decide(self, now: float, bounds: Bounds, *, may_dial: bool = True) -> Decision:
        """How many to dial, and which to cancel. Not ``may_dial``: none are to be dialled, since
        another campaign for the same agents was before it."""
        self.asked_at = now
        self.next_window(now)
        if not may_dial:
            decision = self.pacing.decide(now, replace(bounds, starts=0))
            if not decision.cancel:
                if self.pacing.out_of_turn:
                    self.last = replace(decision, reason=Reason.TURN)
                return decision
        else:
            decision = self.pacing.decide(now, bounds)
        self._explain(decision)
        return decision

    def calls(self, ids: tuple[int, ...]) -> tuple[CallId, ...]:
        """What the pacing knows by these numbers."""
        return tuple(self._calls[each] for each in ids if each in self._calls)

    def _explain(self, decision: Decision) -> None:
        """Each deed, and each new reason for doing nothing."""
        last, self.last = self.last, decision
        deed = decision.dial or decision.cancel
        if deed or last is None or last.reason is not decision.reason:
            _log.info("pacing", campaign=self.campaign.name, decided=decision.explain())

    # --- what becomes of its lines ----------------------------------------------------------------

    def dialled(self, call_id: CallId, now: float) -> None:
        call = self._ids[call_id] = next(self._next)
        self._calls[call] = call_id
        self.dials += 1
        self.pacing.dialled(call, now, rings=False)

    def undialled(self, call_id: CallId, now: float) -> None:
        """It was never dialled at all."""
        call = self._ids.get(call_id)
        if call is not None:
            self.pacing.cancelled(call, now)
            self._forget(call_id)

    def heard(self, fact: LineFact, call_id: CallId, now: float) -> None:
        call = self._ids.get(call_id)
        if call is None:
            return
        match fact:
            case LineRinging():
                self.pacing.rang(call, now)
            case LineAnswered():
                self.pacing.answered(call, now)
            case LineMachine():
                self.pacing.machine(call, now, self.mistaken())
            case LineConnected():
                self.pacing.connected(call, now)
                self._forget(call_id)
            case LineAbandoned():
                self.pacing.abandoned(call, now)
            case LineEnded():
                if fact.outcome is AttemptOutcome.CANCELLED:
                    self.pacing.cancelled(call, now)
                else:
                    self.pacing.failed(call, now)
                self._forget(call_id)
            case _:
                pass

    def left_over(self, dialled_at: float, now: float, *, machine: bool = False) -> None:
        """Somebody answered a call of before a restart, for which nobody is there; or a machine
        did."""
        if dialled_at < window_of(self.campaign, now)[0]:
            return
        if machine:
            self.pacing.left_to_machine(self.mistaken())
        else:
            self.pacing.left_over(now)

    def mistaken(self) -> float:
        """P(it was a person | it was taken for a machine): the operator's estimate of the share of
        people taken for machines, over what was seen."""
        share = self.pacing.settings.amd_mistaken
        if not share:
            return 0.0
        budget = self.pacing.budget
        people = budget.answers - budget.mistaken + 1.0
        machines = self.pacing.machines + 1.0
        return min(1.0, share / (1.0 - share) * people / machines)

    def _forget(self, call_id: CallId) -> None:
        call = self._ids.pop(call_id, None)
        if call is not None:
            self._calls.pop(call, None)
