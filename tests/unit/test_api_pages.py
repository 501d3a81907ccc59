"""Pages, the API's own page and document, health and metrics."""

import gzip
import os
import re
import time
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.routing import Route, Router

from dockline.api.operations import OPERATIONS
from dockline.api.pages import Pages
from dockline.api.sample import TOKEN, curl
from dockline.api.samples import samples
from dockline.domain.ids import SpaceId
from tests.support.face import Server, serving

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


# --- the dock's page ----------------------------------------------------------------------------


@pytest.fixture
async def built(tmp_path: Path) -> AsyncClient:
    (tmp_path / "web" / "assets").mkdir(parents=True)
    (tmp_path / "web" / "dock.html").write_text("<!doctype html><title>Dock</title>")
    (tmp_path / "web" / "board.html").write_text("<!doctype html><title>Board</title>")
    (tmp_path / "web" / "assets" / "dock-1a2b.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("not for the web")
    pages = Pages(("https://crm.example",), tmp_path / "web")
    return client(
        Route("/", pages.dock),
        Route("/board", pages.board),
        Route("/assets/{name:path}", pages.asset),
        Route("/widget.js", pages.widget),
    )


def client(*routes: Route) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(Router(routes)), base_url="http://dock.example")


@pytest.mark.parametrize(
    ("path", "title"), [("/", "Dock"), ("/board", "Board"), ("/board?tv", "Board")]
)
async def test_a_page_comes_with_a_strict_policy(built: AsyncClient, path: str, title: str) -> None:
    answer = await built.get(path)
    assert answer.text == f"<!doctype html><title>{title}</title>"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors 'self' https://crm.example")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["permissions-policy"].startswith("microphone=(self)")
    assert answer.headers["cache-control"] == "no-cache"


async def test_assets_are_kept_for_ever(built: AsyncClient) -> None:
    answer = await built.get("/assets/dock-1a2b.js")
    assert answer.text == "export {}"
    assert "immutable" in answer.headers["cache-control"]
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/assets/../dock.html",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/%00",
        f"/assets/{'a' * 300}",
    ],
)
async def test_nothing_else_is_handed_out(built: AsyncClient, path: str) -> None:
    answer = await built.get(path)
    assert answer.status_code == 404
    assert "not for the web" not in answer.text


async def test_a_long_way_to_no_asset_is_not_gone(built: AsyncClient) -> None:
    async def asked(name: str, times: int) -> float:
        began = time.thread_time()
        for _ in range(times):
            assert (await built.get(f"/assets/{name}")).status_code == 404
        return time.thread_time() - began

    assert await asked("a/" * 30_000, 1) < await asked("a", 200)


async def test_pages_that_are_not_built_say_what_to_do(tmp_path: Path) -> None:
    answer = await client(Route("/", Pages((), tmp_path / "web").dock)).get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text


async def test_the_widget_is_for_any_sites_page(built: AsyncClient, tmp_path: Path) -> None:
    assert (await built.get("/widget.js")).status_code == 404
    (tmp_path / "web" / "widget.js").write_text("customElements;" * 100)
    plain = await built.get("/widget.js", headers={"accept-encoding": "identity"})
    assert plain.text == "customElements;" * 100
    assert plain.headers["content-type"].startswith("text/javascript")
    assert plain.headers["access-control-allow-origin"] == "*"
    assert plain.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "content-encoding" not in plain.headers
    small = await built.get("/widget.js", headers={"accept-encoding": "gzip"})
    assert small.headers["content-encoding"] == "gzip"
    assert small.text == plain.text
    assert int(small.headers["content-length"]) < len(plain.content) / 5


async def test_the_widget_is_compressed_once_for_each_build(
    built: AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compress, packed = gzip.compress, []

    def counted(data: bytes, **how: Any) -> bytes:
        packed.append(data)
        return compress(data, **how)

    monkeypatch.setattr(gzip, "compress", counted)
    for n, text in enumerate(("first", "second")):
        file = tmp_path / "web" / "widget.js"
        file.write_text(text)
        os.utime(file, (n, n))
        for _ in range(2):
            assert (await built.get("/widget.js")).text == text
    assert packed == [b"first", b"second"]


async def test_the_sample_page_has_the_one_tag(server: Server) -> None:
    page = await server.http.get("/widget")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    tag = '<script src="/widget.js" data-cloud="leap" data-team="Support team" async></script>'
    assert tag in page.text
    assert f"&lt;script src=&quot;{server.node.url}/widget.js&quot;" in page.text
    assert (await server.http.get("/widget.css")).headers["content-type"].startswith("text/css")


async def test_the_sample_page_chats_with_a_team_that_has_people(server: Server) -> None:
    await server.node.accounts.create_team(SpaceId("leap"), "Absent")
    page = await server.http.get("/widget")
    assert 'data-team="Support team"' in page.text


async def test_the_sample_pages_names_are_never_markup(server: Server) -> None:
    bad = '"><img src=x onerror=alert(1)>'
    page = await server.http.get("/widget", params={"cloud": bad, "team": bad})
    assert "<img" not in page.text
    assert page.text.count("<script") == 1
    named = await server.http.get("/widget", params={"team": "Billing"})
    assert 'data-team="Billing"' in named.text


async def test_an_address_with_nothing_behind_it(server: Server) -> None:
    for path in ("/nothing", "/apiv1/make_call/", "/apiv1", "/assets/"):
        answer = await server.http.get(path)
        assert answer.status_code == 404
        assert answer.json()["code"] == "not-found"


@pytest.mark.parametrize("path", ["/dock/socket", "/sip"])
async def test_sockets_are_not_pages(server: Server, path: str) -> None:
    answer = await server.http.get(path)
    assert answer.status_code == 426
    assert answer.headers["upgrade"] == "websocket"


# --- the API's page and document ----------------------------------------------------------------


class Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


async def test_the_api_page_is_for_this_server_and_needs_no_other(server: Server) -> None:
    answer = await server.http.get("/docs")
    assert answer.status_code == 200
    assert f"curl {server.node.url}/apiv1/make_call" in answer.text
    assert "rishi@leap" in answer.text
    addresses = Addresses()
    addresses.feed(answer.text)
    assert all(one.startswith(("/", "#")) for one in addresses.found)
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "style=" not in answer.text
    assert "<script" not in answer.text
    for one in set(addresses.found):
        if one.startswith("#"):
            assert f'id="{one[1:]}"' in answer.text
        else:
            assert (await server.http.get(one)).status_code == 200


async def test_the_api_page_has_the_fields_of_objects_within(server: Server) -> None:
    text = (await server.http.get("/docs")).text
    for told in (
        "<code>filters</code><small>object, required</small>",
        "<code>filters.start_time</code><small>string, required</small>",
        "<code>filters.status</code><small>string, optional</small>",
    ):
        assert told in text


async def test_a_host_is_never_taken_for_markup(server: Server) -> None:
    answer = await server.http.get("/docs", headers={"host": "<script>alert(1)</script>"})
    assert "<script>" not in answer.text


async def test_the_cluster_is_in_the_samples_where_it_is_set(tmp_path: Path) -> None:
    async with serving(tmp_path, cluster_id="c1", domain="voice.novanet.example") as server:
        answer = await server.http.get("/docs")
        assert "curl https://c1.voice.novanet.example/apiv1/make_call" in answer.text


async def test_with_several_spaces_none_is_told_to_strangers(server: Server) -> None:
    await server.node.accounts.create_space("novanet", "Novanet")
    assert "leap" not in (await server.http.get("/docs")).text
    cookie = {"cookie": await server.sign_in()}
    assert "rishi@leap" in (await server.http.get("/docs", headers=cookie)).text


def test_the_samples_are_json_and_shell() -> None:
    for sample in samples("leap").values():
        line = curl("http://localhost:8080", sample)
        assert not re.search("[\u201c\u201d\u2018\u2019]|\\.\\.\\.", line)


async def test_the_samples_work_as_they_stand(server: Server) -> None:
    lead_id = uuid = ""
    for path, sample in samples("leap").items():
        body = {
            name: server.token if value == TOKEN else value for name, value in sample.body.items()
        }
        if "uuid" in body:
            body["uuid"] = uuid
        if path.endswith("reset"):
            continue
        if sample.address:
            assert sample.address.startswith(path.partition("{")[0])
            answer = await server.http.get(
                path.format(lead_id=lead_id), headers={"Authorization": f"Bearer {server.token}"}
            )
        else:
            token = {"Authorization": f"Bearer {server.token}"} if sample.bearer else {}
            answer = await server.http.post(path, json=body, headers=token)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        lead_id = told.get("lead_id", lead_id)
        uuid = told.get("uuid", uuid)
        if told["success"]:
            # A campaign's settings are long, and left out.
            assert sample.answer.keys() == told.keys() - {"settings"}
    answer = await server.http.post(
        "/router/api/v2/token/reset", json={"cloud_id": "leap", "auth_token": server.token}
    )
    assert answer.status_code == 200


def test_the_tokens_of_the_look_are_the_docks_own() -> None:
    ours = ROOT / "src/dockline/api/static/tokens.css"
    assert ours.read_text() == (ROOT / "web/src/css/tokens.css").read_text()


async def test_the_document_has_every_route(server: Server) -> None:
    told = (await server.http.get("/openapi.json")).json()
    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": server.node.url}]
    assert set(told["paths"]) == {operation.path for operation in OPERATIONS}
    for operation in OPERATIONS:
        answer = await server.http.request(operation.method, operation.path)
        responses = told["paths"][operation.path][operation.method]["responses"]
        assert str(answer.status_code) in responses, (operation.path, answer.status_code)


# --- health and metrics -------------------------------------------------------------------------


async def test_healthy_and_ready(server: Server) -> None:
    assert (await server.http.get("/healthz")).json() == {"success": True}
    answer = await server.http.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["engine"]["name"] == "memory"


async def test_not_ready_without_the_store_or_the_engine(server: Server) -> None:
    server.store.away = True
    answer = await server.http.get("/readyz")
    assert (answer.status_code, answer.json()["store_up"]) == (503, False)
    server.store.away = False
    server.engine.kill()
    answer = await server.http.get("/readyz")
    assert (answer.status_code, answer.json()["engine"]["up"]) == (503, False)
    assert (await server.http.get("/healthz")).status_code == 200


async def test_a_monitor_may_ask_with_head(server: Server) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await server.http.head(path)
        assert (answer.status_code, answer.content) == (200, b"")
    server.store.away = True
    assert (await server.http.head("/readyz")).status_code == 503


async def test_metrics(server: Server) -> None:
    async with server.dock() as dock:
        call_id = (await server.make_call(number="442079460104")).json()["callId"]
        await dock.fact("call_ended", call_id=call_id)
        text = (await server.http.get("/metrics")).text
    for line in (
        'dockline_requests_total{route="/apiv1/make_call",status="200"} 1.0',
        'dockline_calls_total{outcome="busy"} 1.0',
        "dockline_open_calls 0.0",
        "dockline_engine_up 1.0",
        "dockline_dock_sockets 1.0",
        "dockline_make_call_event_seconds_count 1.0",
    ):
        assert line in text
    assert re.search(r'dockline_agents\{state="wrap_up"\} 1\.0', text)
    assert re.search(r"dockline_commit_seconds_count [1-9]", text)


async def test_metrics_are_for_these_networks(tmp_path: Path) -> None:
    async with serving(tmp_path, metrics_networks=("10.0.0.0/8",)) as server:
        answer = await server.http.get("/metrics")
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong-network")


async def test_metrics_are_not_read_through_a_proxy_that_is_not_named(server: Server) -> None:
    answer = await server.http.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong-network")


def test_the_api_page_wears_the_docks_tokens() -> None:
    root = Path(__file__).parents[2]
    mine = root / "src" / "dockline" / "api" / "static" / "tokens.css"
    assert mine.read_bytes() == (root / "web" / "src" / "css" / "tokens.css").read_bytes()


@pytest.mark.parametrize("page", ["/docs", "/widget"])
async def test_strangers_behind_a_proxy_that_is_not_named_see_no_space(
    server: Server, page: str
) -> None:
    near = (await server.http.get(page)).text
    assert "leap" in near
    passed_on = {"x-forwarded-for": "203.0.113.9"}
    assert "leap" not in (await server.http.get(page, headers=passed_on)).text
