from django.apps import AppConfig
from django.db.models.signals import post_migrate

from people.languages import install_fallbacks


def _after_migrate(sender: AppConfig, using: str, **kwargs: object) -> None:
    from people.grants import renew_grants

    renew_grants(using)


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        # Receives what the sign-in library tells.
        from people import signing  # noqa: F401

        install_fallbacks()
        post_migrate.connect(_after_migrate, sender=self)
