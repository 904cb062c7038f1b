"""The API of this app."""

from notifications.api.viewsets import routes

__all__ = ["routes"]
