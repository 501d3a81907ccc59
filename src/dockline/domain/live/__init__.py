"""What boards are shown of a space, built from its facts."""

from dockline.domain.live.counts import Counted as Counted, Day as Day
from dockline.domain.live.picture import Beginning as Beginning, Picture as Picture
from dockline.domain.live.seen import SeenCall as SeenCall, SeenLine as SeenLine
from dockline.domain.live.trends import (
    KEPT_STEPS as KEPT_STEPS,
    STEP_SECONDS as STEP_SECONDS,
    Trends as Trends,
)
