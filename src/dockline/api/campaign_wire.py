"""Bodies of campaign push."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from dockline.api.voice_wire import AuthToken, CloudId
from dockline.services.lead_input import LeadInput

Name = Annotated[str, Meta(min_length=1, max_length=120)]


CampaignName = Annotated[
    Name,
    Meta(
        description="The campaign's name, without regard to case. An unknown one is made, in "
        "preview mode: nothing dials without a person until a supervisor says so.",
        examples=["Campaign_name"],
    ),
]
TeamName = Annotated[
    str,
    Meta(
        max_length=200,
        description="The team the campaign is mapped to.",
        examples=["Support team"],
    ),
]
SourceName = Annotated[
    Name,
    Meta(
        description="The dial list within the campaign. An unknown one is made.",
        examples=["Dial_list"],
    ),
]
DryRun = Annotated[
    bool, Meta(description="Check everything, write nothing, and tell what would be.")
]


class AddBody(LeadInput, frozen=True, kw_only=True, gc=False):
    """POST /router/api/v2/campaign/add"""

    cloud_id: CloudId | None = None
    auth_token: AuthToken
    campaign: CampaignName
    team_name: TeamName
    source: SourceName
    space_id: CloudId | None = None
    dry_run: DryRun = False


def _lead_schema() -> dict[str, Any]:
    """Written out: what a lead must be like is told lead by lead, not by refusing the body."""
    told = msgspec.json.schema(LeadInput)["$defs"]["LeadInput"]
    return {name: told[name] for name in ("type", "properties", "required")}


class AddMultipleBody(Struct, frozen=True, kw_only=True):
    """POST /router/api/v2/campaign/add_multiple"""

    cloud_id: CloudId | None = None
    auth_token: AuthToken
    campaign: CampaignName
    team_name: TeamName
    source: SourceName
    leads: Annotated[
        list[Annotated[Raw, Meta(extra_json_schema=_lead_schema())]],
        Meta(
            description="Up to 10,000 of them. Of a number that stands twice, the last one counts.",
            examples=[
                [{"number": "919654301006", "username": "rishi", "data": {"name": "sumeet"}}]
            ],
        ),
    ]
    space_id: CloudId | None = None
    dry_run: DryRun = False


class LeadWarning(Struct, frozen=True):
    index: int
    number: str
    code: str
    """``username-unknown``, ``username-outside-team``, ``duplicate-number``, ``do-not-call``."""
    message: str


class LeadError(Struct, frozen=True):
    index: int
    """Its place in ``leads``, from 0."""
    number: str
    """As it was sent."""
    code: str
    """``number-invalid``, ``number-not-allowed``, ``invalid-field``, ``timezone-unknown``,
    ``time-invalid``, ``lead-too-large``."""
    message: str


class Added(Struct, frozen=True, omit_defaults=True):
    """The lead is durable."""

    success: bool
    message: str
    """``Lead added`` or ``Lead updated``."""
    lead_id: str | None
    """null in a dry run, for a lead that is not there yet."""
    created: bool
    warnings: list[LeadWarning]
    dry_run: bool | UnsetType = UNSET


class AddedMultiple(Struct, frozen=True, omit_defaults=True):
    """All leads without an error are durable."""

    success: bool
    added: int
    updated: int
    failed: int
    lead_ids: list[str | None]
    """In the order of ``leads``; null for those that failed."""
    errors: list[LeadError]
    warnings: list[LeadWarning]
    dry_run: bool | UnsetType = UNSET
