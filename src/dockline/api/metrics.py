"""What Prometheus is told at /metrics."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dockline.domain.facts import AgentState, AgentView

_FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The counters of one node, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "dockline_requests",
            "Requests answered, by route and status.",
            ("route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "dockline_request_seconds",
            "From the request's head to its answer.",
            ("route",),
            buckets=_FAST,
            registry=self.registry,
        )
        self._calls = Counter(
            "dockline_calls",
            "Calls that have ended, by outcome.",
            ("outcome",),
            registry=self.registry,
        )
        self.call_event = Histogram(
            "dockline_make_call_event_seconds",
            "From a make_call request to its call event at the docks' sockets.",
            buckets=_FAST,
            registry=self.registry,
        )
        self.commit = Histogram(
            "dockline_commit_seconds",
            "From asking for a commit until it is durable.",
            buckets=_FAST,
            registry=self.registry,
        )
        self.sockets = Gauge(
            "dockline_dock_sockets", "Docks that are connected.", registry=self.registry
        )
        self.streams = Gauge("dockline_streams", "Readers of live figures.", registry=self.registry)
        self.board_sockets = Gauge(
            "dockline_board_sockets", "Boards that are connected.", registry=self.registry
        )

    def requests_of(self, route: str) -> Callable[[int, float], None]:
        """A counter of one route's answers: takes the status and the seconds it took."""
        counters: dict[int, Counter] = {}
        seconds = self._seconds.labels(route)

        def count(status: int, took: float) -> None:
            counter = counters.get(status)
            if counter is None:
                counter = counters[status] = self._requests.labels(route, status)
            counter.inc()
            seconds.observe(took)

        return count

    def call_ended(self, outcome: str) -> None:
        self._calls.labels(outcome).inc()

    def watch(
        self,
        agents: Callable[[], Sequence[AgentView]],
        open_calls: Callable[[], int],
        engine_up: Callable[[], bool],
    ) -> None:
        """Tell of the floors, too; they are asked at each reading."""
        self.registry.register(_Floors(agents, open_calls, engine_up))

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _Floors(Collector):
    def __init__(
        self,
        agents: Callable[[], Sequence[AgentView]],
        open_calls: Callable[[], int],
        engine_up: Callable[[], bool],
    ) -> None:
        self._agents = agents
        self._open_calls = open_calls
        self._engine_up = engine_up

    def collect(self) -> Iterable[Metric]:
        states = Tally(agent.state for agent in self._agents())
        by_state = GaugeMetricFamily(
            "dockline_agents", "Agents on the floors, by state.", labels=("state",)
        )
        for state in AgentState:
            by_state.add_metric((state.value,), states[state])
        yield by_state
        yield GaugeMetricFamily(
            "dockline_open_calls", "Calls that go on.", value=self._open_calls()
        )
        up = GaugeMetricFamily("dockline_engine_up", "1 while the voice engine can be reached.")
        up.add_metric((), float(self._engine_up()))
        yield up
