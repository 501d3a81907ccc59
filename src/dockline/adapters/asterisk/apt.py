"""Fetching packages with the machine's own apt, in a private state.

Nothing of the system's package database is read for the answer or written: an empty status file
makes apt fetch the whole closure, and its lists and archives live in a folder of ours. Signatures
are checked as always. ``Acquire::Check-Valid-Until=false`` loses only freshness: a mirror's
Release file of a moving suite may be past its date.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

_KEYRINGS: Final = {
    "debian": "/usr/share/keyrings/debian-archive-keyring.gpg",
    "ubuntu": "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
}
_COMPONENTS: Final = {"debian": "main", "ubuntu": "main universe"}
_TIMEOUT: Final = 600


class FetchFailed(Exception):
    """apt could not fetch the packages; the message is its own."""


class Packages(Struct, frozen=True):
    """What was fetched."""

    files: tuple[Path, ...]
    suite: str
    architecture: str
    checksums: dict[str, str]
    """SHA-256 of each package file, by file name."""


class Mirror(Struct, frozen=True):
    """Where this machine's apt takes its packages from."""

    uri: str
    distribution: str
    """``debian`` or ``ubuntu``."""
    codename: str
    """The machine's own release."""


def fetch(
    work: Path, suite: str, names: tuple[str, ...], tell: Callable[[str, float | None], None]
) -> Packages:
    """Download ``names`` and all they depend on from ``suite`` into ``work``.

    On Ubuntu the machine's own release is used whatever ``suite`` says, for Asterisk is native
    there. Raises FetchFailed.
    """
    for tool in ("apt-get", "dpkg-deb", "dpkg"):
        if shutil.which(tool) is None:
            raise FetchFailed(f"this machine has no {tool}")
    mirror = machine_mirror()
    taken = suite if mirror.distribution == "debian" else mirror.codename
    architecture = _ask(["dpkg", "--print-architecture"]).strip()
    config = _write_state(work, mirror, taken, architecture)
    tell(f"Reading the package lists of {mirror.distribution} {taken}", None)
    _apt(config, ["update"], None)
    tell("Downloading Asterisk", 0.0)
    _apt(
        config,
        ["--yes", "--download-only", "install", *names],
        lambda part: tell("Downloading Asterisk", part),
    )
    files = tuple(sorted((work / "cache" / "archives").glob("*.deb")))
    if not files:
        raise FetchFailed("apt fetched no package")
    sums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return Packages(files, taken, architecture, sums)


def machine_mirror() -> Mirror:
    """The mirror named first in the machine's apt configuration for its own distribution.

    Raises FetchFailed where it names none.
    """
    release = dict(
        line.split("=", 1)
        for line in Path("/etc/os-release").read_text().splitlines()
        if "=" in line
    )
    distribution = release.get("ID", "").strip('"')
    if distribution not in _KEYRINGS:
        distribution = "ubuntu" if "ubuntu" in release.get("ID_LIKE", "") else "debian"
    told = _ask(
        ["apt-get", "indextargets", "--format", "$(CREATED_BY) $(COMPONENT) $(RELEASE) $(REPO_URI)"]
    )
    for line in told.splitlines():
        kind, component, codename, uri = [*line.split(" ", 3), "", "", ""][:4]
        if kind != "Packages" or component != "main" or "security" in codename + uri:
            continue
        if uri.rstrip("/").endswith(distribution):
            return Mirror(uri, distribution, release.get("VERSION_CODENAME", codename).strip('"'))
    raise FetchFailed(f"this machine's apt configuration names no {distribution} mirror")


def _write_state(work: Path, mirror: Mirror, suite: str, architecture: str) -> Path:
    for folder in ("state/lists/partial", "cache/archives/partial", "dpkg"):
        (work / folder).mkdir(parents=True)
    (work / "dpkg" / "status").touch()
    keyring = Path(_KEYRINGS[mirror.distribution])
    signed = f"Signed-By: {keyring}\n" if keyring.exists() else ""
    (work / "mirror.sources").write_text(
        f"Types: deb\nURIs: {mirror.uri}\nSuites: {suite}\n"
        f"Components: {_COMPONENTS[mirror.distribution]}\nArchitectures: {architecture}\n{signed}"
    )
    outer = os.environ.get("APT_CONFIG")
    included = f'#include "{outer}";\n' if outer else ""
    config = work / "apt.conf"
    config.write_text(
        f"{included}"
        f'Dir::State "{work}/state/";\n'
        f'Dir::State::status "{work}/dpkg/status";\n'
        f'Dir::Cache "{work}/cache/";\n'
        f'Dir::Etc::sourcelist "{work}/mirror.sources";\n'
        'Dir::Etc::sourceparts "/dev/null";\n'
        'Dir::Etc::preferences "/dev/null";\n'
        'Dir::Etc::preferencesparts "/dev/null";\n'
        'APT::Sandbox::User "";\n'
        'APT::Install-Recommends "0";\n'
        'Debug::NoLocking "1";\n'
        'Acquire::Check-Valid-Until "false";\n'
        'Acquire::Languages "none";\n'
        'Acquire::Retries "3";\n'
    )
    return config


def _apt(config: Path, words: list[str], part: Callable[[float], None] | None) -> None:
    """Run apt-get with our configuration, telling how much of a download is done."""
    env = {
        **os.environ,
        "APT_CONFIG": str(config),
        "LC_ALL": "C",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    with subprocess.Popen(
        ["timeout", str(_TIMEOUT), "apt-get", "--quiet", "-o", "APT::Status-Fd=1", *words],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as apt:
        assert apt.stdout is not None
        tail: list[str] = []
        for line in apt.stdout:
            if not line.startswith("dlstatus:"):
                tail = [*tail[-5:], line.strip()]
            elif part is not None:
                part(float(line.split(":")[2]) / 100)
    complaints = [line for line in tail if line.startswith(("E:", "W:"))]
    # "apt-get update" ends with 0 and a warning where a list could not be fetched.
    if apt.returncode != 0 or any("Failed to fetch" in line for line in complaints):
        raise FetchFailed("; ".join(complaints or tail[-2:]) or f"apt-get ended {apt.returncode}")


def _ask(command: list[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise FetchFailed(f"{command[0]}: {ran.stderr.strip()[-300:]}")
    return ran.stdout
