"""Ready-made samples, as the admin page shows them."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from dockline.domain.scope import TokenScope


class ReadySample(Struct, frozen=True):
    name: str
    """As `POST /manage/api/samples/dry_run` takes it."""
    title: str
    curl: str
    python: str
    apex: str
    status: int
    told: str
    """What the answer means."""
    answer: str
    """The expected one, as indented JSON."""
    needs_token: bool
    scope: TokenScope | None
    """What a token needs; null: any will do."""
    dry_run: bool
    """Whether it can be tried without anything being stored."""


class SamplesAnswer(Struct, frozen=True):
    success: bool
    address: str
    cluster_id: str
    """Empty: the operator has set none."""
    cloud_id: str
    leads_per_body: int
    body_mib: int
    samples: list[ReadySample]
    missing: list[str]
    """What the space does not have yet, so that the samples name it as an example: `team`,
    `agent`."""


class DryRun(Struct, frozen=True):
    """POST /manage/api/samples/dry_run"""

    sample: Annotated[Literal["add", "add_multiple"], Meta(description="The name of a sample.")]


class DryRunAnswer(Struct, frozen=True):
    success: bool
    status: int
    """As the API would answer."""
    answer: dict[str, Any]
