"""The forms of asking the other side, and of answering it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.questions import WordsField, day_question, hour_question
from people.models import User


class AskForm(forms.Form):
    """A question to the other side, and by when an answer is asked for. Once valid, `due_at` is that moment."""

    use_required_attribute = False

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = WordsField(
        label=_("What do you ask"),
        help_text=_("The other side reads these words at once. They cannot be taken back."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you ask.")},
    )
    within = forms.ChoiceField(
        label=_("By when do you ask for an answer"),
        choices=[
            ("2", _("In 2 hours")),
            ("24", _("In 24 hours")),
            ("72", _("In 3 days")),
            ("exact", pgettext_lazy("choice", "Give the time")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose by when")},
    )
    on_date = day_question(_("Date"))
    at_time = hour_question(_("Time"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        # Beside other forms of the same page.
        super().__init__(*args, **{"auto_id": "ask-%s", **kwargs})
        self.user, self.due_at = user, timezone.now()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        within = given.get("within")
        if within == "exact":
            day, time = given.get("on_date"), given.get("at_time")
            if day is None and "on_date" not in self.errors:
                self.add_error("on_date", _("Give the date"))
            if time is None and "at_time" not in self.errors:
                self.add_error("at_time", _("Give the time"))
            if day is not None and time is not None:
                self.due_at = datetime.combine(day, time, ZoneInfo(self.user.time_zone))
        elif within:
            # To the minute, so that a form sent twice asks for the same.
            self.due_at = (timezone.now() + timedelta(hours=int(within))).replace(second=0, microsecond=0)
        return given

    def refuse(self, error: Any) -> None:
        """Put what the service refused beside the question it is about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            question = "at_time" if name == "due_at" else name
            self.add_error(question if question in self.fields else None, messages)


class AnswerForm(forms.Form):
    """An answer to what the other side asked."""

    use_required_attribute = False

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = WordsField(
        label=_("Your answer"),
        help_text=_("The other side reads these words at once. They cannot be taken back."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your answer.")},
    )

    def refuse(self, error: Any) -> None:
        """Put what the service refused beside the question it is about."""
        named = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, messages in named.items():
            self.add_error(name if name in self.fields else None, messages)
