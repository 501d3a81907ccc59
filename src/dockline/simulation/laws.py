"""The laws of a campaign's calls: what the simulator draws from, and what the oracle knows."""

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.answering import Floats, lognormal
from dockline.simulation.world import Campaign


def quantile(measured: list[float], share: Floats) -> Floats:
    """The measured law's value at each share from 0 to 1."""
    return np.interp(share, np.linspace(0.0, 1.0, len(measured)), measured)


def share_by(measured: list[float], seconds: Floats) -> Floats:
    """The share of the measured law that is over by then."""
    if len(measured) == 1:
        return (seconds >= measured[0]).astype(float)
    # A value that occurs often is a step: the last of its quantiles counts
    values, places = np.unique(np.array(measured)[::-1], return_index=True)
    shares = 1.0 - places / (len(measured) - 1)
    return np.interp(seconds, values, shares, left=0.0, right=1.0)


def answered_by(campaign: Campaign, seconds: Floats) -> Floats:
    """The share of the people who answer that have answered by then."""
    ring = campaign.ring
    if ring.measured:
        return share_by(ring.measured, seconds)
    return lognormal(seconds - ring.delay, ring.median, ring.sigma)


def ended_by(campaign: Campaign, seconds: Floats) -> Floats:
    """The share of the other calls that have ended by then; those left ring out."""
    other = campaign.other
    if other.measured:
        parts = [each.share * share_by(each.seconds, seconds) for each in other.measured]
        return np.minimum(sum(parts, np.zeros(len(seconds))), 1.0)
    picked = lognormal(seconds - other.amd_seconds, other.machine_median, other.machine_sigma)
    width = max(other.failed_to - other.failed_from, 1e-9)
    failed = np.clip((seconds - other.failed_from) / width, 0.0, 1.0)
    return np.minimum(other.machine * picked + other.failed * failed, 1.0)


def endings(campaign: Campaign, kind: Floats, when: Floats) -> tuple[npt.NDArray[np.str_], Floats]:
    """From two uniform draws a call: how it ends where no person answers, and after how long."""
    kinds = np.full(len(kind), "no answer")
    seconds = np.full(len(kind), campaign.ring.limit)
    reached = 0.0
    for each in campaign.other.measured:
        mine = (kind >= reached) & (kind < reached + each.share)
        kinds[mine] = each.kind
        seconds[mine] = quantile(each.seconds, when[mine])
        reached += each.share
    return kinds, seconds
