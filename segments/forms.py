"""The one question of the geography's pages: as of which day."""

from datetime import UTC, date, datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """As of which day the border is shown."""

    at = forms.DateField(
        label=_("Border as of"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a date such as 2017-02-07.")},
    )

    def __init__(self, query: QueryDict) -> None:
        # Left out, or left empty, is no mistake: it means today.
        super().__init__(query if query.get("at") else None, initial={"at": datetime.now(UTC).date()})

    @property
    def day(self) -> date:
        """The day asked for, today where none or a wrong one was given."""
        day: date = self.cleaned_data["at"] if self.is_valid() else self.initial["at"]
        return day
