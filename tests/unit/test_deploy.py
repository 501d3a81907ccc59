"""The files of ``deploy/``: as far as they can be read without systemd or a container engine."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from dockline.settings import Settings, load

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def unit() -> dict[str, list[str]]:
    """Of the service: each setting with its values."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "dockline.service").read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_the_unit_leaves_the_engine_of_a_server_that_died() -> None:
    told = unit()
    assert told["KillMode"] == ["process"]
    assert told["KillSignal"] == ["SIGTERM"]
    assert told["Restart"] == ["always"]
    assert told["AmbientCapabilities"] == told["CapabilityBoundingSet"] == ["CAP_NET_BIND_SERVICE"]
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictNamespaces"):
        assert told[name] == ["yes"]
    assert told["ProtectSystem"] == ["strict"]
    # What it may write, and where it looks for it.
    assert told["StateDirectory"] == told["CacheDirectory"] == ["dockline"]
    assert "DOCKLINE_DATA=/var/lib/dockline" in told["Environment"]
    assert "XDG_CACHE_HOME=/var/cache" in told["Environment"]


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "dockline.service").read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if line.startswith("[")] == ["[Unit]", "[Service]", "[Install]"]
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+=\S.*", line) for line in lines if line[0] != "[")
    tool = shutil.which("systemd-analyze")
    if tool is None:
        return  # what it would say beyond that is only known where it is
    # Of this machine, so that it is there; the rest as it is.
    text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text)
    text = re.sub(r"(?m)^(User|Group)=\S+", r"\1=daemon", text)
    file = tmp_path / "dockline.service"
    file.write_text(text)
    said = subprocess.run([tool, "verify", str(file)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "dockline.service" not in said.stderr, said.stderr


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text()
    text = re.sub(r"(?m)^\s*#.*\n", "", text).replace("\\\n", " ")
    return [
        (word.upper(), rest.strip())
        for line in text.splitlines()
        if line.strip()
        for word, _, rest in [line.partition(" ")]
    ]


def test_the_container_is_made_of_what_is_there() -> None:
    found = instructions()
    known = {
        *("ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE"),
        *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    assert {word for word, _ in found} <= known
    for rest in (rest for word, rest in found if word == "COPY"):
        if not rest.startswith("--from="):
            *sources, _ = shlex.split(rest)
            for source in sources:
                assert (ROOT / source).exists(), source
    images = [rest.partition("=")[2] for word, rest in found if word == "ARG"]
    assert images
    for image in images:
        # With a host in it, it would begin with a name that has a dot or a port.
        assert re.fullmatch(r"[a-z]+:[a-z0-9.-]+", image), image


def test_the_container_does_not_run_as_root_and_is_looked_after() -> None:
    found = dict(instructions())
    assert found["USER"] == "dockline"
    assert "/healthz" in found["HEALTHCHECK"]
    assert found["STOPSIGNAL"] == "SIGTERM"
    ends = [word for word, _ in instructions()]
    assert ends.index("USER") < ends.index("ENTRYPOINT")


def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return told


def test_compose_joins_a_server_and_a_database() -> None:
    told = compose()
    server, database = told["services"]["server"], told["services"]["database"]
    assert (DEPLOY / server["build"]["context"]).resolve() == ROOT
    assert (ROOT / server["build"]["dockerfile"]).is_file()
    assert server["network_mode"] == "host"
    assert server["depends_on"]["database"]["condition"] == "service_healthy"
    assert database["ports"] == ["127.0.0.1:5432:5432"]
    used = {one.partition(":")[0] for one in (*server["volumes"], *database["volumes"])}
    assert used == set(told["volumes"])
    for service in (server, database):
        assert not re.match(r"[^/]*\.[^/]*/", service["image"])


def settings_of(text: str) -> dict[str, str]:
    lines = (re.sub(r"^# (?=[A-Z_]+=)", "", line) for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def test_the_samples_name_settings_that_there_are() -> None:
    environment = settings_of((DEPLOY / "dockline.env.sample").read_text())
    settings = load(environment=environment)
    assert settings.engine.trunk.host == "sip.carrier.example"
    assert settings.engine.trunk.register
    assert settings.database_url.startswith("postgresql://")
    server = compose()["services"]["server"]["environment"]
    filled = {name: value.replace("${POSTGRES_PASSWORD}", "x") for name, value in server.items()}
    assert load(environment=filled).host == "127.0.0.1"
    inside = [rest for word, rest in instructions() if word == "ENV"]
    own = dict(one.split("=", 1) for one in shlex.split(inside[0]) if one.startswith("DOCKLINE_"))
    assert load(environment=own).data == Path("/var/lib/dockline")


def test_the_sample_of_the_settings_file_is_one(tmp_path: Path) -> None:
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / name).touch()
    text = (DEPLOY / "dockline.toml.sample").read_text()
    file = tmp_path / "dockline.toml"
    file.write_text(text.replace("/etc/dockline/", f"{tmp_path}/"))
    settings = load(file, environment={})
    assert isinstance(settings, Settings)
    assert (settings.port, settings.engine.sip_port) == (443, 5060)
