"""How functions are compiled to machine code, and where that is kept."""

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])
_numba: Final[Any] = numba  # it is typed in part alone


def compiled(function: Function) -> Function:
    """For functions that compiled ones call: compiled with them."""
    return _compiled(function, None)


def compiled_for(*examples: object) -> Callable[[Function], Function]:
    """For a function that Python calls: compiled for arguments of the types of these `examples`
    when it is imported, so that no decision waits for the compiler. It takes no others."""
    types = tuple(_numba.typeof(example) for example in examples)
    return lambda function: _compiled(function, types)


def _compiled(function: Function, types: tuple[object, ...] | None) -> Function:
    place, config = kept_in(), _numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, str(place or "")
    try:
        made = _numba.njit(types, cache=place is not None, error_model="numpy")(function)
    finally:
        config.CACHE_DIR = before
    return cast(Function, made)


@cache
def kept_in() -> Path | None:
    """The folder for what was compiled from just these sources: the compiler itself would not
    notice that a function called from another file has changed. None where there is none: then it
    is compiled each time."""
    here = Path(__file__).parent
    return place_for(here / "__pycache__" / name_of(here, here.parent), user_cache())


def name_of(*folders: Path) -> str:
    """Another one whenever a source in these folders is another."""
    sources = sorted(source for folder in folders for source in folder.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def user_cache() -> Path | None:
    """None for a user without a home."""
    base = os.environ.get("XDG_CACHE_HOME")
    with suppress(RuntimeError):
        return (Path(base) if base else Path.home() / ".cache") / "dockline"
    return None


def place_for(beside: Path, user: Path | None) -> Path | None:
    """The folder `beside` the source. Where that cannot be written, since who installed it is
    somebody else, one of the same name in `user`'s cache, or of this process alone. The compiler
    takes nothing from where it cannot write: so what is there is copied."""
    with suppress(OSError):
        beside.mkdir(parents=True, exist_ok=True)
    if os.access(beside, os.W_OK):
        return beside
    with suppress(OSError):
        if user is not None and _copied(beside, user / beside.name):
            return user / beside.name
    with suppress(OSError):
        if beside.is_dir():
            own = Path(tempfile.mkdtemp(prefix="dockline-compiled-"))
            atexit.register(shutil.rmtree, own, ignore_errors=True)
            if _copied(beside, own / beside.name):
                return own / beside.name
    return None


def _copied(beside: Path, folder: Path) -> bool:
    """Whether it is there and can be written. It comes whole or not at all: others may be at the
    same. Raises OSError."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as apart:
            copy = Path(apart) / folder.name
            copy.mkdir()
            for file in beside.rglob("*.nb[ci]"):
                to = copy / file.relative_to(beside)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, to)
            with suppress(OSError):  # somebody else was quicker
                copy.rename(folder)
    return os.access(folder, os.W_OK)
