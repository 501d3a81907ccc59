"""What Prometheus is told at /metrics."""

import time
from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from dockline.domain.facts import AgentState, AgentView

_FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The counters of one node, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._routes: dict[str, RouteCount] = {}
        self.registry.register(_Requests(self._routes))
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
        return self._routes.setdefault(route, RouteCount()).count

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


class RouteCount:
    """One route's answers. Counted on the event loop alone and for every request, so it does
    without the library's locks and its search through the buckets."""

    def __init__(self) -> None:
        self.answers: dict[int, int] = {}
        """By status."""
        self.seconds = 0.0
        self.within = [0] * (len(_FAST) + 1)
        """In each bucket and in none of those before it; the last is without an end."""
        self.began = time.time()

    def count(self, status: int, took: float) -> None:
        self.answers[status] = self.answers.get(status, 0) + 1
        self.seconds += took
        self.within[bisect_left(_FAST, took)] += 1


class _Requests(Collector):
    def __init__(self, routes: Mapping[str, RouteCount]) -> None:
        self._routes = routes

    def collect(self) -> Iterable[Metric]:
        answers = CounterMetricFamily(
            "dockline_requests",
            "Requests answered, by route and status.",
            labels=("route", "status"),
        )
        seconds = HistogramMetricFamily(
            "dockline_request_seconds", "From the request's head to its answer.", labels=("route",)
        )
        for route, one in self._routes.items():
            for status, count in one.answers.items():
                answers.add_metric((route, str(status)), count, created=one.began)
            ends = (*map(str, _FAST), "+Inf")
            buckets = list(zip(ends, accumulate(one.within), strict=True))
            seconds.add_metric((route,), buckets, one.seconds)
            seconds.add_sample(f"{seconds.name}_created", {"route": route}, one.began)
        return (answers, seconds)


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
