"""Bodies: whatever is sent is taken or refused with a sentence, and nothing else happens."""

import asyncio
import json
import time
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from dockline.api.bodies import DEPTH_LIMIT, ClientGone, JsonBody, read_body
from dockline.api.campaign_wire import AddMultipleBody
from dockline.api.chat_api_wire import MessageBody
from dockline.api.problems import Problem
from dockline.api.voice_wire import LiveBody, MakeCallBody, ResetBody

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["username", "number", "callerId", "custom", "cloud_id", "auth_token", "team_names", "x"]
)
DECODERS: list[JsonBody[Any]] = [JsonBody(MakeCallBody), JsonBody(ResetBody), JsonBody(LiveBody)]


def refusal(decoder: JsonBody[Any], body: bytes) -> Problem | None:
    """None: it was taken. Any other exception fails the test."""
    try:
        decoder.decode(body)
    except Problem as problem:
        return problem
    return None


@pytest.mark.parametrize("decoder", DECODERS)
@given(body=st.binary(max_size=200))
def test_any_bytes(decoder: JsonBody[Any], body: bytes) -> None:
    problem = refusal(decoder, body)
    if problem is not None:
        assert problem.status == 400
        assert problem.message.endswith(".")


@pytest.mark.parametrize("decoder", DECODERS)
@given(body=st.dictionaries(NAMES, JSON))
def test_any_json(decoder: JsonBody[Any], body: dict[str, Any]) -> None:
    problem = refusal(decoder, json.dumps(body).encode())
    if problem is not None:
        assert problem.code in ("invalid-field", "malformed-json")
        field = problem.message.partition(":")[0].partition(".")[0].partition("[")[0]
        assert field in {*body, "username", "number", "auth_token"} or "nested" in field


@given(custom=st.dictionaries(st.text(), JSON))
def test_custom_comes_through_untouched(custom: dict[str, Any]) -> None:
    sent = json.dumps({"username": "rishi@leap", "number": "1", "custom": custom}).encode()
    taken = DECODERS[0].decode(sent).custom
    assert taken == custom
    assert msgspec.json.decode(msgspec.json.encode(taken)) == msgspec.json.decode(
        msgspec.json.encode(custom)
    )


@pytest.mark.parametrize("inner", ["[", '{"a":'])
def test_the_depth_that_is_taken(inner: str) -> None:
    outer = {"[": "]", '{"a":': "}"}[inner]

    def body(depth: int) -> bytes:
        # The body and custom are two levels themselves.
        text = inner * (depth - 2) + "1" + outer * (depth - 2)
        return f'{{"username":"a","number":1,"custom":{{"x":{text}}}}}'.encode()

    assert DECODERS[0].decode(body(DEPTH_LIMIT))
    with pytest.raises(Problem, match="nested too deeply"):
        DECODERS[0].decode(body(DEPTH_LIMIT + 1))


# --- reading ------------------------------------------------------------------------------------


def scope(**headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "headers": pairs}


class Sender:
    """Sends these parts, and then leaves."""

    def __init__(self, *parts: bytes, leaves: bool = False) -> None:
        self.messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": part, "more_body": True} for part in parts
        ]
        if leaves:
            self.messages.append({"type": "http.disconnect"})
        else:
            self.messages[-1]["more_body"] = False
        self.taken = 0

    async def __call__(self) -> dict[str, Any]:
        self.taken += 1
        return self.messages.pop(0)


@given(parts=st.lists(st.binary(max_size=20), min_size=1, max_size=6))
@settings(deadline=None)
def test_the_limit_holds_however_it_is_cut(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    reading = read_body(scope(), Sender(*parts), limit=40)
    if len(whole) <= 40:
        assert asyncio.run(reading) == whole
    else:
        with pytest.raises(Problem) as refused:
            asyncio.run(reading)
        assert refused.value.status == 413


async def test_a_length_that_is_too_large_is_believed(caplog: pytest.LogCaptureFixture) -> None:
    sender = Sender(b"x" * 10)
    with pytest.raises(Problem) as refused:
        await read_body(scope(content_length="41"), sender, limit=40)
    assert refused.value.status == 413


async def test_a_length_that_is_too_small_is_not(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Problem):
        await read_body(scope(content_length="4"), Sender(b"x" * 30, b"x" * 30), limit=40)


async def test_the_rest_is_taken_in_so_that_the_answer_is_seen() -> None:
    sender = Sender(*[b"x" * 30] * 4)
    with pytest.raises(Problem):
        await read_body(scope(), sender, limit=40)
    assert sender.messages == []


@pytest.mark.parametrize("parts", [(), (b"{",), (b"{", b'"')])
async def test_a_client_that_leaves(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(ClientGone):
        await read_body(scope(), Sender(*parts, leaves=True), limit=40)


def test_what_may_be_chosen_is_told() -> None:
    found = refusal(JsonBody(MessageBody), b'{"uuid": "u", "type": "shout"}')
    assert found is not None
    assert found.message == "type: must be one of end, message, typing, typing_end."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (b",".join([b"[]"] * 20_001), "objects and arrays"),
        (b",".join([b'{"a":1}'] * 20_001), "objects and arrays"),
        (b",".join([b"1"] * 100_003), "values"),
        (b",".join([b"1e300"] * 1_001 + [b"1.5"] * 1_000), "numbers as large or small as 1e300"),
    ],
)
def test_a_body_of_very_many_values_is_refused_before_they_are_made(
    values: bytes, said: str
) -> None:
    many = b'{"username": "rishi", "number": "1", "custom": {"x": [%s]}}' % values
    found = refusal(JsonBody(MakeCallBody), many)
    assert found is not None
    assert (found.status, found.code) == (413, "body-too-large")
    assert found.message.endswith(f"000 {said}.")


def test_names_that_look_like_large_numbers_are_none() -> None:
    names = json.dumps({"numbers": ["1e300", "a-1e300, 5"] * 3_000})
    body = b'{"username": "rishi", "number": "1", "custom": %s}' % names.encode()
    assert refusal(JsonBody(MakeCallBody), body) is None


def test_a_file_in_a_message_may_be_as_large_as_a_body() -> None:
    message = b'{"uuid": "u", "type": "message", "message": {"attachments": [{"content": "%s"}]}}'
    found = refusal(JsonBody(MessageBody), message % (b"QUJD" * 2**21))
    assert found is None or "name" in found.message, "it is not its size that is wrong"


@pytest.mark.parametrize("kind", [ResetBody, AddMultipleBody])
@pytest.mark.parametrize(
    "end",
    [b"\n" * (15 * 2**20), b'"x": "' + b"\\ud83d" * 2_500_000, b'"x": "' + b"\\\\" * 7 * 2**20],
)
def test_what_is_wrong_with_a_large_body_is_found_at_once(kind: type[Any], end: bytes) -> None:
    decoder: JsonBody[Any] = JsonBody(kind, flat=kind is AddMultipleBody)
    began = time.thread_time()
    assert json.loads(b'"%s"' % (b"x" * len(end)))
    reads = time.thread_time() - began
    assert refusal(decoder, b'{"cloud_id": "leap", ' + end) is not None
    assert time.thread_time() - began < 60 * reads, "three times as long as it takes to read it"


def test_half_a_sign_among_much_else_is_mended() -> None:
    lead = b'{"number": "442079460110", "data": {"note": "%s"}}'
    head = b'{"cloud_id": "a", "auth_token": "a", "team_name": "a", "campaign": "a", "source": "a",'
    notes = [b"\\\\ud83d", b"\\ud83d\\ude00", *[b"x" * 1_000] * 1_000, b"\\ud83d", b"\\\\\\ude00"]
    body = head + b'"leads": [' + b", ".join(lead % note for note in notes) + b"]}"
    leads = JsonBody(AddMultipleBody, flat=True).decode(body).leads
    told = [json.loads(bytes(one))["data"]["note"] for one in leads]
    assert told[:2] == ["\\ud83d", "\U0001f600"]
    assert told[-2:] == ["\ufffd", "\\\ufffd"]


def test_a_body_whose_leads_are_looked_at_one_by_one_may_have_more() -> None:
    lead = b'{"number": "442079460110", "data": {"a": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}'
    head = b'{"cloud_id": "a", "auth_token": "a", "team_name": "a", "campaign": "a", "source": "a",'
    head += b' "leads": ['
    leads = head + b", ".join([lead] * 10_000) + b"]}"
    assert refusal(JsonBody(AddMultipleBody, flat=True), leads) is None
    nothing = head + b",".join([b"1"] * 2_000_002) + b"]}"
    found = refusal(JsonBody(AddMultipleBody, flat=True), nothing)
    assert found is not None
    assert found.message == "The body may have at most 2,000,000 values."
