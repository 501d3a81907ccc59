"""Finished files of the data folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PART: Final = ".part"
_KNOWN: Final = ".json"
ATTACHMENTS: Final = "attachments"


def finished(folder: Path, *, name: str) -> Iterator[str]:
    """Paths below a folder, of what is there now. ``name``: the folder's in the backup.

    What is not finished is left out: names that begin with a dot or end in ``.part``, and
    attachments without what is known of them beside them, which is written last. A folder that is
    not there has none. Raises OSError."""
    for path, names in _folders(folder, ""):
        if name != ATTACHMENTS:
            yield from (path + one for one in names)
            continue
        for one in names:
            # The file was there before, so it is now, whether it was listed or not.
            if one.endswith(_KNOWN):
                yield path + one.removesuffix(_KNOWN)
                yield path + one


def size_of(folder: Path, *, name: str) -> int:
    """Bytes of them together, about."""
    total = 0
    for path in finished(folder, name=name):
        try:
            total += os.lstat(folder / path).st_size
        except FileNotFoundError:
            continue
    return total


def anything(folder: Path) -> int:
    """How many files there are below a folder, finished or not. Raises OSError."""
    if not folder.is_dir():
        return int(folder.exists())
    return sum(len(files) for _, _, files in os.walk(folder, onerror=_raise))


def _folders(folder: Path, below: str) -> Iterator[tuple[str, list[str]]]:
    """Each with its path (empty, or with a slash at its end) and the names of its files."""
    names, deeper = [], []
    try:
        with os.scandir(folder / below) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.endswith(_PART):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    deeper.append(entry.name)
                elif entry.is_file(follow_symlinks=False):
                    names.append(entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    yield below, sorted(names)
    for one in sorted(deeper):
        yield from _folders(folder, f"{below}{one}/")


def _raise(error: OSError) -> None:
    raise error
