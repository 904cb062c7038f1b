"""The one question of the geography's pages: as of which day."""

from datetime import UTC, date, datetime

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """As of which day the border is shown; today where it is left out."""

    at = forms.DateField(
        label=_("Border as of"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a date such as 2017-02-07.")},
    )

    @property
    def day(self) -> date:
        """The day asked for, today where none or a wrong one was given."""
        day: date | None = self.cleaned_data.get("at") if self.is_valid() else None
        return day or datetime.now(UTC).date()
