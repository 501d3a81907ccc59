"""The installation in use, looked at closely."""

import msgspec
import pytest

from dockline.adapters.asterisk import install, tree
from dockline.adapters.asterisk.modules import ALL_MODULES
from dockline.adapters.asterisk.tree import Installation

pytestmark = pytest.mark.engine


def test_what_is_installed_is_all_that_is_needed(installation: Installation) -> None:
    assert int(installation.version.split(".")[0]) >= install.OLDEST_MAJOR
    assert all((installation.modules / f"{name}.so").exists() for name in ALL_MODULES)
    assert (installation.data / "sounds/en/hello.gsm").exists()


def test_installing_again_changes_nothing(installation: Installation) -> None:
    assert install.install() == installation
    assert install.find() == installation


def test_the_private_one_is_small_and_described(installation: Installation) -> None:
    home = installation.modules
    while home.name != "root" and home != home.parent:
        home = home.parent
    if installation.source == "system":
        assert home == home.parent
        return
    manifest = msgspec.json.decode((home.parent / "manifest.json").read_bytes())
    assert manifest["version"] == installation.version
    assert any(name.startswith("asterisk_") for name in manifest["packages"])
    assert all(len(checksum) == 64 for checksum in manifest["packages"].values())
    assert sum((home / name).stat().st_size for name in manifest["files"]) < 80e6
    assert tree.read_tree(home.parent) == installation
