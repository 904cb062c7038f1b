from django.apps import AppConfig


class BordertrackConfig(AppConfig):
    name = "bordertrack"

    def ready(self) -> None:
        # Registers the system checks.
        from bordertrack import checks  # noqa: F401
