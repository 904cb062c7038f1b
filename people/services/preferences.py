"""What a person chooses for herself."""

from people.models import User


def change_preferences(*, user: User, language: str, time_zone: str) -> None:
    """Set the language and the clock a person is spoken to in."""
    user.language, user.time_zone = language, time_zone
    user.save(update_fields=["language", "time_zone"])
