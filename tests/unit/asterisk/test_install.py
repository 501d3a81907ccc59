"""Installing: what is there is used, what is damaged is fetched again, failures say what to do."""

import os
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dockline.adapters.asterisk import apt, install, tree
from dockline.adapters.asterisk.apt import FetchFailed, Packages
from dockline.adapters.asterisk.modules import ALL_MODULES


def plant(place: Path, version: str = "22.1.0", name: str = "asterisk-22.1.0-amd64") -> Path:
    """A small installation whose manifest is right."""
    home = place / name
    library = home / "root/usr/lib/x86_64-linux-gnu"
    modules = library / "asterisk/modules"
    modules.mkdir(parents=True)
    (library / "ld-linux-x86-64.so.2").write_text("loader")
    (modules / "res_ari.so").write_text("ari")
    root = home / "root"
    files = {
        str(path.relative_to(root)): tree._sum(path) for path in root.rglob("*") if path.is_file()
    }
    manifest: dict[str, Any] = {
        "version": version,
        "suite": "testing",
        "architecture": "amd64",
        "packages": {},
        "files": files,
        "links": {},
    }
    (home / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    return home


def no_fetch(*_: Any) -> Packages:
    raise FetchFailed("no mirror")


def test_one_that_is_there_is_used_as_it_is(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(install, "fetch", no_fetch)
    plant(tmp_path)
    found = install.install(tmp_path, system=False)
    assert found.version == "22.1.0"
    assert found.source == "private"
    assert found.command[0].endswith("ld-linux-x86-64.so.2")
    assert install.find(tmp_path, system=False) == found


def test_a_damaged_one_is_not_used(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(install, "fetch", no_fetch)
    home = plant(tmp_path)
    (home / "root/usr/lib/x86_64-linux-gnu/asterisk/modules/res_ari.so").write_text("evil")
    with pytest.raises(install.InstallFailed, match="testing: no mirror; unstable: no mirror"):
        install.install(tmp_path, system=False)
    assert not home.exists()


def test_what_an_interrupted_run_left_is_swept(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(install, "fetch", no_fetch)
    half = tmp_path / ".new-abc" / "tree"
    half.mkdir(parents=True)
    plant(tmp_path)
    install.install(tmp_path, system=False)
    assert not half.exists()


def test_the_next_suite_is_tried(tmp_path: Path, monkeypatch: Any) -> None:
    tried: list[str] = []

    def only_unstable(work: Path, suite: str, names: Any, tell: Any) -> Packages:
        tried.append(suite)
        if suite != "unstable":
            raise FetchFailed("nothing there")
        return Packages((), suite, "amd64", {})

    def planted(place: Path, work: Path, packages: Packages, tell: Any) -> tree.Installation:
        return tree.read_tree(plant(place))

    monkeypatch.setattr(install, "fetch", only_unstable)
    monkeypatch.setattr(install, "_unpack", planted)
    assert install.install(tmp_path, system=False).version == "22.1.0"
    assert tried == ["testing", "unstable"]
    assert not list(tmp_path.glob(".new-*"))


def test_a_failure_says_what_to_do(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(install, "fetch", no_fetch)
    with pytest.raises(install.InstallFailed, match="Install Asterisk 20 or newer"):
        install.install(tmp_path, system=False)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Asterisk 18.10.0~dfsg", "older than 20"),
        ("no version", "does not tell its version"),
        ("Asterisk 22.2.0", "away"),
    ],
)
def test_a_system_asterisk_that_will_not_do_is_named(
    tmp_path: Path, monkeypatch: Any, said: str, why: str
) -> None:
    program = tmp_path / "asterisk"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(install, "_SYSTEM_MODULES", (f"{tmp_path}/none",))
    found, reason = install.find_system()
    assert found is None
    assert why in reason


def test_a_system_asterisk_that_will_do_is_used(tmp_path: Path, monkeypatch: Any) -> None:
    program = tmp_path / "asterisk"
    program.write_text("#!/bin/sh\necho 'Asterisk 22.5.1'\n")
    program.chmod(0o755)
    modules, data = tmp_path / "modules", tmp_path / "data"
    modules.mkdir()
    (data / "sounds").mkdir(parents=True)
    for name in ALL_MODULES:
        (modules / f"{name}.so").touch()
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(install, "_SYSTEM_MODULES", (str(modules),))
    monkeypatch.setattr(install, "_SYSTEM_DATA", (str(data),))
    monkeypatch.setattr(install, "fetch", no_fetch)
    found = install.install(tmp_path / "place")
    assert (found.source, found.version, found.modules) == ("system", "22.5.1", modules)
    (modules / "res_websocket_client.so").unlink()
    assert "has no res_websocket_client" in install.find_system()[1]


def test_the_place_is_in_the_users_cache(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert install.default_place() == tmp_path / "cache" / "dockline" / "asterisk"


def test_roots_private_cache_is_no_place_for_an_unprivileged_engine(
    tmp_path: Path, monkeypatch: Any
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert install.default_place() == Path("/var/cache/dockline/asterisk")


def test_the_mirror_is_the_machines_own(monkeypatch: Any) -> None:
    told = (
        "Translations main trixie http://mirror.invalid/debian/\n"
        "Packages main trixie-security http://mirror.invalid/debian-security/\n"
        "Packages main trixie http://mirror.invalid/third-party/\n"
        "Packages main trixie http://mirror.invalid/debian/\n"
    )
    monkeypatch.setattr(apt, "_ask", lambda _: told)
    monkeypatch.setattr(Path, "read_text", lambda _: 'ID=debian\nVERSION_CODENAME="trixie"\n')
    assert apt.machine_mirror() == apt.Mirror("http://mirror.invalid/debian/", "debian", "trixie")
    monkeypatch.setattr(apt, "_ask", lambda _: "")
    with pytest.raises(FetchFailed, match="names no debian mirror"):
        apt.machine_mirror()


def test_apt_is_given_a_state_of_its_own(tmp_path: Path, monkeypatch: Any) -> None:
    outer = tmp_path / "outer.conf"
    monkeypatch.setenv("APT_CONFIG", str(outer))
    mirror = apt.Mirror("http://mirror.invalid/debian/", "debian", "trixie")
    text = apt._write_state(tmp_path, mirror, "testing", "amd64").read_text()
    assert f'#include "{outer}";' in text
    assert f'Dir::State::status "{tmp_path}/dpkg/status";' in text
    assert 'Acquire::Check-Valid-Until "false";' in text
    assert "AllowUnauthenticated" not in text
    assert "trusted" not in (tmp_path / "mirror.sources").read_text()


def test_a_machine_without_apt_is_told_so(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(FetchFailed, match="this machine has no apt-get"):
        apt.fetch(tmp_path, "testing", ("asterisk",), lambda *_: None)
