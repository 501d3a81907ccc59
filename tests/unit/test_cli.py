"""The commands, as far as they go without an engine."""

import asyncio
import json
import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from dockline import __version__
from dockline.__main__ import Joints
from dockline.cli import doctor
from dockline.cli.app import build
from dockline.cli.joinery import CannotStart, Progress
from dockline.cli.serve import curl_line
from dockline.node import Node
from dockline.settings import Settings


class WithoutEngine(Joints):
    """No engine is installed here, and none can be."""

    found: str | None = None

    def engine_found(self, settings: Settings) -> str | None:
        return self.found

    def install_engine(self, settings: Settings, tell: Progress) -> str:
        tell("Fetching", 0.5)
        if self.found is None:
            raise CannotStart("Asterisk could not be fetched. Install Asterisk 20 or newer.")
        return self.found


class WithEngine(WithoutEngine):
    found = "Asterisk 22.0.0 (system), /usr/lib/asterisk/modules"


@pytest.fixture
def app() -> Typer:
    return build(WithoutEngine())


def run(app: Typer, *words: str, **environment: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "200"} | environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def free_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


def test_the_version(app: Typer) -> None:
    assert run(app, "--version")[:2] == (0, f"{__version__}\n")


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], ["user", "add", "--help"]])
def test_help(app: Typer, words: list[str]) -> None:
    code, told, _ = run(app, *words)
    assert code == 0
    assert "Usage" in told


# --- accounts -----------------------------------------------------------------------------------


def test_a_space_a_team_a_user_and_a_token(app: Typer, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    code, told, _ = run(app, "space", "create", "leap", "--name", "Leap", *data)
    assert code == 0
    first = told.rpartition(" ")[2].strip()
    assert len(first) == 36
    assert run(app, "team", "create", "Support team", "--cloud-id", "leap", *data)[0] == 0
    code, told, _ = run(
        app, "user", "add", "rishi", "--cloud-id", "leap", "--team", "support team", *data
    )
    assert code == 0
    assert told.startswith("rishi@leap added. Their password, shown this once: ")
    code, told, _ = run(app, "token", "reset", "--cloud-id", "leap", *data)
    assert code == 0
    assert told.strip() != first


def test_tokens_with_scopes(app: Typer, tmp_path: Path) -> None:
    data = ("--space", "leap", "--data", str(tmp_path))
    run(app, "space", "create", "leap", "--data", str(tmp_path))
    code, told, _ = run(
        app, "token", "create", "wallboard", *data, "--scope", "live", "--scope", "analytics"
    )
    assert (code, len(told.strip())) == (0, 36)
    secret = told.strip()
    code, told, _ = run(app, "token", "list", *data, "--json")
    api, mine = json.loads(told)
    assert (code, api["name"], len(api["scopes"])) == (0, "api", 5)
    assert (mine["name"], mine["begins"], mine["scopes"], mine["created_by"]) == (
        "wallboard",
        secret[:4],
        ["live", "analytics"],
        "cli",
    )
    assert (mine["last_used_at"], mine["ends_at"]) == (None, None)
    code, told, _ = run(app, "token", "list", *data)
    assert code == 0
    assert "live, analytics" in told
    assert secret not in told
    run(app, "token", "reset", *data, "--name", "wallboard")
    code, told, _ = run(app, "token", "list", *data, "--json")
    assert [(one["name"], len(one["scopes"])) for one in json.loads(told)] == [
        ("api", 5),
        ("wallboard", 2),
    ]
    assert run(app, "token", "revoke", "wallboard", *data)[:2] == (0, "Token wallboard revoked.\n")
    code, _, wrong = run(app, "token", "revoke", "wallboard", *data)
    assert (code, wrong) == (1, "name: There is no token “wallboard”.\n")


def test_a_token_that_is_not_there_is_not_reset_to_a_new_one(app: Typer, tmp_path: Path) -> None:
    data = ("--space", "leap", "--data", str(tmp_path))
    run(app, "space", "create", "leap", "--data", str(tmp_path))
    run(app, "token", "create", "crm-sync", *data, "--scope", "campaign")
    code, told, wrong = run(app, "token", "reset", *data, "--name", "crm_sync")
    assert (code, told, wrong) == (1, "", "name: There is no token “crm_sync”.\n")
    _, told, _ = run(app, "token", "list", *data, "--json")
    assert [one["name"] for one in json.loads(told)] == ["api", "crm-sync"]


def test_a_given_password_is_not_shown(app: Typer, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    run(app, "space", "create", "leap", *data)
    code, told, _ = run(
        app, "user", "add", "rishi", "--space", "leap", *data, DOCKLINE_NEW_PASSWORD="secret-word"
    )
    assert (code, told) == (0, "rishi@leap added.\n")


def test_settings_of_a_space(app: Typer, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    code, _, told = run(
        app, "space", "create", "leap", *data,
        "--set", "default_country=GB",
        "--set", 'dial_policy.countries=["44"]',
        "--set", "dial_policy.spend_cap=20",
        "--set", "click_to_call.policy=token",
    )  # fmt: skip
    assert (code, told) == (0, "")
    with sqlite3.connect(tmp_path / "dockline.db") as database:
        text = "".join(str(row) for row in database.execute("select * from spaces"))
    database.close()
    for part in ('"GB"', '["44"]', '"token"', '"spend_cap":20'):
        assert part in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["space", "create", "Leap!"], "cloud_id: "),
        (["space", "create", "other", "--set", "colour=red"], "--set colour"),
        (["space", "create", "other", "--set", "strip_seconds=9"], "strip_seconds"),
        (["space", "create", "other", "--set", "wrap"], "--set wrap: write it as name=value."),
        (["space", "create", "leap"], "cloud_id: It is taken."),
        (["team", "create", "Sales", "--space", "nowhere"], "no space “nowhere”"),
        (["user", "add", "a", "--space", "leap", "--team", "None"], "no team “None”"),
        (["user", "add", "a", "--space", "leap", "--password", "short"], "password: "),
        (["token", "reset", "--space", "nowhere"], "no space “nowhere”"),
        (["token", "list", "--space", "nowhere"], "no space “nowhere”"),
        (["token", "create", "api", "--space", "leap"], "name: There is a token “api” already."),
    ],
)
def test_what_is_wrong_is_named(app: Typer, tmp_path: Path, words: list[str], told: str) -> None:
    assert run(app, "space", "create", "leap", "--data", str(tmp_path))[0] == 0
    code, out, err = run(app, *words, "--data", str(tmp_path))
    assert (code, out) == (1, "")
    assert told in err


@pytest.mark.parametrize(
    "words",
    [
        ("user", "list", "--space", "leap"),
        ("campaign", "list", "--space", "leap"),
        ("audit", "verify"),
        ("retention", "run"),
    ],
)
def test_a_folder_without_a_database_is_told_and_none_is_made(
    app: Typer, tmp_path: Path, words: tuple[str, ...]
) -> None:
    data = tmp_path / "mistyped"
    code, out, told = run(app, *words, "--data", str(data))
    assert (code, out) == (1, "")
    assert told.startswith(f"The database in {data} cannot be used: there is no file dockline.db.")
    assert not data.exists()


@pytest.mark.parametrize(
    "words", [("space", "create", "leap"), ("serve", "--port", "0"), ("message", "list")]
)
def test_a_folder_that_cannot_be_made_is_told(
    app: Typer, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("a file, and no folder")
    data = tmp_path / "file" / "data"
    code, out, told = run(app, *words, "--data", str(data))
    assert (code, out) == (1, "")
    assert told == f"data: {data} cannot be made: Not a directory. Choose another --data.\n"


def test_a_setting_that_is_wrong_stops_every_command(app: Typer) -> None:
    for words in (["serve"], ["demo"], ["doctor"], ["engine", "status"]):
        code, _, told = run(app, *words, DOCKLINE_PROT="1")
        assert code == 1
        assert "DOCKLINE_PROT" in told


# --- engine, doctor -----------------------------------------------------------------------------


def test_the_engine_cannot_be_had(app: Typer, tmp_path: Path) -> None:
    code, _, told = run(app, "engine", "install")
    assert code == 1
    assert "Install Asterisk 20 or newer." in told
    code, out, told = run(app, "demo", "--json", "--data", str(tmp_path), "--port", free_port())
    assert (code, out) == (1, "")
    assert "Install Asterisk 20 or newer." in told


def test_the_engine_is_installed() -> None:
    code, out, told = run(build(WithEngine()), "engine", "install")
    assert (code, out.strip()) == (0, WithEngine.found)
    assert "Fetching" in told


def test_engine_status_without_a_server(app: Typer) -> None:
    code, told, _ = run(app, "engine", "status", "--port", free_port())
    assert code == 0
    assert "none; run: dockline engine install" in told
    assert "No server answers" in told


def test_doctor_says_what_to_do(app: Typer, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, told, _ = run(app, "doctor", "--port", port, "--data", str(tmp_path / "new"))
    assert code == 1
    assert "cannot be used" in told
    assert "Choose another: --port." in told
    assert "Run: dockline engine install" in told


def test_doctor_finds_nothing_wrong(tmp_path: Path) -> None:
    code, told, _ = run(
        build(WithEngine()), "doctor", "--port", free_port(), "--data", str(tmp_path)
    )
    assert (code, "bad" in told) == (0, False)


def findings(settings: Settings) -> dict[str, doctor.Finding]:
    return {found.what: found for found in doctor.examine(WithEngine(), settings)}


def test_the_microphone_needs_tls_elsewhere(tmp_path: Path) -> None:
    port = int(free_port())
    outside = findings(Settings(host="0.0.0.0", port=port, data=tmp_path))["Microphone"]
    assert outside.level == "bad"
    assert "tls_cert" in outside.todo
    proxied = Settings(host="0.0.0.0", port=port, data=tmp_path, trusted_proxies=("10.0.0.1",))
    assert findings(proxied)["Microphone"].level == "ok"


def test_a_damaged_database_is_found(tmp_path: Path) -> None:
    (tmp_path / "dockline.db").write_bytes(b"not a database" * 100)
    found = findings(Settings(port=int(free_port()), data=tmp_path))["Database"]
    assert found.level == "bad"
    assert "backup" in found.todo


def test_a_database_of_a_newer_version_is_found(app: Typer, tmp_path: Path) -> None:
    run(app, "space", "create", "leap", "--data", str(tmp_path))
    settings = Settings(port=int(free_port()), data=tmp_path)
    assert findings(settings)["Database"].level == "ok"
    with closing(sqlite3.connect(tmp_path / "dockline.db")) as database, database:
        database.execute("update alembic_version set version_num = '9999'")
    found = findings(settings)["Database"]
    assert (found.level, "has schema 9999" in found.told) == ("bad", True)


@pytest.mark.parametrize("name", ["dockline.db", "dockline.db-wal"])
def test_a_database_of_another_users_is_found_and_not_served(
    app: Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    run(app, "space", "create", "leap", "--data", str(tmp_path))
    (tmp_path / name).touch()
    may = os.access
    monkeypatch.setattr(os, "access", lambda file, how: Path(file).name != name and may(file, how))
    found = findings(Settings(port=int(free_port()), data=tmp_path))["Database"]
    assert found.level == "bad"
    assert found.told.startswith(f"{tmp_path / name} may not be written")
    with pytest.raises(CannotStart, match=rf"{tmp_path / name} may not be written\."):
        asyncio.run(Node(Settings(port=0, data=tmp_path)).start())


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("nothing of the kind")
    settings = Settings(
        port=int(free_port()),
        data=tmp_path,
        tls_cert=tmp_path / "cert.pem",
        tls_key=tmp_path / "key.pem",
    )
    assert findings(settings)["Certificate"].level == "bad"


@pytest.mark.parametrize(("state", "level"), [(0, "ok"), (5, "note"), (-1, "note")])
def test_the_clock(state: int, level: str) -> None:
    assert doctor._clock(lambda: state).level == level


def test_the_curl_line_is_one_line_with_straight_quotes() -> None:
    line = curl_line("http://localhost:8080", "rishi@leap")
    assert "\n" not in line
    body = json.loads(line.rpartition(" -d '")[2].removesuffix("'"))
    assert body["username"] == "rishi@leap"
