"""That a process is alive."""

from typing import ClassVar

from django.db import models

from notifications.clock import ClockTimestamp


class Heartbeat(models.Model):
    """When a kind of process, the delivery loop, a worker or the sealer, last said that it is at work."""

    LOOP: ClassVar[str] = "loop"
    WORKER: ClassVar[str] = "worker"
    SEALER: ClassVar[str] = "sealer"

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def beat(name: str) -> None:
        """Write down that `name` is alive now."""
        Heartbeat.objects.bulk_create(
            [Heartbeat(name=name, at=ClockTimestamp())],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["at"],
        )
