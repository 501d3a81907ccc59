"""Who was where, when: each change of an agent's state is kept, and can be asked for."""

from dockline.services.timeline.keeping import StateKeeper as StateKeeper
from dockline.services.timeline.reading import (
    AgentTimeline as AgentTimeline,
    Page as Page,
    Place as Place,
    Segment as Segment,
    Timeline as Timeline,
)
