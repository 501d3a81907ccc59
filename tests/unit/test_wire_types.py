"""The dock's TypeScript types are those of the Python structs."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from msgspec import Struct, inspect

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "wire_types.py"


@pytest.fixture
def wire_types(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    import importlib

    return importlib.import_module("wire_types")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )


def test_the_written_file_is_up_to_date() -> None:
    done = run("--check")
    assert done.returncode == 0, done.stderr


def test_a_stale_file_is_told_and_left_alone(tmp_path: Path) -> None:
    stale = tmp_path / "wire.ts"
    stale.write_text("export type AnyFact = never;\n")
    done = run("--check", "--pages", str(tmp_path))
    assert done.returncode == 1
    assert "stale" in done.stderr
    assert stale.read_text() == "export type AnyFact = never;\n"


def test_the_same_structs_give_the_same_text(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert run("--pages", str(first)).returncode == 0
    assert run("--pages", str(second)).returncode == 0
    for name in ("wire.ts", "admin/wire.ts"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    assert run("--check", "--pages", str(first)).returncode == 0


def test_every_fact_is_in_the_union_under_its_tag(wire_types: ModuleType) -> None:
    from dockline.domain.facts import AnyFact

    text = wire_types.render()
    union = text.split("export type AnyFact =", 1)[1].split(";", 1)[0]
    for fact in AnyFact.__args__:
        assert f"| {fact.__name__}\n" in f"{union}\n"
        block = text.split(f"export interface {fact.__name__} {{", 1)[1].split("}", 1)[0]
        assert f'readonly type: "{fact.__struct_config__.tag}";' in block


class Box(Struct, tag="box"):
    known: tuple[str, ...]
    either: int | str | None
    size: float = 0.0


def test_shapes(wire_types: ModuleType) -> None:
    shape = inspect.type_info(Box)
    whole = wire_types._struct(shape, may_leave_out=False)
    assert "readonly known: readonly string[];" in whole
    assert "readonly either: number | string | null;" in whole
    assert "readonly size: number;" in whole
    assert "readonly size?: number;" in wire_types._struct(shape, may_leave_out=True)


def test_an_unknown_kind_is_refused(wire_types: ModuleType) -> None:
    with pytest.raises(TypeError, match="no TypeScript"):
        wire_types.written(inspect.type_info(bytes))
