"""A private installation on disk: what of it is kept, how it is described and checked."""

import hashlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from dockline.adapters.asterisk.apt import Packages
from dockline.adapters.asterisk.modules import ALL_MODULES

MANIFEST: Final = "manifest.json"
_DATA_KEPT: Final = ("documentation", "rest-api", "sounds")
"""Without its documentation Asterisk refuses the types of its own configuration and ends."""
_LOADED_LATE: Final = ("libgcc_s.so.1",)
"""Libraries that libc itself opens at run time (pthread_cancel), so no listing shows them."""


class TreeDamaged(Exception):
    """The installation is not what its manifest says."""


class Installation(Struct, frozen=True):
    """An Asterisk that can be started."""

    command: tuple[str, ...]
    """The words before Asterisk's own options."""
    version: str
    modules: Path
    data: Path
    """``astdatadir``: holds ``sounds/en`` and ``rest-api``."""
    source: str
    """``system`` or ``private``."""


class _Manifest(Struct, frozen=True):
    version: str
    suite: str
    architecture: str
    packages: dict[str, str]
    files: dict[str, str]
    links: dict[str, str]


def library_folder(root: Path) -> Path:
    """The multiarch folder that holds the loader. Raises TreeDamaged where there is none."""
    for loader in sorted(root.glob("usr/lib/*-linux-*/ld-linux*.so.*")):
        return loader.parent
    raise TreeDamaged("no loader in the unpacked packages")


def command_of(root: Path) -> tuple[str, ...]:
    """How the Asterisk in ``root`` is started: through its own loader, with its own libraries."""
    folder = library_folder(root)
    loader = next(iter(sorted(folder.glob("ld-linux*.so.*"))))
    path = f"{folder}:{folder / 'asterisk'}"
    program = root / "usr/sbin/asterisk"
    return (str(loader), "--library-path", path, "--argv0", "asterisk", str(program))


def prune(root: Path) -> None:
    """Keep the program, the listed modules, the libraries these need, and the sounds."""
    folder = library_folder(root)
    modules = [folder / "asterisk/modules" / f"{name}.so" for name in ALL_MODULES]
    missing = [module.stem for module in modules if not module.exists()]
    if missing:
        raise TreeDamaged(f"the packages lack {', '.join(missing)}")
    program = root / "usr/sbin/asterisk"
    kept = {program, *modules, *_libraries(root, [program, *modules])}
    kept |= {path.resolve() for path in folder.glob("ld-linux*.so.*")}
    kept |= {path for path in kept for path in (path, path.resolve())}
    data = root / "usr/share/asterisk"
    for path in _walk(root):
        if path.is_relative_to(data) and path.relative_to(data).parts[0] in _DATA_KEPT:
            continue
        if path not in kept and not (path.is_symlink() and path in kept):
            path.unlink()
    _tidy_data(data)
    for inner, _, _ in os.walk(root, topdown=False):
        if not os.listdir(inner):
            os.rmdir(inner)


def _libraries(root: Path, programs: Iterable[Path]) -> set[Path]:
    """Every library of the tree that these files are linked with, links included."""
    folder = library_folder(root)
    loader = next(iter(sorted(folder.glob("ld-linux*.so.*"))))
    found = {folder / name for name in _LOADED_LATE if (folder / name).exists()}
    for program in programs:
        listed = subprocess.run(
            [str(loader), "--library-path", f"{folder}:{folder / 'asterisk'}", "--list", program],
            capture_output=True,
            text=True,
            check=False,
        )
        for line in listed.stdout.splitlines():
            _, _, target = line.partition("=> ")
            path = Path(target.split(" (")[0].strip())
            if target and path.is_relative_to(root):
                found.add(path)
            elif "not found" in line and program.suffix != ".so":
                raise TreeDamaged(f"{program.name}: {line.strip()}")
    return found | {path.resolve() for path in found}


def _tidy_data(data: Path) -> None:
    """Drop links that point out of the tree, and call the English sounds ``en``."""
    sounds = data / "sounds"
    for path in sounds.iterdir():
        if path.is_symlink():
            path.unlink()
    english = next(iter(sorted(sounds.glob("en_*"))), None)
    if english is not None:
        (sounds / "en").symlink_to(english.name)


def describe_tree(tree: Path, packages: Packages) -> str:
    """Write the manifest of ``tree/root``; returns the folder name it should have."""
    root = tree / "root"
    said = subprocess.run(
        [*command_of(root), "-V"], capture_output=True, text=True, check=False
    ).stdout
    version = said.removeprefix("Asterisk ").strip()
    if not version:
        raise TreeDamaged("the unpacked Asterisk does not start")
    manifest = _Manifest(
        version,
        packages.suite,
        packages.architecture,
        packages.checksums,
        {str(p.relative_to(root)): _sum(p) for p in _walk(root) if not p.is_symlink()},
        {str(p.relative_to(root)): os.readlink(p) for p in _walk(root) if p.is_symlink()},
    )
    (tree / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return f"asterisk-{version.split('+')[0]}-{packages.architecture}"


def read_tree(tree: Path) -> Installation:
    """The installation in this folder, every file checked against the manifest (about 0.1 s).

    Raises TreeDamaged.
    """
    try:
        manifest = msgspec.json.decode((tree / MANIFEST).read_bytes(), type=_Manifest)
    except (OSError, msgspec.DecodeError) as unreadable:
        raise TreeDamaged(str(unreadable)) from unreadable
    root = tree / "root"
    for name, checksum in manifest.files.items():
        path = root / name
        if not path.is_file() or _sum(path) != checksum:
            raise TreeDamaged(f"{name} is not as it was unpacked")
    for name, target in manifest.links.items():
        if not (root / name).is_symlink() or os.readlink(root / name) != target:
            raise TreeDamaged(f"{name} is not as it was unpacked")
    return Installation(
        command_of(root),
        manifest.version,
        library_folder(root) / "asterisk/modules",
        root / "usr/share/asterisk",
        "private",
    )


def _walk(root: Path) -> list[Path]:
    """Every file and link below ``root``."""
    return [
        Path(folder) / name
        for folder, folders, files in os.walk(root)
        for name in (*files, *(f for f in folders if (Path(folder) / f).is_symlink()))
    ]


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
