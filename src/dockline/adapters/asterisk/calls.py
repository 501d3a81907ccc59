"""Legs in the engine: ringing an agent, dialling a number, hanging up, and what comes back.

Interest in a leg is registered before its POST, for events and the response may come in either
order. A 200 on the POST is no proof of a call: every leg has its own deadline, and a watch for
the leg that never gives a sign of life.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from dockline.adapters.admission import Admission
from dockline.adapters.asterisk.ari import (
    AriEvent,
    AriFailure,
    AriLink,
    AriRefused,
    AriUnanswered,
)
from dockline.adapters.asterisk.config import LISTENING_CONTEXT
from dockline.adapters.asterisk.legs import Leg, Legs, LegState, leg_of, tag_variables
from dockline.adapters.asterisk.playing import Playing
from dockline.adapters.asterisk.rooms import Rooms
from dockline.adapters.asterisk.settings import AsteriskSettings
from dockline.domain.ids import LegId
from dockline.domain.orders import DialNumber, Mute, RingAgent, SendDigits
from dockline.domain.signals import (
    DigitPressed,
    LegAnswered,
    LegEnded,
    LegJudged,
    LegRinging,
    Signal,
    Verdict,
)

_SAFETY: Final = 5
"""Seconds by which the engine's own timeout is later than ours; it counts only if we are gone."""
_GONE_AFTER: Final = 2.0
"""Seconds from a hang-up until a leg whose end the engine did not tell is looked for."""
_VERDICTS: Final = {"HUMAN": Verdict.HUMAN, "MACHINE": Verdict.MACHINE}
"""By AMDSTATUS; anything else is not sure."""


def verdict_of(status: str) -> Verdict:
    """``status``: AMDSTATUS."""
    return _VERDICTS.get(status, Verdict.NOTSURE)


class Calls:
    """Every leg of every call on this engine."""

    def __init__(
        self,
        link: AriLink,
        settings: AsteriskSettings,
        legs: Legs,
        rooms: Rooms,
        playing: Playing,
        emit: Callable[[Signal], None],
    ) -> None:
        self._link = link
        self._settings = settings
        self._legs = legs
        self._rooms = rooms
        self._playing = playing
        self._emit = emit
        self._admission = Admission(settings.trunk.limits) if settings.trunk else None
        self._background: set[asyncio.Task[None]] = set()

    def expect(self, order: RingAgent | DialNumber, now: float) -> str:
        """Register a leg before anything is asked; the reason it may not be made, or ""."""
        if isinstance(order, DialNumber):
            if self._admission is None or (order.listen and order.room_id is not None):
                return "engine-refused"
            if not self._admission.admit(self._legs.in_setup(), now):
                return "trunk-full"
        self._legs.add(leg_of(order))
        return ""

    async def ring(self, order: RingAgent) -> None:
        """Ring an agent's phone. Returns when it is asked for, not when it is answered."""
        leg = self._legs.get(order.leg_id)
        if leg is None:
            return
        variables = tag_variables(order.tags, order.leg_id)
        if order.auto_answer:
            variables["PJSIP_HEADER(add,Alert-Info)"] = ";info=alert-autoanswer"
            variables["PJSIP_HEADER(add,X-Dockline-Answer)"] = "auto"
        body: dict[str, Any] = {
            "endpoint": f"PJSIP/{order.phone_id}",
            "channelId": order.leg_id,
            "app": self._settings.app,
            "appArgs": "agent",
            "timeout": int(order.timeout) + _SAFETY,
            "variables": variables,
        }
        if order.caller:
            body["callerId"] = f'"{order.caller}" <{order.caller}>'
        self._give_until(leg, order.timeout)
        asked = self._link.send("POST", "channels", body=body)
        self._spawn(self._made, leg, asked, "phone-unreachable")

    async def dial(self, order: DialNumber) -> None:
        """Dial a number, the leg standing in its room, or alone, from before the INVITE."""
        leg = self._legs.get(order.leg_id)
        trunk = self._settings.trunk
        if leg is None or trunk is None:
            return
        variables = tag_variables(order.tags, order.leg_id)
        if leg.listen:
            variables["DOCKLINE_LISTEN"] = leg.listen
        caller = order.caller_id or trunk.caller_id
        if caller:
            variables |= {
                "CONNECTEDLINE(all,i)": f'"{caller}" <{caller}>',
                "CALLERID(all)": f'"{caller}" <{caller}>',
            }
        body = {
            "endpoint": f"PJSIP/{trunk.prefix}{order.number}@trunk",
            "channelId": order.leg_id,
            "app": self._settings.app,
            "appArgs": "dialled",
            "variables": variables,
        }
        self._give_until(leg, None if order.from_ringing else order.timeout)
        await self._made(
            leg, self._link.send("POST", "channels/create", body=body), "engine-refused"
        )
        try:
            async with asyncio.timeout(self._settings.request_timeout):
                if not await asyncio.shield(leg.in_stasis):
                    return
        except TimeoutError:
            await self._fail(leg, "engine-refused")
            return
        try:
            if order.room_id is not None:
                await self._rooms.join(order.room_id, order.leg_id)
            await self._link.request(
                "POST",
                f"{self._legs.path(order.leg_id)}/dial",
                {"timeout": self._most_seconds(order)},
            )
        except (AriRefused, AriUnanswered):
            await self._fail(leg, "engine-refused")

    async def hang_up(self, leg_id: LegId, *, if_unanswered: bool = False) -> None:
        """End a leg by order."""
        leg = self._legs.get(leg_id)
        if leg is not None and not (if_unanswered and leg.up):
            leg.by_us = True
            await self.end(leg)

    async def end(self, leg: Leg) -> None:
        """CANCEL or BYE, and see to it that its end is told."""
        try:
            await self._delete(leg)
        finally:
            self._spawn(self._see_gone, leg)

    async def send_digits(self, order: SendDigits) -> None:
        """Raises AriFailure."""
        if order.leg_id in self._legs and order.digits:
            await self._link.unless_gone(
                "POST",
                f"{self._legs.path(order.leg_id)}/dtmf",
                {"dtmf": order.digits, "between": 80, "duration": 120},
            )

    async def mute(self, order: Mute) -> None:
        """Raises AriFailure."""
        if order.leg_id in self._legs:
            await self._link.unless_gone(
                "POST" if order.muted else "DELETE",
                f"{self._legs.path(order.leg_id)}/mute",
                {"direction": "in"},
            )

    def on_event(self, event: AriEvent) -> None:
        """What the engine says of a channel of ours."""
        channel = event.peer if event.type == "Dial" else event.channel
        leg = self._legs.get(channel.id) if channel is not None else None
        if leg is None or channel is None:
            return
        match event.type:
            case "StasisStart":
                leg.entered()
                if not leg.dialled or channel.state == "Up":
                    self._answered(leg)
                if event.args[:1] == (LISTENING_CONTEXT,):
                    self.judged(leg, *event.args[1:3])
            case "Dial":
                self._dialling(leg, event.dialstatus)
            case "ChannelStateChange" if channel.state == "Ringing":
                self._ringing(leg, early_media=False)
            case "ChannelStateChange" if channel.state == "Up" and (leg.dialled or leg.came_in):
                self._answered(leg)
            case "StasisEnd" if leg.came_in:
                # Its end is told next, as long as the engine does not forget to.
                self._spawn(self._see_gone, leg)
            case "ChannelDtmfReceived":
                self._emit(DigitPressed(leg.leg_id, leg.tags, event.digit))
            case "ChannelDestroyed":
                self.finish(leg, event.cause, event.tech_cause)
            case _:
                pass

    def finish(self, leg: Leg, cause: int | None = None, tech_cause: int | None = None) -> None:
        """Tell a leg's end, if it was not told before."""
        if self._legs.forget(leg):
            self._playing.leg_ended(leg)
            self._emit(leg.ended(cause, tech_cause))
            for room_id in self._rooms:
                self._rooms.left(room_id, leg.leg_id)

    def refuse(self, order: RingAgent | DialNumber, reason: str) -> None:
        """Tell the end of a leg that is not even begun."""
        self._emit(LegEnded(order.leg_id, order.tags, reason=reason))

    async def stop(self) -> None:
        for task in tuple(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    def answered_in_gap(self, leg: Leg) -> None:
        """A listing shows it up, though nobody told."""
        self._answered(leg)

    def listen_again(self, leg: Leg) -> None:
        """A listing shows that it is in our hands, and not judged."""
        self._spawn(self._listen, leg)

    def judged(self, leg: Leg, status: str = "", cause: str = "") -> None:
        """Tell who answered a leg that was listened to, if it was not told before."""
        if leg.listened_to:
            leg.judged = True
            self._emit(LegJudged(leg.leg_id, leg.tags, verdict_of(status), cause))

    def _dialling(self, leg: Leg, status: str) -> None:
        if status == "RINGING":
            self._ringing(leg, early_media=False)
        elif status == "PROGRESS":
            self._ringing(leg, early_media=True)
        elif status == "ANSWER" and leg.dialled:
            self._answered(leg)

    def _ringing(self, leg: Leg, *, early_media: bool) -> None:
        """A sign of life. Told once, and once more where audio follows a silent 180."""
        if leg.up or (leg.state is LegState.RINGING and leg.early_media >= early_media):
            return
        if leg.state is not LegState.RINGING and leg.ring_seconds is not None:
            self._time_out_after(leg, leg.ring_seconds)
        leg.state = LegState.RINGING
        leg.early_media = early_media
        self._emit(LegRinging(leg.leg_id, leg.tags, early_media))
        self._rooms.tone(leg.leg_id)

    def _answered(self, leg: Leg) -> None:
        if not leg.up:
            leg.answered()
            self._emit(LegAnswered(leg.leg_id, leg.tags))
            self._rooms.tone(leg.leg_id)
            if leg.listened_to:
                self._spawn(self._listen, leg)

    async def _listen(self, leg: Leg) -> None:
        """Send it to where it is listened to."""
        try:
            await self._link.unless_gone(
                "POST",
                f"{self._legs.path(leg.leg_id)}/continue",
                {"context": LISTENING_CONTEXT, "extension": leg.listen, "priority": 1},
            )
        except AriRefused as refused:
            # Somebody is on the line: better taken for a person than kept waiting.
            self.judged(leg, "", str(refused))

    def _give_until(self, leg: Leg, timeout: float | None) -> None:
        """``timeout``: from now on; None: from its ringing."""
        if timeout is not None:
            self._time_out_after(leg, timeout)
        loop = asyncio.get_running_loop()
        leg.keep(loop.call_later(self._settings.never_rang_after, self._never_rang, leg))

    def _time_out_after(self, leg: Leg, seconds: float) -> None:
        leg.keep(asyncio.get_running_loop().call_later(seconds, self._time_out, leg))

    def _most_seconds(self, order: DialNumber) -> int:
        """What the engine gives it at most, from the INVITE."""
        before = self._settings.never_rang_after if order.from_ringing else 0.0
        return int(before + order.timeout) + _SAFETY

    def _time_out(self, leg: Leg) -> None:
        leg.timed_out = True
        self._spawn(self.end, leg)

    def _never_rang(self, leg: Leg) -> None:
        if leg.state in (LegState.ORDERED, LegState.MADE):
            leg.reason = "never-rang"
            self._spawn(self.end, leg)

    async def _made(self, leg: Leg, asked: "asyncio.Task[Any]", refusal: str) -> None:
        """Read the answer to the POST that makes a leg."""
        try:
            await asked
        except AriRefused:
            leg.reason = refusal
            self.finish(leg)
        except AriUnanswered:
            await self._fail(leg, "engine-refused")
        else:
            if leg.state is LegState.ORDERED:
                leg.state = LegState.MADE

    async def _fail(self, leg: Leg, reason: str) -> None:
        leg.reason = reason
        await self.end(leg)

    async def _see_gone(self, leg: Leg) -> None:
        """After a hang-up: where the engine tells no end, ask again, and tell it ourselves."""
        while self._legs.holds(leg):
            await asyncio.sleep(_GONE_AFTER)
            # Away, this raises: the listing taken on return settles it.
            if self._legs.holds(leg) and not await self._delete(leg):
                self.finish(leg)

    async def _delete(self, leg: Leg) -> bool:
        """False where the engine has no such channel. Raises AriFailure."""
        return await self._link.unless_gone(
            "DELETE", self._legs.path(leg.leg_id), {"reason_code": 16}
        )

    def _spawn(self, act: Callable[..., Coroutine[Any, Any, None]], *args: Any) -> None:
        task = asyncio.create_task(self._guard(act, *args))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _guard(self, act: Callable[..., Coroutine[Any, Any, None]], *args: Any) -> None:
        try:
            await act(*args)
        except AriFailure:
            # The engine is away, or the leg is settled by its end; both are told elsewhere.
            return
