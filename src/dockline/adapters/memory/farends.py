"""The far ends of the scripted engine's legs: they ring, answer and leave by their script."""

from collections.abc import Callable
from typing import Final

from dockline.adapters.memory.script import ScriptedLeg
from dockline.domain.signals import (
    DigitPressed,
    LegAnswered,
    LegJudged,
    LegRinging,
    Signal,
    Verdict,
)

NEVER_RANG_AFTER: Final = 20.0
"""Seconds without a sign of life from a leg whose time runs from its ringing."""
Act = Callable[[ScriptedLeg], None]
Later = Callable[[float, ScriptedLeg, Act], None]
"""After so many seconds, do this to the leg, if it is still there."""


class FarEnds:
    """Plays the script of every leg, from its dialling to its end."""

    def __init__(
        self, later: Later, tell: Callable[[Signal], None], end: Callable[..., None], *, hurry: bool
    ) -> None:
        self._later = later
        self._tell = tell
        self._end = end
        self._hurry = hurry
        self.in_setup = 0
        """Legs dialled and not answered yet."""

    def begin(self, leg: ScriptedLeg, timeout: float, *, from_ringing: bool = False) -> None:
        """``timeout``: seconds until it is given up, ``from_ringing`` on or from now."""
        self.in_setup += leg.dialled
        far = leg.far
        if far.refuses_with is not None:
            self._later(0.0, leg, self._refuse)
        else:
            if far.rings_after is not None:
                self._later(far.rings_after, leg, self._ring)
            if far.answers_after is not None:
                self._later(self._hurried(far.answers_after), leg, self.answer)
        if from_ringing:
            leg.ring_seconds = timeout
            self._later(NEVER_RANG_AFTER, leg, self._never_rang)
        else:
            self._later(timeout, leg, self._time_out)

    def answer(self, leg: ScriptedLeg) -> None:
        if leg.state == "up":
            return
        leg.state = "up"
        self.in_setup -= leg.dialled
        self._tell(LegAnswered(leg.leg_id, leg.tags))
        far = leg.far
        if far.hangs_up_after is not None:
            self._later(far.hangs_up_after, leg, self._leave)
        if far.presses:
            self._later(self._hurried(1.0), leg, self._press_all)
        if leg.listened_to:
            machine = far.verdict is Verdict.MACHINE
            beep = far.beeps_after if machine and leg.for_message else 0.0
            self._later(self._hurried(far.judged_after + beep), leg, self._judge_by_script)

    def judge(self, leg: ScriptedLeg, verdict: Verdict, cause: str) -> None:
        if leg.state == "up" and leg.listened_to:
            leg.listened_to, leg.judged = False, verdict
            self._tell(LegJudged(leg.leg_id, leg.tags, verdict, cause))

    def gone(self, leg: ScriptedLeg) -> None:
        """The leg has ended, in whatever state it was."""
        if leg.state != "up":
            self.in_setup -= leg.dialled

    def _ring(self, leg: ScriptedLeg) -> None:
        if leg.state == "new":
            leg.state = "ringing"
            self._tell(LegRinging(leg.leg_id, leg.tags, leg.far.early_media))
            if leg.ring_seconds is not None:
                self._later(leg.ring_seconds, leg, self._time_out)

    def _refuse(self, leg: ScriptedLeg) -> None:
        self._end(leg, sip_status=leg.far.refuses_with, q850=leg.far.q850)

    def _judge_by_script(self, leg: ScriptedLeg) -> None:
        self.judge(leg, leg.far.verdict, leg.far.cause)

    def _press_all(self, leg: ScriptedLeg) -> None:
        for digit in leg.far.presses:
            self._tell(DigitPressed(leg.leg_id, leg.tags, digit))

    def _leave(self, leg: ScriptedLeg) -> None:
        self._end(leg, sip_status=200, q850=16)

    def _time_out(self, leg: ScriptedLeg) -> None:
        if leg.state != "up":
            reason = "never-rang" if leg.state == "new" else ""
            self._end(leg, q850=16, timed_out=True, reason=reason)

    def _never_rang(self, leg: ScriptedLeg) -> None:
        if leg.state == "new":
            self._time_out(leg)

    def _hurried(self, seconds: float) -> float:
        return 0.0 if self._hurry else seconds
