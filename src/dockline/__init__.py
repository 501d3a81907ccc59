"""Dockline: an open, self-hosted contact-centre server."""

__version__ = "0.1.0"
