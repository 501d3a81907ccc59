"""Webhooks reach their receiver: all of them, in order, and duplicates say so."""

import random
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from dockline.ports.event_store import (
    DropDeadLetters,
    PutWebhook,
    ReviveDeliveries,
)
from dockline.ports.poster import Posted, PostFailed
from dockline.services.backoff import GIVE_UP
from dockline.services.webhooks import runner as runner_module
from dockline.services.webhooks.runner import MOST_IN_HAND
from dockline.services.webhooks.sender import DOWN_AFTER, PARALLEL
from tests.support.hooks import HOOK, LEAP, Answer, Got, World, refuses


@pytest.fixture
async def world() -> AsyncIterator[World]:
    one = World()
    await one.start()
    yield one
    await one.stop()


async def test_each_event_is_told_once_in_its_order(world: World) -> None:
    await world.happens("a", "b", "a", "c", "a")
    await world.runs(1)
    assert sorted(world.receiver.seqs()) == [1, 2, 3, 4, 5]
    assert [one.seq for one in world.receiver.taken if one.subject == "a"] == [1, 3, 5]
    assert {one.attempt for one in world.receiver.got} == {1}
    assert not any(one.replayed for one in world.receiver.got)


async def test_what_fails_is_tried_again_and_holds_only_its_own(world: World) -> None:
    world.receiver.answer = lambda got: Posted(500 if got.subject == "a" else 200)
    await world.happens("a", "b", "a", "b")
    await world.runs(30)
    assert world.receiver.seqs() == [2, 4]
    tries = [one for one in world.receiver.got if one.subject == "a"]
    assert {one.seq for one in tries} == {1}, "the second waits behind the first"
    assert [one.attempt for one in tries] == list(range(1, len(tries) + 1))
    assert 4 <= len(tries) <= 7, "with back-off"
    world.receiver.answer = lambda got: Posted(200)
    await world.runs(60)
    assert world.receiver.seqs() == [2, 4, 1, 3]
    assert await world.store.count_deliveries(HOOK) == (0, 0)


async def test_only_chosen_types_are_told() -> None:
    world = World(types=("call.ended",))
    await world.start()
    await world.happens("a")
    await world.happens("a", kind="call.ended")
    await world.runs(2)
    assert world.receiver.seqs() == [2]
    assert (await world.store.webhook_progress(HOOK)).done_to == 2
    await world.stop()


async def test_after_a_restart_nothing_is_sent_again(world: World) -> None:
    await world.happens("a", "b", "a")
    await world.runs(3)
    await world.killed()
    await world.runs(3)
    assert len(world.receiver.got) == 3
    await world.happens("a")
    await world.runs(1)
    assert [one.attempt for one in world.receiver.got] == [1, 1, 1, 1]


async def test_what_was_sent_as_the_server_died_is_a_marked_duplicate(world: World) -> None:
    await world.happens("a", "b")
    await world.runs(0)
    assert len(world.receiver.taken) == 2
    await world.killed()
    await world.runs(3)
    again = world.receiver.got[2:]
    assert {one.seq for one in again} <= {1, 2}
    assert all(one.attempt == 2 for one in again)


async def test_nothing_is_sent_before_its_beginning_is_kept(world: World) -> None:
    await world.runs(2)
    await world.happens("a")
    world.store.away = True
    await world.runs(5)
    assert world.receiver.got == []
    world.store.away = False
    await world.runs(5)
    assert world.receiver.seqs() == [1]


async def test_after_a_day_it_is_a_dead_letter_and_the_next_one_goes_on(world: World) -> None:
    world.receiver.answer = lambda got: Posted(422 if got.seq == 1 else 200, "no such order")
    await world.happens("a", "a")
    await world.runs(GIVE_UP + 600, step=60)
    assert world.receiver.seqs() == [2]
    (letter,) = await world.store.deliveries(HOOK, dead=True, limit=9)
    assert (letter.delivery.seq, letter.delivery.last_status) == (1, 422)
    assert letter.delivery.last_answer == "no such order"
    world.receiver.answer = lambda got: Posted(200)
    await world.store.commit([ReviveDeliveries(HOOK, world.clock.now())])
    world.runner.revived()
    await world.runs(10)
    assert world.receiver.seqs() == [2, 1]
    assert world.receiver.got[-1].attempt > 1
    assert await world.store.count_deliveries(HOOK) == (0, 0)


async def test_what_never_can_get_there_is_a_dead_letter_at_once(world: World) -> None:
    world.receiver.answer = lambda got: PostFailed("no such name", for_good=True)
    await world.happens("a")
    await world.runs(3)
    assert await world.store.count_deliveries(HOOK) == (0, 1)
    await world.store.commit([DropDeadLetters(HOOK)])
    assert await world.store.count_deliveries(HOOK) == (0, 0)


async def test_410_ends_it_and_nothing_is_lost(world: World) -> None:
    world.receiver.answer = refuses(410)
    await world.happens("a", "b", "a")
    await world.runs(1)
    assert {one.webhook_id for one in world.gone} == {HOOK}
    await world.runner.stop(keep_all=True)
    assert await world.store.count_deliveries(HOOK) == (3, 0)


async def test_a_receiver_that_is_away_is_asked_by_one_event_at_a_time(world: World) -> None:
    world.receiver.answer = lambda got: PostFailed("away")
    await world.happens(*(f"call-{n}" for n in range(400)))
    await world.runs(20)
    tried = len(world.receiver.got)
    assert tried < 400
    assert world.receiver.most_at_once <= PARALLEL
    assert world.runner.progress.failing_since is not None
    assert world.runner.progress.last_error == "away"
    world.receiver.answer = lambda got: Posted(200)
    await world.runs(400, step=2)
    assert sorted(world.receiver.seqs()) == list(range(1, 401))
    assert world.runner.progress.failing_since is None


async def test_the_window_is_bounded_and_the_log_keeps_the_rest(world: World) -> None:
    world.receiver.open.clear()
    for n in range(6):
        await world.happens(*(f"call-{n}-{m}" for m in range(300)))
    await world.runs(5)
    assert len(world.runner._sender.window) == MOST_IN_HAND
    assert world.receiver.most_at_once == PARALLEL
    world.receiver.open.set()
    await world.runs(60)
    assert sorted(world.receiver.seqs()) == list(range(1, 1801))
    assert (await world.store.webhook_progress(HOOK)).done_to == 1800


async def test_away_for_days_the_oldest_become_dead_letters(world: World) -> None:
    world.receiver.answer = lambda got: PostFailed("away")
    for _ in range(4):
        await world.happens(*(f"call-{world.made}-{n}" for n in range(400)))
        await world.runs(3600, step=300)
    await world.runs(GIVE_UP + 5 * 3600, step=600)
    waiting, dead = await world.store.count_deliveries(HOOK)
    assert waiting + dead == 1600
    assert dead == 1600, "all are older than a day"
    await world.happens("new")
    world.receiver.answer = lambda got: Posted(200)
    await world.runs(900, step=5)
    assert world.receiver.seqs() == [1601]


async def test_a_replay_says_so_and_what_is_new_goes_on(world: World) -> None:
    await world.happens("a", "b", "a")
    await world.runs(2)
    task = world.runner.replay(2)
    assert await task == 3
    await world.happens("b")
    await world.runs(2)
    replayed = [one.seq for one in world.receiver.taken if one.replayed]
    assert sorted(replayed) == [2, 3]
    assert [one.seq for one in world.receiver.taken if not one.replayed][-1] == 4
    assert (await world.store.webhook_progress(HOOK)).replay_done_to == 3


async def test_a_replay_goes_on_after_a_restart(world: World) -> None:
    await world.happens(*"abcde")
    await world.runs(2)
    world.receiver.answer = lambda got: Posted(503 if got.replayed else 200)
    assert await world.runner.replay(1) == 5
    await world.runs(4)
    await world.killed()
    world.receiver.answer = lambda got: Posted(200)
    await world.runs(60)
    assert {one.seq for one in world.receiver.taken if one.replayed} == {1, 2, 3, 4, 5}
    assert await world.store.count_deliveries(HOOK) == (0, 0)


async def test_a_replay_in_place_of_one_under_way_is_whole_after_a_restart(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.happens(*"abcdefgh")
    await world.runs(2)
    monkeypatch.setattr(runner_module, "MOST_IN_HAND", 3)
    world.receiver.open.clear()
    await world.runner.replay(6)
    await world.runs(3)
    assert await world.runner.replay(1) == 8
    await world.runs(3)
    await world.killed()
    world.receiver.open.set()
    await world.runs(60)
    assert {one.seq for one in world.receiver.taken if one.replayed} == set(range(1, 9))


async def test_another_address_and_secret_hold_from_the_next_delivery(world: World) -> None:
    await world.happens("a")
    await world.runs(1)
    from msgspec.structs import replace

    world.webhook = replace(world.webhook, url="https://new.example/", secret="whsec_two")
    await world.store.commit([PutWebhook(world.webhook)])
    world.runner.change(world.webhook)
    await world.happens("a")
    await world.runs(1)
    assert [one.url for one in world.receiver.got] == [
        "https://crm.example/",
        "https://new.example/",
    ]


async def test_what_is_refused_for_itself_keeps_nothing_else_from_being_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receiver that does not know one type of event heard of no other any more, once it had
    refused a thousand."""
    monkeypatch.setattr(runner_module, "MOST_IN_HAND", 100)
    world.receiver.answer = lambda got: Posted(400 if "lead" in got.subject else 200)
    for n in range(300):
        await world.happens(f"lead-{n}", f"call-{n}")
        if n % 25 == 24:
            await world.runs(10)
    await world.runs(60)
    assert len(world.receiver.taken) == 300
    assert len(world.runner._sender.window) <= 100
    assert await world.store.count_deliveries(HOOK) == (300, 0)
    await world.happens("lead-7", "lead-7", "call-7")
    await world.killed()
    world.receiver.answer = lambda got: Posted(200)
    await world.runs(900, step=5)
    _all_told(world)
    assert await world.store.count_deliveries(HOOK) == (0, 0)


async def test_many_that_are_refused_at_once_are_found_to_be_refused_for_themselves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else is told meanwhile, so it looks as if the receiver were away."""
    monkeypatch.setattr(runner_module, "MOST_IN_HAND", 100)
    world.receiver.answer = lambda got: Posted(400 if "lead" in got.subject else 200)
    await world.happens(*(f"lead-{n}" for n in range(200)), "call")
    await world.runs(300)
    assert world.receiver.seqs() == [201]


@pytest.mark.parametrize("hand", [MOST_IN_HAND, 6])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from("hhhkfbpws"), max_size=40))
async def test_none_is_lost_whatever_fails(hand: int, seed: int, steps: list[str]) -> None:
    """h: something happens; k: the server is killed; f: the receiver flaps; p: it refuses some;
    b: it is away; w: time passes; s: the store is away for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner_module, "MOST_IN_HAND", hand)
        await _none_is_lost(seed, steps)


async def _none_is_lost(seed: int, steps: list[str]) -> None:
    chance = random.Random(seed)
    world = World(seed)
    await world.start()

    def flaps(got: Got) -> Answer:
        fate = chance.random()
        if fate < 0.3:
            return PostFailed("away")
        return Posted(500 if fate < 0.5 else 200)

    world.receiver.lost = lambda got: chance.random() < 0.2
    for step in steps:
        match step:
            case "h":
                subjects = [chance.choice("abcdef") for _ in range(chance.randint(1, 30))]
                await world.happens(*subjects)
                await world.runs(0)
            case "k":
                await world.killed()
            case "f":
                world.receiver.answer = flaps
            case "p":
                world.receiver.answer = lambda got: Posted(400 if got.subject in "abc" else 200)
            case "b":
                world.receiver.answer = refuses()
            case "w":
                await world.runs(chance.random() * 20)
            case _:
                world.store.away = True
                await world.runs(chance.random() * 3)
                world.store.away = False
    world.receiver.answer = lambda got: Posted(200)
    world.receiver.lost = lambda got: False
    await world.runs(2400, step=20)
    _all_told(world)
    assert await world.store.count_deliveries(HOOK) == (0, 0)
    assert (await world.store.webhook_progress(HOOK)).done_to == world.made
    await world.stop()


def _all_told(world: World) -> None:
    firsts: dict[str, list[int]] = defaultdict(list)
    seen: set[int] = set()
    for one in world.receiver.taken:
        if one.seq in seen:
            assert one.attempt > 1, "a duplicate says so"
            continue
        seen.add(one.seq)
        firsts[one.subject].append(one.seq)
    assert seen == set(range(1, world.made + 1)), "none is lost"
    for order in firsts.values():
        assert order == sorted(order), "each subject's in its order"


async def test_two_receivers_do_not_wait_for_each_other() -> None:
    slow, quick = World(), World()
    quick.store, quick.clock = slow.store, slow.clock
    quick.webhook = type(quick.webhook)(
        **{name: getattr(quick.webhook, name) for name in quick.webhook.__struct_fields__}
        | {"webhook_id": "hook-2"}
    )
    quick.runner = quick._new()
    await slow.start()
    await quick.start()
    slow.receiver.open.clear()
    await slow.happens(*(f"call-{n}" for n in range(50)))
    quick.runner.news()
    await quick.runs(2)
    assert len(quick.receiver.taken) == 50
    assert slow.receiver.taken == []
    assert DOWN_AFTER > 1
    slow.receiver.open.set()
    await slow.runs(2)
    assert len(slow.receiver.taken) == 50
    assert await slow.store.event_range(LEAP) == (1, 50)
    await slow.stop()
    await quick.stop()
