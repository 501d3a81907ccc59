"""Files that are kept of people: a number goes from the logs."""

import os
from pathlib import Path

import pytest

from dockline.domain.phone import parse
from dockline.domain.traces import Traces
from dockline.services.care import files
from dockline.services.care.files import KeptFiles

TRACES = Traces(parse("+44 20 7946 0101"))
WRITTEN = ("442079460101", "+44 (0)20 7946-0101", "02079460101")


async def logs_without(log: Path) -> int:
    return await KeptFiles(log.parent, log.parent, (log,)).logs_without(TRACES)


async def test_a_number_goes_from_a_log_wherever_the_pieces_end_that_it_is_read_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PIECE", 64)
    lines = [f"{'.' * n}dial {WRITTEN[n % 3]} 91442079460101 " for n in range(200)]
    log = tmp_path / "log"
    log.write_text("".join(lines))
    assert await logs_without(log) == 1
    erased = [
        line.replace(f" {one} ", f" {'x' * len(one)} ")
        for line, one in zip(lines, (WRITTEN[n % 3] for n in range(200)), strict=True)
    ]
    assert log.read_text() == "".join(erased)
    assert await logs_without(log) == 0


async def test_a_log_is_read_piece_by_piece_however_long_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PIECE", 64)
    log = tmp_path / "log"
    log.write_text("." * 10_000 + " dial 442079460101")
    sizes: list[int] = []
    read = os.pread

    def noted(handle: int, size: int, place: int) -> bytes:
        sizes.append(size)
        return read(handle, size, place)

    monkeypatch.setattr(os, "pread", noted)
    assert await logs_without(log) == 1
    assert len(sizes) > 100
    assert max(sizes) < 400
