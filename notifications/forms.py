"""The answer of a recipient, from the inbox and from a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import AnswerKind
from notifications.models.outbox import LONGEST_ETA_MIN


class AnswerForm(forms.Form):
    """Which of the four buttons was pressed, and in how many minutes one arrives."""

    kind = forms.ChoiceField(
        choices=AnswerKind.choices, error_messages={"invalid_choice": _("Choose one of the four answers.")}
    )
    eta_min = forms.IntegerField(
        label=_("Minutes until you arrive"), required=False, min_value=0, max_value=LONGEST_ETA_MIN
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # The field stands beside all four buttons, and means something with one of them.
        if cleaned.get("kind") != AnswerKind.GOING:
            cleaned["eta_min"] = None
            self.errors.pop("eta_min", None)
        return cleaned
