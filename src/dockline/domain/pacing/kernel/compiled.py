"""How functions are compiled to machine code, and where that is kept."""

import hashlib
import os
from collections.abc import Callable
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
    notice that a function called from another file has changed. Beside the source, or where that
    cannot be written in the user's cache; None where neither can: then it is compiled each time."""
    here = Path(__file__).parent
    sources = sorted([*here.glob("*.py"), *here.parent.glob("*.py")])
    made_of = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    user = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dockline"
    for place in (here / "__pycache__", user):
        try:
            folder = place / made_of[:16]
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None
