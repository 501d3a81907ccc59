"""Finding Asterisk, or fetching a private one, without being root.

A system-wide Asterisk of version 20 or newer that carries every module we load is used as it is.
Otherwise the distribution's own packages are fetched with apt into a private state, so that
apt's signature checking stands and nothing of the system is touched: the mirror comes from the
machine's apt configuration and the keyring from the machine. They are unpacked, pruned to the
closure of what we load, and put in place by one rename.

    place/
      asterisk-<version>-<architecture>/
        manifest.json     version, packages with their checksums, files with their checksums
        root/usr/...

The private Asterisk is started through its own loader, so the host's libc does not matter.
"""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dockline.adapters.asterisk.apt import FetchFailed, Packages, fetch
from dockline.adapters.asterisk.modules import ALL_MODULES
from dockline.adapters.asterisk.process import open_to_all
from dockline.adapters.asterisk.tree import (
    Installation,
    TreeDamaged,
    describe_tree,
    prune,
    read_tree,
)

Progress = Callable[[str, float | None], None]
"""Told the step under way and how much of it is done, 0 to 1; None where that is not known."""

OLDEST_MAJOR: Final = 20
PACKAGES: Final = ("asterisk", "asterisk-modules", "asterisk-core-sounds-en-gsm")
SUITES: Final = ("testing", "unstable")
_VERSION: Final = re.compile(r"Asterisk (?P<full>(?P<major>\d+)\.[^\s]+)")
_SYSTEM_MODULES: Final = (
    "/usr/lib/*/asterisk/modules",
    "/usr/lib/asterisk/modules",
    "/usr/lib64/asterisk/modules",
    "/usr/local/lib/asterisk/modules",
)
_SYSTEM_DATA: Final = ("/usr/share/asterisk", "/var/lib/asterisk", "/usr/local/share/asterisk")


class InstallFailed(Exception):
    """Asterisk could be neither found nor fetched; the message says why and what to do."""


def install(
    place: Path | None = None,
    *,
    suites: tuple[str, ...] = SUITES,
    system: bool = True,
    progress: Progress | None = None,
) -> Installation:
    """The Asterisk to use: the system's, the one already fetched, or one fetched now.

    ``place`` is the folder that holds private installations (`default_place` where it is None);
    ``suites`` are tried in turn on Debian. Safe to call again, from several processes at once,
    and after a run that was interrupted. Takes about half a minute when it has to fetch.

    Raises InstallFailed.
    """
    tell = progress or _silent
    if system:
        found, why_not = find_system()
        if found is not None:
            return found
        if why_not:
            tell(why_not, None)
    place = place or default_place()
    place.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(place):
        _sweep(place)
        kept = find_private(place)
        if kept is not None:
            return kept
        return _fetch_any(place, suites, tell)


def find(place: Path | None = None, *, system: bool = True) -> Installation | None:
    """What `install` would use, without fetching anything."""
    found = find_system()[0] if system else None
    return found or find_private(place or default_place())


def default_place() -> Path:
    """``$XDG_CACHE_HOME/dockline/asterisk`` or ``~/.cache/dockline/asterisk``.

    As root the engine runs as an unprivileged user, who cannot look into root's home on most
    machines: then it is ``/var/cache/dockline/asterisk``.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    cache = Path(base) if base else Path.home() / ".cache"
    if os.geteuid() == 0 and not open_to_all(cache):
        cache = Path("/var/cache")
    return cache / "dockline" / "asterisk"


def find_private(place: Path) -> Installation | None:
    """The newest installation in ``place`` whose files are all as its manifest says."""
    for manifest in sorted(
        place.glob("asterisk-*/manifest.json"), key=lambda m: m.stat().st_mtime, reverse=True
    ):
        try:
            return read_tree(manifest.parent)
        except TreeDamaged:
            shutil.rmtree(manifest.parent, ignore_errors=True)
    return None


def find_system() -> tuple[Installation | None, str]:
    """The system's Asterisk, or None and the reason why the one that is there will not do.

    The reason is empty where there is none at all.
    """
    program = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        return None, ""
    said = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stdout
    version = _VERSION.search(said)
    if version is None:
        return None, f"{program} does not tell its version; not used"
    if int(version["major"]) < OLDEST_MAJOR:
        return None, f"the system's Asterisk {version['full']} is older than {OLDEST_MAJOR}"
    modules = _first_folder(_SYSTEM_MODULES, "res_ari.so")
    data = _first_folder(_SYSTEM_DATA, "sounds")
    if modules is None or data is None:
        return None, f"the modules or sounds of the system's Asterisk {version['full']} are away"
    missing = [name for name in ALL_MODULES if not (modules / f"{name}.so").exists()]
    if missing:
        return None, f"the system's Asterisk {version['full']} has no {', '.join(missing)}"
    return Installation((program,), version["full"], modules, data, "system"), ""


def _first_folder(patterns: tuple[str, ...], holding: str) -> Path | None:
    for pattern in patterns:
        for folder in sorted(Path("/").glob(pattern.lstrip("/"))):
            if (folder / holding).exists():
                return folder
    return None


def _fetch_any(place: Path, suites: tuple[str, ...], tell: Progress) -> Installation:
    failures = []
    for suite in suites:
        with tempfile.TemporaryDirectory(prefix=".new-", dir=place) as work:
            try:
                packages = fetch(Path(work), suite, PACKAGES, tell)
            except FetchFailed as failed:
                failures.append(f"{suite}: {failed}")
                continue
            return _unpack(place, Path(work), packages, tell)
    raise InstallFailed(
        "Asterisk could not be fetched (" + "; ".join(failures) + "). Install Asterisk "
        f"{OLDEST_MAJOR} or newer with your system's package tool, or see that apt-get can reach "
        "its mirror, and try again."
    )


def _unpack(place: Path, work: Path, packages: Packages, tell: Progress) -> Installation:
    tree = work / "tree"
    root = tree / "root"
    root.mkdir(parents=True)
    for done, package in enumerate(packages.files):
        tell("Unpacking", done / len(packages.files))
        _run(["dpkg-deb", "-x", str(package), str(root)])
    tell("Keeping only what is needed", None)
    try:
        prune(root)
        home = describe_tree(tree, packages)
    except TreeDamaged as damaged:
        raise InstallFailed(f"the fetched Asterisk is of no use: {damaged}") from damaged
    final = place / home
    shutil.rmtree(final, ignore_errors=True)
    tree.chmod(0o755)
    tree.rename(final)
    place.chmod(place.stat().st_mode | 0o055)
    tell("Installed", 1.0)
    return read_tree(final)


def _run(command: list[str]) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise InstallFailed(f"{command[0]} failed: {ran.stderr.strip()[-500:]}")


@contextmanager
def _one_at_a_time(place: Path) -> Iterator[None]:
    """Two installers of the same place wait for each other; the second finds the first's work."""
    with (place / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sweep(place: Path) -> None:
    """Take away what an interrupted run left. Called with the lock held."""
    for left in place.glob(".new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _silent(step: str, fraction: float | None) -> None:
    """For callers who asked for no progress."""
