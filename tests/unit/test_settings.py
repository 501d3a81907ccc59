"""Settings from a file, variables and flags."""

from pathlib import Path

import pytest

from dockline.settings import Settings, SettingWrong, load


def test_the_defaults_serve_the_loopback_with_a_real_engine() -> None:
    settings = load(environment={})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.store) == ("127.0.0.1", 8080, "sqlite")
    assert settings.engine.kind == "asterisk"


def test_a_later_source_wins(tmp_path: Path) -> None:
    file = tmp_path / "dockline.toml"
    file.write_text(
        'port = 1\nhost = "0.0.0.0"\ntrusted_proxies = ["10.0.0.1"]\n'
        '[engine]\nrtp_first = 40000\nrtp_last = 40100\n[engine.trunk]\nhost = "sip.example"\n'
    )
    variables = {
        "DOCKLINE_PORT": "2",
        "DOCKLINE_ENGINE__TRUNK__PORT": "5080",
        "DOCKLINE_TRUSTED_PROXIES": "10.0.0.2, 10.0.0.3",
        "DOCKLINE_CONFIG": str(file),
        "HOME": "/",
    }
    settings = load(file, variables, {"port": 3, "data": Path("/srv/x"), "host": None})
    assert settings.port == 3
    assert settings.host == "0.0.0.0"
    assert settings.data == Path("/srv/x")
    assert settings.trusted_proxies == ("10.0.0.2", "10.0.0.3")
    assert (settings.engine.trunk.host, settings.engine.trunk.port) == ("sip.example", 5080)


def test_an_empty_variable_unsets(tmp_path: Path) -> None:
    assert load(environment={"DOCKLINE_LOG_FILE": ""}).log_file is None
    assert load(environment={"DOCKLINE_LOG_FILE": "x.log"}).log_file == Path("x.log")


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"DOCKLINE_PROT": "1"}, "DOCKLINE_PROT: there is no such setting"),
        ({"DOCKLINE_ENGINE__TRUNK__HOTS": "x"}, "DOCKLINE_ENGINE__TRUNK__HOTS"),
        ({"DOCKLINE_PORT__X": "1"}, "DOCKLINE_PORT__X"),
        ({"DOCKLINE_PORT": "many"}, "port: Expected `int`"),
        ({"DOCKLINE_PORT": "65536"}, "port: Expected `int` <= 65535"),
        ({"DOCKLINE_STORE": "paper"}, "store: "),
        ({"DOCKLINE_TLS_CERT": "a.pem"}, "tls_key: goes together with tls_cert"),
        (
            {"DOCKLINE_TLS_CERT": "/none/a.pem", "DOCKLINE_TLS_KEY": "/none/b.pem"},
            "tls_cert: there is no file /none/a.pem",
        ),
        ({"DOCKLINE_ENGINE__RTP_FIRST": "80"}, "engine.rtp_first: "),
        ({"DOCKLINE_ENGINE__TRUNK__USERNAME": "u"}, "engine.trunk.password: goes together"),
        ({"DOCKLINE_TRUSTED_PROXIES": "10.0.0.0/99"}, "trusted_proxies: "),
        ({"DOCKLINE_METRICS_NETWORKS": "nowhere"}, "metrics_networks: "),
    ],
)
def test_what_is_wrong_is_named(variables: dict[str, str], told: str) -> None:
    with pytest.raises(SettingWrong) as wrong:
        load(environment=variables)
    assert told in str(wrong.value)


@pytest.mark.parametrize("text", ["port = ", "port = 1\nport = 2", 'unheard_of = "x"', "\xff"])
def test_a_file_that_is_wrong(tmp_path: Path, text: str) -> None:
    file = tmp_path / "dockline.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingWrong) as wrong:
        load(file, {})
    assert str(file) in str(wrong.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match="No such file"):
        load(tmp_path / "none.toml", {})
