"""Backups: one file with the rows of every table and the files of the data folder.

A backup is a tar with gzip. Its members, in this order:

- ``about.json``: what it is of (`About`).
- ``rows/<table>/<n>.jsonl``: rows, one a line, as JSON lists in the order of the table's columns;
  bytes are base64. A table takes as many members as it needs, numbered from 1.
- ``files/<folder>/<name>``: the data folder's recordings, messages and attachments.
- ``manifest.jsonl``: a line for each member above (`Member`).
- ``end.json``: what there is in all, and the manifest's own checksum (`End`). Without it the file
  is cut off.

Neither side holds more than one member with rows in memory.
"""

from dockline.services.backup.checking import check
from dockline.services.backup.form import About, BackupBroken, BackupRefused, End
from dockline.services.backup.making import Made, make
from dockline.services.backup.restoring import Restored, restore

__all__ = [
    "About",
    "BackupBroken",
    "BackupRefused",
    "End",
    "Made",
    "Restored",
    "check",
    "make",
    "restore",
]
