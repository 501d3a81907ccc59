"""What /metrics tells of requests is what the metrics library would tell of them."""

from hypothesis import given, strategies as st
from prometheus_client import CollectorRegistry, Histogram

from dockline.api.metrics import Metrics

ENDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


def told(registry: CollectorRegistry) -> list[float | None]:
    """Each bucket, then how many and how long."""
    buckets = [
        registry.get_sample_value("dockline_request_seconds_bucket", {"route": "/add", "le": end})
        for end in (*map(str, ENDS), "+Inf")
    ]
    both = [
        registry.get_sample_value(f"dockline_request_seconds_{name}", {"route": "/add"})
        for name in ("count", "sum")
    ]
    return buckets + both


@given(st.lists(st.sampled_from((*ENDS, 0.0, 0.0007, 0.3, 4.9, 60.0)), max_size=20))
def test_the_seconds_stand_in_the_librarys_buckets(times: list[float]) -> None:
    metrics, registry = Metrics(), CollectorRegistry()
    count = metrics.requests_of("/add")
    library = Histogram("dockline_request_seconds", "", ("route",), registry=registry, buckets=ENDS)
    seconds = library.labels("/add")
    for took in times:
        count(200, took)
        seconds.observe(took)
    ours, theirs = told(metrics.registry), told(registry)
    assert ours == theirs
    assert ours[-3:-1] == [len(times), len(times)]


def test_answers_are_counted_by_route_and_status() -> None:
    metrics = Metrics()
    for route, status in (("/add", 200), ("/add", 401), ("/live", 200), ("/add", 200)):
        metrics.requests_of(route)(status, 0.01)
    counted = {
        (route, status): metrics.registry.get_sample_value(
            "dockline_requests_total", {"route": route, "status": status}
        )
        for route in ("/add", "/live")
        for status in ("200", "401")
    }
    assert counted == {
        ("/add", "200"): 2,
        ("/add", "401"): 1,
        ("/live", "200"): 1,
        ("/live", "401"): None,
    }
