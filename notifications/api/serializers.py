"""Alerts and notifications on the wire."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from notifications.models import Acknowledgement, Alert, AnswerKind, Notification
from notifications.models.outbox import LONGEST_ETA_MIN
from people.strict import StrictSerializer


class AlertSerializer(serializers.ModelSerializer[Alert]):
    """What was raised: no text, for that is each recipient's own."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Alert
        fields = ["id", "kind", "severity", "sector", "side", "visibility", "origin", "created_at", "url"]

    def get_url(self, alert: Alert) -> str:
        return f"{settings.PUBLIC_URL}{alert.path}"


class AnswerSerializer(serializers.ModelSerializer[Acknowledgement]):
    """One answer."""

    class Meta:
        model = Acknowledgement
        fields = ["kind", "eta_min", "via", "at"]


class ToldAnswerSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=AnswerKind.choices)
    eta_min = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField()


class ToldSerializer(serializers.Serializer[Any]):
    """Who was told when, and what they answered. `channels` is null for the other side."""

    side = serializers.CharField()
    role = serializers.CharField()
    told_at = serializers.DateTimeField(allow_null=True)
    channels = serializers.ListField(child=serializers.CharField(), allow_null=True)
    answers = ToldAnswerSerializer(many=True)


class AlertWithToldSerializer(AlertSerializer):
    """An alert with who was told of it."""

    told = serializers.SerializerMethodField()

    class Meta(AlertSerializer.Meta):
        fields = [*AlertSerializer.Meta.fields, "told"]

    @extend_schema_field(ToldSerializer(many=True))
    def get_told(self, alert: Alert) -> Any:
        return ToldSerializer(self.context["told"], many=True).data


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """One message to the one who asks."""

    alert = serializers.UUIDField(source="alert_id")
    url = serializers.SerializerMethodField()
    answers = AnswerSerializer(source="acknowledgements", many=True)

    class Meta:
        model = Notification
        fields = [
            "id", "alert", "channel", "severity", "language", "subject", "body", "state", "created_at", "sent_at",
            "read_at", "answered_at", "answers", "url",
        ]  # fmt: skip

    def get_url(self, notification: Notification) -> str:
        return f"{settings.PUBLIC_URL}{notification.path}"


class AnswerInput(StrictSerializer):
    """`{"kind": "going", "eta_min": 40}`."""

    kind = serializers.ChoiceField(choices=AnswerKind.choices)
    eta_min = serializers.IntegerField(min_value=0, max_value=LONGEST_ETA_MIN, required=False, allow_null=True)
