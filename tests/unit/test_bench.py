"""The benchmarks still run, at toy size, and reckon right. No figure is judged here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import report
from bench.__main__ import ALL, measured
from bench.bare import answer_of
from bench.children import Child, ChildFailed, Cores
from bench.figures import Rates, Times, percentile
from bench.load import Failed, Run, as_fast_as_it_goes, at_a_pace, post
from bench.machine import machine
from bench.sizes import TOY
from rich.console import Console

from tests.support.engines import open_folder

_WITHOUT_ENGINE = ("make_call", "live", "event", "push", "bulk", "crowd")


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that Asterisk can reach when it is nobody's."""
    with open_folder() as made:
        yield made


async def _ran(name: str, folder: Path) -> list[Rates | Times]:
    measures, left_out = await measured([name], TOY, folder, Cores(), lambda name: None)
    assert left_out == []
    for measure in measures:
        console = Console(width=120, record=True, quiet=True)
        report.show(console, machine(folder, Cores()), measures, ["audio. No Chromium."])
        told = measure.told()
        assert told["ratio_min"] <= told["ratio"] <= told["ratio_max"]
        assert told["ratio"] > 0
        assert told["reference"]
    return measures


@pytest.mark.parametrize("name", _WITHOUT_ENGINE)
async def test_it_runs(name: str, folder: Path) -> None:
    assert await _ran(name, folder)


@pytest.mark.engine
async def test_to_the_carrier(folder: Path) -> None:
    (measure,) = await _ran("invite", folder)
    assert isinstance(measure, Times)
    assert measure.aim == (95, 50.0)
    assert len(measure.all_ours) == len(measure.all_theirs) > 0


@pytest.mark.engine
async def test_answer_to_ear(folder: Path) -> None:
    for measure in await _ran("answer", folder):
        assert isinstance(measure, Times)
        assert measure.aim == (95, 300.0)
        assert len(measure.all_ours) == len(measure.all_theirs) == 2 * TOY.answer_calls


@pytest.mark.engine
async def test_through_the_server(folder: Path) -> None:
    (measure,) = await _ran("ear", folder)
    assert isinstance(measure, Times)
    assert measure.aim == (95, 300.0)
    assert len(measure.all_ours) == len(measure.all_theirs) == 2 * TOY.answer_calls


@pytest.mark.engine
@pytest.mark.browser
async def test_to_audio(folder: Path) -> None:
    (measure,) = await _ran("audio", folder)
    assert isinstance(measure, Times)
    assert len(measure.all_ours) == TOY.audio_calls


def test_all_are_tried_here() -> None:
    assert set(ALL) == {*_WITHOUT_ENGINE, "invite", "audio", "answer", "ear"}


def test_percentiles() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, rank) for rank in (1, 50, 95, 99, 100)] == [1, 50, 95, 99, 100]
    assert percentile([7.0], 99) == 7.0


def test_ratios_are_taken_round_by_round() -> None:
    rates = Rates(name="n", reference="r", ours=(5, 9, 8), theirs=(10, 10, 10), aim=0.5)
    assert rates.ratio == 0.8
    assert rates.met
    told = rates.told()
    assert (told["ratio_min"], told["ratio_max"]) == (0.5, 0.9)
    missed = Rates(name="n", reference="r", ours=(4,), theirs=(10,), aim=0.5)
    assert missed.met is False


def test_an_aim_is_a_percentile_of_all_rounds() -> None:
    late = tuple([1.0] * 96 + [60.0] * 4)
    times = Times(name="n", reference="r", ours=(late,), theirs=(late,), aim=(95, 50.0))
    assert times.met
    assert Times(name="n", reference="r", ours=(late,), theirs=(late,), aim=(99, 50.0)).met is False


def test_only_successes_are_counted() -> None:
    run = Run()
    run.note(b'HTTP/1.1 200 OK\r\n\r\n{"success":true}')
    run.note(b'HTTP/1.1 200 OK\r\n\r\n{"success":false,"code":"agent-busy"}')
    assert (run.count, run.failed) == (1, 1)
    with pytest.raises(Failed, match="agent-busy"):
        run.require()


@pytest.mark.parametrize("size", [120, 171, 250, 1000, 1072, 1073, 52_614])
def test_the_bare_answer_is_as_long_as_asked(size: int) -> None:
    answer = answer_of(size)
    assert len(answer) == size
    head, _, body = answer.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head


async def test_the_load_generator_against_the_bare_server() -> None:
    request = post("/300", {"number": "442079460100"})
    async with Child("bench.bare", {}) as bare:
        run = await as_fast_as_it_goes(bare.told["port"], lambda: request, 0.1, 3)
        times = await at_a_pace(bare.told["port"], lambda: request, 100.0, 0.1)
    assert run.size == 300
    assert run.count > 3
    assert len(times) == 10


async def test_a_process_that_does_not_start_is_said() -> None:
    with pytest.raises(ChildFailed, match="no_such_module"):
        async with Child("bench.no_such_module", {}):
            pass
