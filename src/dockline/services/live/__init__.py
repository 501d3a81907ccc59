"""Live figures: of each space a picture that hears its facts, and what boards are told of it."""

from dockline.services.live.campaigns import (
    CampaignFigures as CampaignFigures,
    CampaignWatch as CampaignWatch,
)
from dockline.services.live.live import Live as Live, SpaceLive as SpaceLive
