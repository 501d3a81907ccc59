"""The dialer: it finds out whose turn it is, paces the lines, shows cards, and writes down what
becomes of leads. `Dialers` has one `Dialer` for each space."""

from dockline.services.dialer.dialers import Dialers

__all__ = ["Dialers"]
