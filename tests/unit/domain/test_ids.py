"""Identifiers that sort by time."""

import uuid
from itertools import islice

from dockline.domain.ids import timed_id, timed_ids

NOW = 1_750_071_600.125


def test_a_timed_id_is_a_uuid_of_its_moment() -> None:
    made = uuid.UUID(timed_id(NOW))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == 1_750_071_600_125
    assert timed_id(NOW) < timed_id(NOW + 0.002)


def test_timed_ids_of_one_moment_sort_as_they_were_made() -> None:
    made = list(islice(timed_ids(NOW), 20_000))
    assert made == sorted(set(made))
    assert {(uuid.UUID(one).version, uuid.UUID(one).int >> 80) for one in made} == {
        (7, 1_750_071_600_125)
    }
    assert next(timed_ids(NOW)) not in made
