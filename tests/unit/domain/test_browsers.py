"""Browsers in short words."""

import pytest
from hypothesis import given, strategies as st

from dockline.domain.browsers import browser_words

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_CHROME = f"{_WEBKIT} Chrome/141.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME}", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Edg/141.0", "Edge on Windows"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541) {_CHROME}", "Chrome on ChromeOS"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {_CHROME} OPR/120.0", "Opera on Linux"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME}", "Chrome on Android"),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like"
            " Gecko) Version/18.5 Safari/605.1.15",
            "Safari on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
            " like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        ("curl/8.5.0", "curl"),
        ("python-httpx/0.28.1", "python-httpx"),
        ("", ""),
    ],
)
def test_known_ones(agent: str, words: str) -> None:
    assert browser_words(agent) == words


@given(st.text(max_size=500))
def test_any_is_short_and_can_be_shown(agent: str) -> None:
    words = browser_words(agent)
    assert len(words) <= 60
    assert all(sign.isprintable() for sign in words)
