"""``dockline user operator``."""

from pathlib import Path

import pytest

from tests.support.cli import LEAP, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def audited(terminal: Terminal) -> list[tuple[str, dict[str, str]]]:
    entries = terminal.do(terminal.store.audit(LEAP, limit=10))
    return [(one.action, one.detail) for one in entries if one.action.startswith("operator.")]


def test_an_operator_is_made_and_ended(terminal: Terminal) -> None:
    told = terminal.says("user", "operator", "rishi@leap", "--on")
    assert told == "rishi@leap is an operator of this server.\n"
    (user,) = terminal.do(terminal.store.users(LEAP))
    assert user.operator
    # Once more changes nothing, and is no line of the audit log.
    terminal.says("user", "operator", "rishi", "--on")
    assert audited(terminal) == [("operator.made", {"login": "rishi"})]
    assert terminal.says("user", "operator", "rishi@leap", "--off") == (
        "rishi@leap is no operator.\n"
    )
    (user,) = terminal.do(terminal.store.users(LEAP))
    assert not user.operator
    assert audited(terminal)[0] == ("operator.ended", {"login": "rishi"})


def test_who_is_nobody_becomes_none(terminal: Terminal) -> None:
    code, out, err = terminal.run("user", "operator", "nobody@leap", "--on")
    assert (code, out) == (1, "")
    assert "There is no such user." in err
    code, _, err = terminal.run("user", "operator", "rishi@leap")
    assert code == 2
    assert "--on" in err
    assert audited(terminal) == []
