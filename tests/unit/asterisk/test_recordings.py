"""Recordings against an engine that answers as a test says."""

from pathlib import Path

import pytest

from dockline.adapters.asterisk.ari import AriChannel, AriEvent, AriRefused
from dockline.adapters.asterisk.legs import snoop_id
from dockline.domain import orders as o, signals as s
from tests.support.ari import Bench, raising


@pytest.mark.parametrize("breaks", ["never enters", "cannot be recorded"])
async def test_what_listens_for_a_recording_that_cannot_be_begun_is_ended(
    tmp_path: Path, breaks: str
) -> None:
    bench = Bench(tmp_path)
    bench.dial_alone()
    leg, name = bench.names.customer, "call-1"
    order = o.StartRecording(leg_id=leg, tags=bench.names.tags("customer"), name=name)
    listener = snoop_id(name)
    recording = f"POST channels/{listener}/record"
    bench.engine.scripts[recording] = raising(AriRefused(500, "disk full", recording))
    if breaks == "cannot be recorded":
        bench.engine.scripts[f"POST channels/{leg}/snoop/{listener}"] = lambda: (
            bench.recordings.on_event(AriEvent("StasisStart", channel=AriChannel(listener)))
        )
    bench.recordings.expect(order)
    await bench.recordings.start(order)
    assert bench.engine.asked[-1] == f"DELETE channels/{listener}"
    (ended,) = bench.told
    assert isinstance(ended, s.RecordingEnded)
    assert not ended.ok
