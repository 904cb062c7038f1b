"""What an officer has typed and not sent."""

import uuid

from django.db import models

from people.models import Side, User


class IncidentDraft(models.Model):
    """The answers typed so far into the form of a new incident, its author's alone while of the side.

    They were typed for a side, and do not follow a person to another one: see the table's row security.
    Its id becomes the incident's, so that sending twice makes one incident. `answers` are kept as typed,
    right or wrong: form field name to text or list of texts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.PROTECT, related_name="incident_drafts")
    # Null: nobody's, of an author who had left every side when sides were first kept here.
    side = models.ForeignKey(Side, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # The drafts of one officer, newest first.
            models.Index("user", models.F("updated_at").desc(), name="draft_of_user"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.sent_at is None and self.discarded_at is None
