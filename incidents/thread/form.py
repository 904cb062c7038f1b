"""The form of an entry in the thread."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.codes import Credibility, Reliability, TimePrecision, Visibility
from incidents.models import EntryKind
from incidents.models.timeline import WRITTEN
from incidents.questions import WordsField, day_question, hour_question
from people.models import User

_EMPTY = ("", pgettext_lazy("grade", "Not graded"))


class EntryForm(forms.Form):
    """What happened or was done, when, and who reads it. Once valid, `said` is what `write_entry` takes.

    Nobody reads it by default: whoever writes chooses.
    """

    use_required_attribute = False

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What the entry is"),
        choices=[
            ("", pgettext_lazy("entry", "Choose")),
            *((kind.value, kind.label) for kind in WRITTEN if kind != EntryKind.CORRECTION),
        ],
        widget=forms.Select(attrs={"class": "field"}),
        error_messages={"required": _("Choose what the entry is.")},
    )
    text = WordsField(
        label=_("In words"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what the entry says.")},
    )
    on_date = day_question(_("Date"))
    at_time = hour_question(_("Time"))
    about = forms.BooleanField(label=_("About this time, to the hour"), required=False)
    reliability = forms.ChoiceField(
        label=_("How far the source is to be relied on"),
        choices=lambda: [_EMPTY, *((code, f"{code}. {label}") for code, label in Reliability.choices)],
        required=False,
        widget=forms.Select(attrs={"class": "field"}),
    )
    credibility = forms.TypedChoiceField(
        label=_("How credible this is"),
        choices=lambda: [_EMPTY, *((str(code), f"{code}. {label}") for code, label in Credibility.choices)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "field"}),
    )
    visibility = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[(Visibility.OWN, _("Only my side")), (Visibility.BOTH, _("Both sides"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who reads it.")},
    )

    def __init__(self, *args: Any, user: User, corrects: Any = None, **kwargs: Any) -> None:
        # Beside other forms of the same page.
        super().__init__(*args, **{"auto_id": "entry-%s", **kwargs})
        self.user, self.corrects = user, corrects
        self.said: dict[str, Any] = {}
        if corrects is not None:
            del self.fields["kind"]

    @property
    def shows_grade(self) -> bool:
        return bool(self["reliability"].value() or self["credibility"].value())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, time = given.get("on_date"), given.get("at_time")
        at = None
        if day is not None and time is not None:
            at = datetime.combine(day, time, ZoneInfo(self.user.time_zone))
        elif day is not None and "at_time" not in self.errors:
            self.add_error("at_time", _("Give the time"))
        elif time is not None and "on_date" not in self.errors:
            self.add_error("on_date", _("Give the date"))
        self.said = {
            "id": given.get("id"),
            "kind": EntryKind.CORRECTION if self.corrects else given.get("kind"),
            "text": given.get("text"),
            "visibility": given.get("visibility"),
            "at": at,
            "precision": TimePrecision.HOUR if at and given.get("about") else TimePrecision.MINUTE,
            "reliability": given.get("reliability") or "",
            "credibility": given.get("credibility"),
            "corrects": self.corrects,
        }
        return given

    def refuse(self, error: Any) -> None:
        """Put what the service refused beside the question it is about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            question = "at_time" if name == "at" else name
            self.add_error(question if question in self.fields else None, messages)
