"""The tables of docs/pacing.md come from the runs that are kept, and a pass is taken up again."""

from pathlib import Path

import pytest
from bench import drawn, pacing

PAGE = Path(__file__).parents[2] / "docs" / "pacing.md"


def test_the_page_shows_the_runs_that_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pacing.main(["--seeds", "0", "--results", str(tmp_path / "none.jsonl")]) == 0
    assert f"{pacing.START}\n{capsys.readouterr().out.strip()}\n{pacing.END}" in PAGE.read_text()


def test_a_pass_is_taken_up_again_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pacing, "KEPT", tmp_path / "kept.jsonl.gz")
    results = tmp_path / "some" / "runs.jsonl"

    def played(seeds: int, *more: str) -> tuple[str, int]:
        """The table, and how many runs it took."""
        given = ["--worlds", "few-answers", "--agents", "2", "--seeds", str(seeds)]
        given += ["--policies", "dockline", "power", "--hours", "0.2"]
        assert pacing.main([*given, "--results", str(results), *more]) == 0
        said = capsys.readouterr()
        return said.out, len(said.err.splitlines())

    first, runs = played(1)
    assert runs > 5
    assert played(1) == (first, 0)
    wider, more = played(2, "--keep")
    assert 5 < more < 2 * runs
    results.unlink()
    assert played(2) == (wider, 0)
    kept = pacing.KEPT.read_bytes()
    played(2, "--keep")
    assert pacing.KEPT.read_bytes() == kept
    assert played(2, "--hours", "0.1")[1] > 0  # other runs than those that are kept
    assert played(2) == (wider, 0)
    assert played(2, "--forget")[1] == 2  # the ratios hold whatever the pacing does
    assert played(2)[1] == 0


def test_worlds_drawn_at_random_are_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert drawn.main(["31", "33"]) == 0
    assert capsys.readouterr().out.startswith("2 worlds: busy ")
    found = drawn.played(31)
    assert found == drawn.played(31)
    assert found.busy > found.plain
