"""``dockline audit verify`` and ``dockline audit export``"""

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from dockline.domain.ids import SpaceId
from dockline.ports.store import AppendAudit, AuditEntry
from dockline.services import audit_log
from tests.support.cli import LEAP, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    entries = [
        AuditEntry(float(n), LEAP, "token:s\u00f6ren", "lead.pushed", {"b": n, "a": ["\u00e9"]})
        for n in range(5)
    ]
    failed = AuditEntry(9.0, SpaceId(""), "address:192.0.2.1", "sign-in.failed", {"login": "x"})
    writes = [AppendAudit(entry) for entry in (*entries, failed)]
    terminal.do(terminal.store.commit(writes))
    return terminal


def fails(terminal: Terminal, *words: str) -> str:
    code, _, error = terminal.run(*words)
    assert code == 1
    return error


def count(terminal: Terminal) -> int:
    heads = {head.space_id: head.seq for head in terminal.do(terminal.store.audit_heads())}
    return heads[LEAP]


def test_a_log_that_is_whole(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    told = terminal.says("audit", "verify")
    assert f"leap: {count(terminal)} entries are as they were written." in told
    assert "no space (sign-ins with unknown names): 1 entries are" in told
    monkeypatch.setattr(audit_log, "SLICE", 2)
    assert terminal.says("audit", "verify", "--cloud", "leap").splitlines() == [
        f"leap: {count(terminal)} entries are as they were written."
    ]


def test_the_log_of_a_space_that_is_not_there_is_neither_whole_nor_empty(
    terminal: Terminal,
) -> None:
    for command in ("verify", "export"):
        told = fails(terminal, "audit", command, "--cloud", "laep")
        assert told == "cloud_id: There is no space “laep”.\n"


def test_an_entry_that_was_changed_is_told(terminal: Terminal) -> None:
    last = count(terminal)
    lines = terminal.store._audit
    changed = next(line for line in lines.values() if (line.space_id, line.seq) == (LEAP, last - 1))
    lines[changed.entry_id] = replace(changed, actor="somebody else")
    told = fails(terminal, "audit", "verify", "--cloud", "leap")
    assert f"leap: entry {last - 1} is not as it was written. It was changed." in told


def test_an_export_is_verified_without_the_database(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    file.write_text(terminal.says("audit", "export", "--cloud", "leap"))
    lines = file.read_bytes().splitlines()
    assert len(lines) == count(terminal)
    last = msgspec.json.decode(lines[-1])
    assert last["detail"] == {"b": 4, "a": ["\u00e9"]}
    assert (last["actor"], last["time"]) == ("token:s\u00f6ren", "1970-01-01T00:00:04.000Z")
    told = terminal.says("audit", "verify", "--file", str(file))
    assert f"{len(lines)} entries are as they were written." in told
    for wrong, why in (
        (lines[:3] + lines[4:], "Number 4 is missing"),
        ([*lines[:3], lines[3].replace(b'"actor":"', b'"actor":"x'), *lines[4:]], "It was changed"),
        ([*lines[:-1], lines[-1].replace(b'"b":4', b'"b":5')], "Its detail was changed"),
        ([*lines[:2], b"nonsense"], "Line 3 is no entry of an audit log"),
    ):
        file.write_bytes(b"\n".join(wrong))
        assert why in fails(terminal, "audit", "verify", "--file", str(file))
    assert "No such file" in fails(terminal, "audit", "verify", "--file", str(tmp_path / "none"))
