"""The driver's parts against an engine that answers requests by a script, events as a test says."""

import asyncio
from collections.abc import Callable
from typing import Any

from dockline.adapters.asterisk.ari import AriChannel, AriEvent, AriLink
from dockline.adapters.asterisk.arrivals import Arrivals
from dockline.adapters.asterisk.calls import Calls
from dockline.adapters.asterisk.legs import Leg, Legs, tag_variables
from dockline.adapters.asterisk.messages import Messages
from dockline.adapters.asterisk.playing import Playing
from dockline.adapters.asterisk.recordings import Recordings
from dockline.adapters.asterisk.rooms import Rooms
from dockline.adapters.asterisk.settings import AsteriskSettings, Trunk
from dockline.adapters.asterisk.stock import Stock
from dockline.domain import orders as o, signals as s
from tests.support.engines import CallNames


class Engine(AriLink):
    """Answers requests by a script: request line to what happens."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.scripts: dict[str, Callable[[], Any]] = {}
        self.bodies: dict[str, Any] = {}
        """The latest of each request line, or its query."""

    def send(self, method: str, path: str, query: Any = None, body: Any = None) -> Any:
        self.asked.append(f"{method} {path}")
        self.bodies[f"{method} {path}"] = body if body is not None else query
        script = self.scripts.get(f"{method} {path}")

        async def answer() -> Any:
            return script() if script else None

        return asyncio.create_task(answer())


class Bench:
    def __init__(self, tmp: Any, **changed: Any) -> None:
        self.engine = Engine()
        self.told: list[s.Signal] = []
        self.legs = Legs()
        whole: dict[str, Any] = {
            "folder": tmp,
            "recordings": tmp,
            "trunk": Trunk(host="carrier"),
            "request_timeout": 0.2,
        }
        settings = AsteriskSettings(**(whole | changed))
        self.playing = Playing(self.engine, Messages(None, tmp, None), self.legs, self.told.append)
        self.rooms = Rooms(self.engine, self.legs, self.playing)
        self.calls = Calls(
            self.engine, settings, self.legs, self.rooms, self.playing, self.told.append
        )
        self.recordings = Recordings(
            self.engine, settings, tmp / "spool", self.legs, self.told.append
        )
        self.arrivals = Arrivals(self.engine, settings, self.legs, self.calls, self.told.append)
        self.stock = Stock(
            self.engine,
            settings.app,
            self.legs,
            self.calls,
            self.arrivals,
            self.rooms,
            self.playing,
            self.recordings,
        )
        self.names = CallNames()

    def dial(self) -> o.DialNumber:
        """Into a room."""
        return self._expect(room_id=self.names.room)

    def dial_alone(self, *, listen: bool = False, for_message: bool = False) -> o.DialNumber:
        return self._expect(room_id=None, listen=listen, for_message=for_message)

    def _expect(self, **how: Any) -> o.DialNumber:
        order = o.DialNumber(
            self.names.customer,
            self.names.tags("customer"),
            number="44",
            caller_id="",
            timeout=30,
            **how,
        )
        assert self.calls.expect(order, 0.0) == ""
        return order

    @property
    def leg(self) -> Leg:
        leg = self.legs.get(self.names.customer)
        assert leg is not None
        return leg

    def play(self, message: str = "") -> o.Play:
        return o.Play(self.names.customer, self.names.tags("customer"), message)

    def lists(self, *, state: str = "Up", context: str, app: str, **variables: str) -> None:
        """Have the engine list the customer's channel so."""
        names = self.names
        marks = tag_variables(names.tags("customer"), names.customer)
        channel = {
            "id": names.customer,
            "name": "PJSIP/trunk-00000001",
            "state": state,
            "channelvars": marks | variables,
            "dialplan": {"context": context, "app_name": app},
        }
        self.engine.scripts["GET channels"] = lambda: [channel]
        self.engine.scripts["GET bridges"] = lambda: []

    def kinds(self) -> list[type[s.Signal]]:
        return [type(told) for told in self.told]

    def event(self, kind: str, state: str = "Down", **fields: Any) -> None:
        channel = AriChannel(self.names.customer, state=state)
        self.calls.on_event(AriEvent(kind, channel=channel, peer=channel, **fields))


def raising(failure: Exception) -> Callable[[], Any]:
    def act() -> Any:
        raise failure

    return act


async def until(true: Callable[[], bool]) -> None:
    """Let others run until it is so."""
    async with asyncio.timeout(2):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
