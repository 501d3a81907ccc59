"""What a provider tells of somebody in two places, together."""

from collections.abc import Mapping
from typing import Any

from dockline.ports.identity import ProviderFailed


def completed(token: Mapping[str, Any], user_info: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of an ID token that is believed, with those of the UserInfo endpoint that it does
    not have; ``user_info`` is empty where nothing was told. Raises ProviderFailed."""
    if not user_info:
        return dict(token)
    # It need not be the same person's (OpenID Connect Core 1.0, section 5.3.2).
    if user_info.get("sub") != token["sub"]:
        raise ProviderFailed("The provider's UserInfo endpoint tells of somebody else.")
    own = {name: value for name, value in token.items() if value is not None}
    more = dict(user_info)
    # Whether it is verified is said of the address beside it, and of no other.
    if "email" not in own:
        own.pop("email_verified", None)
    elif more.get("email") != own["email"]:
        more.pop("email_verified", None)
    return more | own
