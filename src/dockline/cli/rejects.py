"""Rows of a table that could not be taken, in a file of their own."""

from pathlib import Path

from dockline.services.rejects import Rejects
from dockline.services.table_files import writing


def write_rejects(rejects: Rejects, path: Path) -> None:
    """At the end, so that a file of an earlier import is not left to mislead."""
    if not len(rejects):
        path.unlink(missing_ok=True)
        return
    with writing(path) as writer:
        rejects.write(writer)
