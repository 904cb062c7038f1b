"""The map of a page."""

from typing import Any

from django import template

from people.maps import map_settings

register = template.Library()


@register.simple_tag(name="map_settings")
def map_settings_tag(said: dict[str, Any] | str | None = None) -> dict[str, Any]:
    """Return the settings of a map, with what the page says of its own (see people.maps)."""
    return map_settings(said if isinstance(said, dict) else None)
