"""Refusals: what the rules say no to. The docstring is the message, the code is the contract."""


class Refusal(Exception):
    """The request was refused."""

    code = "refused"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())

    @property
    def message(self) -> str:
        return str(self)


class NotLoggedIn(Refusal):
    """Cant make call! Not logged In"""

    code = "not-logged-in"


class AgentBusy(Refusal):
    """The agent is in a call already."""

    code = "agent-busy"


class NumberNotAllowed(Refusal):
    """This number may not be dialled."""

    code = "number-not-allowed"


class NumberInvalid(Refusal):
    """This is not a telephone number."""

    code = "number-invalid"


class VoiceUnavailable(Refusal):
    """Voice engine away. Calls cannot be made or answered now."""

    code = "voice-unavailable"


class NoSuchCall(Refusal):
    """There is no such call, or it is not yours."""

    code = "no-such-call"


class NotNow(Refusal):
    """The call is not in a state that allows this."""

    code = "not-now"


class TargetUnavailable(Refusal):
    """That agent cannot take a call now."""

    code = "target-unavailable"


class QueueFull(Refusal):
    """The team's queue is full. Try again later."""

    code = "queue-full"


class NoSuchChat(Refusal):
    """There is no such chat, or it is not yours."""

    code = "no-such-chat"


class ChatRefused(Refusal):
    """This chat is not possible now."""

    code = "chat-refused"


class RecordingNotAllowed(Refusal):
    """Recording is switched off in this space."""

    code = "recording-not-allowed"


class RateLimited(Refusal):
    """Too many calls. Wait a little, then try again."""

    code = "rate-limited"

    def __init__(self, retry_after: float, message: str | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SpendCapReached(NumberNotAllowed):
    """Today's spend cap is reached; no more calls today."""
