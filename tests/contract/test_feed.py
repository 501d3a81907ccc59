"""What every feed keeps."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st
from structlog.testing import capture_logs

from dockline.adapters.memory.feed import MemoryFeed
from dockline.domain.facts import CallMuted, Stamped
from dockline.domain.ids import AgentId, CallId, SpaceId
from dockline.ports.feed import Addressed, Feed

LEAP, NOVA = SpaceId("leap"), SpaceId("novanet")
RISHI, SIDDHANT = AgentId("rishi"), AgentId("siddhant")


@pytest.fixture(params=[MemoryFeed])
def make_feed(request: pytest.FixtureRequest) -> Callable[[int], Feed]:
    made: Callable[[int], Feed] = request.param
    return made


@pytest.fixture
def feed(make_feed: Callable[[int], Feed]) -> Feed:
    return make_feed(10)


def fact(seq: int, *audience: AgentId) -> Addressed:
    stamped = Stamped(seq, float(seq), CallMuted(CallId("call"), muted=True))
    return Addressed(stamped, frozenset(audience) if audience else None)


def numbers(missed: list[Stamped] | None) -> list[int]:
    assert missed is not None
    return [stamped.seq for stamped in missed]


def test_facts_are_heard_in_order_before_publish_returns(feed: Feed) -> None:
    heard: list[int] = []
    feed.listen(LEAP, RISHI, lambda stamped: heard.append(stamped.seq))
    feed.publish(LEAP, [fact(1), fact(2, RISHI), fact(3)])
    assert heard == [1, 2, 3]


def test_each_hears_what_is_addressed_to_them(feed: Feed) -> None:
    heard: dict[str, list[int]] = {"rishi": [], "siddhant": [], "all": [], "nova": []}
    feed.listen(LEAP, RISHI, lambda stamped: heard["rishi"].append(stamped.seq))
    feed.listen(LEAP, SIDDHANT, lambda stamped: heard["siddhant"].append(stamped.seq))
    feed.listen(LEAP, None, lambda stamped: heard["all"].append(stamped.seq))
    feed.listen(NOVA, RISHI, lambda stamped: heard["nova"].append(stamped.seq))
    feed.publish(LEAP, [fact(1), fact(2, RISHI), fact(3, SIDDHANT), fact(4, RISHI, SIDDHANT)])
    assert heard == {
        "rishi": [1, 2, 4],
        "siddhant": [1, 3, 4],
        "all": [1, 2, 3, 4],
        "nova": [],
    }


def test_who_goes_hears_no_more(feed: Feed) -> None:
    heard: list[int] = []
    leave = feed.listen(LEAP, RISHI, lambda stamped: heard.append(stamped.seq))
    feed.publish(LEAP, [fact(1)])
    leave()
    leave()
    feed.publish(LEAP, [fact(2)])
    assert heard == [1]


def test_the_same_ear_twice_goes_one_at_a_time(feed: Feed) -> None:
    heard: list[int] = []

    def hear(stamped: Stamped) -> None:
        heard.append(stamped.seq)

    leave = feed.listen(LEAP, RISHI, hear)
    feed.listen(LEAP, RISHI, hear)
    leave()
    feed.publish(LEAP, [fact(1)])
    assert heard == [1]


def test_one_that_raises_is_logged_and_taken_out_and_the_others_hear(feed: Feed) -> None:
    heard: list[int] = []
    calls: list[int] = []

    def fail(stamped: Stamped) -> None:
        calls.append(stamped.seq)
        raise RuntimeError("its socket is gone")

    feed.listen(LEAP, RISHI, fail)
    feed.listen(LEAP, RISHI, lambda stamped: heard.append(stamped.seq))
    with capture_logs() as logs:
        feed.publish(LEAP, [fact(1), fact(2)])
    assert (calls, heard) == ([1], [1, 2])
    assert [line["log_level"] for line in logs] == ["error"]


def test_a_listener_may_leave_while_it_hears(feed: Feed) -> None:
    heard: list[int] = []
    ways_out: list[Callable[[], None]] = []

    def once(stamped: Stamped) -> None:
        heard.append(stamped.seq)
        ways_out[0]()

    ways_out.append(feed.listen(LEAP, None, once))
    feed.publish(LEAP, [fact(1), fact(2)])
    assert heard == [1]


def test_a_dock_that_was_away_gets_what_it_missed(feed: Feed) -> None:
    assert numbers(feed.since(LEAP, RISHI, 0)) == []
    feed.publish(LEAP, [fact(1), fact(2, SIDDHANT), fact(3, RISHI), fact(4)])
    assert numbers(feed.since(LEAP, RISHI, 0)) == [1, 3, 4]
    assert numbers(feed.since(LEAP, RISHI, 3)) == [4]
    assert numbers(feed.since(LEAP, RISHI, 4)) == []
    assert numbers(feed.since(NOVA, RISHI, 0)) == []


def test_what_is_no_longer_kept_or_never_was_is_not_made_up(feed: Feed) -> None:
    feed.publish(LEAP, [fact(n) for n in range(1, 16)])
    assert feed.since(LEAP, RISHI, 4) is None
    assert numbers(feed.since(LEAP, RISHI, 5)) == list(range(6, 16))
    assert feed.since(LEAP, RISHI, 16) is None
    assert feed.since(NOVA, RISHI, 1) is None


def test_every_feed_has_an_epoch_of_its_own(make_feed: Callable[[int], Feed]) -> None:
    assert make_feed(10).epoch != make_feed(10).epoch


@given(
    audiences=st.lists(st.sampled_from([(), (RISHI,), (SIDDHANT,), (RISHI, SIDDHANT)])),
    heard_of=st.integers(0, 40),
)
def test_heard_and_missed_together_are_all_of_it(
    audiences: list[tuple[AgentId, ...]], heard_of: int
) -> None:
    feed = MemoryFeed(keep=100)
    seen: list[int] = []
    leave = feed.listen(LEAP, RISHI, lambda stamped: seen.append(stamped.seq))
    facts = [fact(seq, *audience) for seq, audience in enumerate(audiences, start=1)]
    feed.publish(LEAP, facts[:heard_of])
    leave()
    feed.publish(LEAP, facts[heard_of:])
    seen.extend(numbers(feed.since(LEAP, RISHI, min(heard_of, len(facts)))))
    assert seen == [
        n for n, audience in enumerate(audiences, 1) if RISHI in audience or not audience
    ]
