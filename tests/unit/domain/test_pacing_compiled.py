"""Where what was compiled of pacing is kept."""

import os
import tempfile
from pathlib import Path

import pytest

from dockline.domain.pacing.kernel import compiled


def test_what_was_compiled_is_kept() -> None:
    place = compiled.kept_in()
    assert place is not None
    assert any(place.rglob("*.nbc"))


def test_of_other_sources_it_is_kept_by_another_name(tmp_path: Path) -> None:
    for name in ("kernel", "pacing"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "law.py").write_text("GATE = 0.01")
    folders = tmp_path / "kernel", tmp_path / "pacing"
    names = [compiled.name_of(*folders)]
    for folder in folders:
        (folder / "law.py").write_text("GATE = 0.02")
        names.append(compiled.name_of(*folders))
        (folder / "notes.txt").touch()
        assert compiled.name_of(*folders) == names[-1]
    assert len(set(names)) == 3


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder beside the source that somebody else has filled and this user cannot write."""
    folder = tmp_path / "source" / "0123"
    (folder / "kernel").mkdir(parents=True)
    (folder / "kernel" / "add.1.nbc").write_bytes(b"code")
    writable = os.access

    def access(path: Path, mode: int) -> bool:
        return folder != path and writable(path, mode)

    monkeypatch.setattr(os, "access", access)
    return folder


def test_what_was_compiled_is_kept_beside_the_source(tmp_path: Path) -> None:
    folder = tmp_path / "source" / "0123"
    assert compiled.place_for(folder, tmp_path / "user") == folder
    assert folder.is_dir()
    assert not (tmp_path / "user").exists()


def test_what_somebody_else_compiled_is_copied_to_where_it_can_be_kept(
    installed: Path, tmp_path: Path
) -> None:
    user = tmp_path / "user"
    assert compiled.place_for(installed, user) == user / "0123"
    (user / "0123" / "kernel" / "more.1.nbc").write_bytes(b"more")
    assert compiled.place_for(installed, user) == user / "0123"
    names = sorted(path.name for path in user.rglob("*"))
    assert names == ["0123", "add.1.nbc", "kernel", "more.1.nbc"]


def test_a_user_who_can_keep_nothing_has_a_copy_for_the_process(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for user in (None, tmp_path / "file" / "cache"):
        place = compiled.place_for(installed, user)
        assert place is not None
        assert place.parent.parent == tmp_path
        assert (place / "kernel" / "add.1.nbc").read_bytes() == b"code"


def test_the_users_cache_is_where_the_user_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert compiled.user_cache() == tmp_path / ".cache" / "dockline"
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache")
    assert compiled.user_cache() == Path("/var/cache/dockline")
