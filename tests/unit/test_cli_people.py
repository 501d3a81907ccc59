"""``dockline user list``, ``set``, ``password``, ``deactivate``."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from dockline.domain.space import User
from dockline.ports.store import PutUser
from tests.support.cli import LEAP, Terminal

SPACE = ("--cloud-id", "leap")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def of(terminal: Terminal, login: str) -> User:
    return next(one for one in terminal.do(terminal.store.users(LEAP)) if one.login == login)


def refused(terminal: Terminal, *words: str) -> str:
    """What a command that fails says, on one line."""
    code, _, error = terminal.run(*words)
    assert code != 0
    return " ".join(error.split())


def test_people_are_listed_and_changed(terminal: Terminal) -> None:
    terminal.says("team", "create", "Sales", *SPACE)
    changed = terminal.says(
        *("user", "set", "rishi@leap", *SPACE, "--name", "Rishi K", "--role", "admin"),
        *("--team", "sales", "--team", "Support team", "--operator"),
    )
    assert changed == "rishi@leap changed.\n"
    page = terminal.says("user", "list", *SPACE)
    assert "Rishi K" in page
    assert "admin, operator" in page
    (told,) = json.loads(terminal.says("user", "list", *SPACE, "--json"))
    assert (told["teams"], told["operator"]) == (["Sales", "Support team"], True)
    assert "password_hash" not in told
    terminal.says("user", "set", "rishi", *SPACE, "--login", "rk@example.com", "--no-operator")
    assert of(terminal, "rk@example.com").operator is False


def test_a_password_that_is_refused_leaves_the_second_factor(terminal: Terminal) -> None:
    user = replace(of(terminal, "rishi"), second_factor=True)
    terminal.do(terminal.store.commit([PutUser(user)]))
    words = ("user", "password", "rishi", *SPACE, "--password", "short", "--reset-second-factor")
    assert "password: " in refused(terminal, *words)
    assert of(terminal, "rishi").second_factor


def test_a_login_with_its_space_is_enough(terminal: Terminal) -> None:
    assert terminal.says("user", "set", "rishi@leap", "--operator") == "rishi@leap changed.\n"
    assert "shown this once: " in terminal.says("user", "password", "rishi@leap")
    assert "is deactivated" in terminal.says("user", "deactivate", "rishi@leap")
    assert "may sign in again" in terminal.says("user", "activate", "rishi@leap")
    for login in ("rishi", "@leap", "rishi@"):
        told = refused(terminal, "user", "password", login)
        assert told == "Name the space: login@space, or --space."


def test_a_password_is_set_or_made(terminal: Terminal) -> None:
    before = of(terminal, "rishi")
    told = terminal.says("user", "password", "rishi", *SPACE)
    assert "shown this once: " in told
    after = of(terminal, "rishi")
    assert after.password_due
    assert after.password_hash != before.password_hash
    given = terminal.says(
        *("user", "password", "rishi", *SPACE, "--password", "a word that is long"),
        *("--not-due", "--reset-second-factor"),
    )
    assert "shown" not in given
    assert not of(terminal, "rishi").password_due


def test_a_person_is_let_in_no_more_and_again(terminal: Terminal) -> None:
    assert "is deactivated" in terminal.says("user", "deactivate", "rishi", *SPACE)
    assert not of(terminal, "rishi").active
    assert "deactivated" in terminal.says("user", "list", *SPACE)
    assert "may sign in again" in terminal.says("user", "activate", "rishi", *SPACE)
    assert of(terminal, "rishi").active


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("set", "rishi"), "Say what is to be set"),
        (("set", "rishi", "--team", "Nowhere"), "There is no team “Nowhere”"),
        (("set", "nobody", "--name", "N"), "There is no such user"),
        (("password", "rishi", "--password", "short"), "Use 8 to 1024 characters"),
        (("password", "rishi", "--password", "password123"), "others would guess"),
        (("deactivate", "nobody"), "There is no such user"),
    ],
)
def test_what_is_refused(terminal: Terminal, command: tuple[str, ...], said: str) -> None:
    assert said in refused(terminal, "user", *command, *SPACE)


def test_the_last_admin_stays_here_too(terminal: Terminal) -> None:
    terminal.says("user", "set", "rishi", *SPACE, "--role", "admin")
    said = refused(terminal, "user", "deactivate", "rishi", *SPACE)
    assert "only active admin" in said
