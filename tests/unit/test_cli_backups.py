"""``dockline backup`` and ``dockline restore``."""

import gzip
import sqlite3
import stat
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from dockline.__main__ import Joints
from dockline.cli.app import build
from dockline.cli.joinery import CannotStart
from dockline.settings import Settings


@pytest.fixture(scope="module")
def app() -> Typer:
    return build(Joints())


def run(app: Typer, *words: str, **environment: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "300"} | environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def says(app: Typer, *words: str) -> str:
    code, told, error = run(app, *words)
    assert (code, error) == (0, "")
    return told


def refuses(app: Typer, *words: str, **environment: str) -> str:
    code, told, error = run(app, *words, **environment)
    assert (code, told) == (1, "")
    return error


@pytest.fixture
def data(app: Typer, tmp_path: Path) -> str:
    folder = tmp_path / "data"
    says(app, "space", "create", "leap", "--name", "Leap", "--data", str(folder))
    (folder / "recordings").mkdir()
    (folder / "recordings" / "one.wav").write_bytes(b"sound")
    return str(folder)


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "one.backup")


def test_a_backup_is_made_checked_and_restored(
    app: Typer, data: str, file: str, tmp_path: Path
) -> None:
    told = says(app, "backup", file, "--data", data)
    assert told.startswith(f"{file} is written, ")
    assert " rows, 1 files; made by Dockline " in told
    assert "Only you can read it (mode 0600)" in told
    assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600
    checked = says(app, "backup", "--check", file)
    assert checked.startswith(f"{file} is whole. It shows ")
    assert "of SQLite, schema " in checked
    there = str(tmp_path / "there")
    told = says(app, "restore", file, "--data", there)
    assert told.startswith(f"The database in {there} and the folder {there} are restored.\n")
    assert (tmp_path / "there" / "recordings" / "one.wav").read_bytes() == b"sound"
    assert "leap: Leap" in says(app, "space", "show", "leap", "--data", there)


def test_a_backup_without_recordings_says_so(app: Typer, data: str, file: str) -> None:
    assert "0 files, without recordings;" in says(
        app, "backup", file, "--no-recordings", "--data", data
    )


def test_a_target_that_is_not_empty_is_named(app: Typer, data: str, file: str) -> None:
    says(app, "backup", file, "--data", data)
    told = refuses(app, "restore", file, "--data", data)
    assert "1 in the table spaces" in told
    assert "1 in the folder recordings" in told
    assert "Name an empty data folder with --data" in told


def test_a_folder_that_a_server_uses_is_left_alone(
    app: Typer, data: str, file: str, tmp_path: Path
) -> None:
    says(app, "backup", file, "--data", data)
    there = tmp_path / "there"
    with Joints().alone(Settings(data=there)):
        told = refuses(app, "restore", file, "--data", str(there))
        assert told.startswith("Another Dockline uses the data folder")
        # A backup needs no folder of its own.
        assert refuses(app, "backup", f"{file}.2", "--data", str(there))
    assert not (there / "dockline.db").exists()


def test_a_server_on_the_folder_does_not_keep_a_backup_from_being_made(
    app: Typer, data: str, file: str
) -> None:
    with Joints().alone(Settings(data=Path(data))):
        says(app, "backup", file, "--data", data)


def test_a_file_that_is_there_stays(app: Typer, data: str, file: str) -> None:
    Path(file).write_text("mine")
    assert refuses(app, "backup", file, "--data", data) == (
        f"{file} is there already. Name another file.\n"
    )
    assert Path(file).read_text() == "mine"


def test_what_the_disk_refuses_is_said(app: Typer, data: str, tmp_path: Path) -> None:
    told = refuses(app, "backup", str(tmp_path / "nowhere" / "x"), "--data", data)
    assert told.endswith(": No such file or directory.\n")
    for words in (("backup", "--check"), ("restore", "--data", str(tmp_path / "there"))):
        command, *options = words
        told = refuses(app, command, str(tmp_path / "none"), *options)
        assert told == f"{tmp_path / 'none'}: No such file or directory.\n"


def test_a_damaged_file_is_no_backup(app: Typer, data: str, file: str, tmp_path: Path) -> None:
    says(app, "backup", file, "--data", data)
    whole = Path(file).read_bytes()
    Path(file).write_bytes(whole[:-20])
    assert "is damaged or cut off" in refuses(app, "backup", "--check", file)
    assert "is damaged or cut off" in refuses(app, "restore", file, "--data", f"{tmp_path}/there")
    Path(file).write_bytes(gzip.compress(b"something else"))
    assert "is damaged or cut off" in refuses(app, "backup", "--check", file)


def test_a_folder_without_a_database_has_no_backup(app: Typer, file: str, tmp_path: Path) -> None:
    told = refuses(app, "backup", file, "--data", str(tmp_path / "none"))
    assert told == (
        f"The database in {tmp_path / 'none'} cannot be used: there is no file dockline.db\n"
    )
    assert not (tmp_path / "none").exists()
    assert not Path(file).exists()


def test_a_database_of_a_newer_program_is_named(app: Typer, data: str, file: str) -> None:
    connection = sqlite3.connect(Path(data) / "dockline.db")
    with connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    told = refuses(app, "backup", file, "--data", data)
    assert told.startswith(f"The database in {data} has schema 9999, and this Dockline knows")


def test_a_store_in_memory_has_no_backup(app: Typer, file: str) -> None:
    told = refuses(app, "backup", file, DOCKLINE_STORE="memory")
    assert told.startswith("The store is in memory")
    with pytest.raises(CannotStart):
        Joints().backups(Settings(store="memory"))


def test_a_database_that_is_away_is_named_without_its_password(app: Typer, file: str) -> None:
    url = "postgresql://me:secret@127.0.0.1:1/calls"
    told = refuses(app, "backup", file, DOCKLINE_DATABASE_URL=url)
    assert told.startswith("The database calls on 127.0.0.1 cannot be used: ")
    assert "secret" not in told
