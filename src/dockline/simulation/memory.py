"""What a restart leaves of the calls before it: the attempts, as a store has them."""

from dataclasses import replace

from dockline.domain.pacing import REMEMBERED, PastCall


class Memory:
    """The last calls of one campaign."""

    def __init__(self) -> None:
        self._began: dict[int, float] = {}
        self._calls: dict[int, PastCall] = {}
        self._with: dict[int, tuple[int, float, float]] = {}  # agent: call, talk began, talk ended

    @property
    def calls(self) -> list[PastCall]:
        return list(self._calls.values())

    def dialled(self, call: int, now: float) -> None:
        self._began[call] = now

    def over(self, call: int, now: float, *, answered: bool, cancelled: bool = False) -> None:
        """It was answered, or stopped ringing. What happens after an answer is no second end."""
        began = self._began.pop(call, None)
        if began is not None:
            self._calls[call] = PastCall(began, now, answered=answered, cancelled=cancelled)
            if len(self._calls) > REMEMBERED:
                del self._calls[next(iter(self._calls))]

    def abandoned(self, call: int) -> None:
        """It was answered, and waited in vain."""
        if call in self._calls:
            self._calls[call] = replace(self._calls[call], abandoned=True)

    def connected(self, call: int, agent: int, now: float) -> None:
        self._with[agent] = (call, now, now)

    def hung_up(self, agent: int, now: float) -> None:
        if agent in self._with:
            call, began, _ = self._with[agent]
            self._with[agent] = (call, began, now)

    def freed(self, agent: int, now: float) -> None:
        call, began, ended = self._with.pop(agent, (0, now, now))
        known = self._calls.get(call)
        if known is not None and ended > began:
            self._calls[call] = replace(known, talked=ended - began, handled=now - began)
