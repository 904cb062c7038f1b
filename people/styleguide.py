"""What the style guide shows: each mark and component in each of its states."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Clock
from people.templatetags.marks import STATUSES

SEVERITIES = [
    (1, _("Dispute"), _("circle")),
    (2, _("Tension"), _("square")),
    (3, _("Clash"), _("diamond")),
    (4, _("Armed incident"), _("hexagon")),
    (5, _("Armed conflict"), _("eight points")),
]
LINE_STATUSES = [
    ("undefined", _("Not described")),
    ("disputed", _("Disputed")),
    ("described", _("Described")),
    ("agreed", _("Agreed")),
    ("delimited", _("Delimited")),
    ("demarcating", _("Being demarcated")),
    ("demarcated", _("Demarcated")),
    ("checked", _("Jointly checked")),
]
ICONS = [
    *("menu", "check", "warn", "wait", "going", "pin", "target", "plus", "bell", "phone"),
    *("stop", "chevron", "cross", "half", "dot", "ring", "agree", "differ", "silent"),
]


class SampleForm(forms.Form):
    """One question of each kind, as the incident form asks them."""

    what = forms.CharField(
        label=_("What is happening"),
        help_text=_("In one line. The other side will not see these words."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    cause = forms.ChoiceField(
        label=_("Cause"),
        help_text=_("The main one."),
        widget=forms.RadioSelect,
        choices=[
            ("irrigation_turn", _("Irrigation water turn broken")),
            ("water_structure", _("Dam, sluice or pipe interfered with")),
            ("pasture_access", _("Access to pasture, grazing")),
            ("road_blocking", _("Road or bridge blocked")),
        ],
    )
    forms_seen = forms.MultipleChoiceField(
        label=_("What has happened so far"),
        help_text=_("One or several"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("verbal_dispute", _("Verbal dispute")),
            ("crowd", _("Crowd gathered")),
            ("stone_throwing", _("Stones thrown")),
        ],
    )
    crowd = forms.ChoiceField(
        label=_("How many people"),
        widget=forms.RadioSelect,
        choices=[
            ("under_10", _("Under 10")),
            ("10_50", _("10 to 50")),
            ("50_200", _("50 to 200")),
            ("unknown", _("Not known")),
        ],
    )
    minutes = forms.IntegerField(
        label=_("Minutes ago"), widget=forms.NumberInput(attrs={"class": "field-short", "inputmode": "numeric"})
    )
    place = forms.ChoiceField(
        label=_("Place"), required=False, choices=[("", "—"), ("vorukh", "Vorukh"), ("chorku", "Chorku")]
    )
    sure = forms.BooleanField(label=_("The place is right though it is far from the line"), required=False)


def _filled_form() -> SampleForm:
    form = SampleForm(
        {
            "what": "Спор об очереди полива у канала Масчоҳӣ",
            "cause": "road_blocking",
            "forms_seen": ["crowd", "stone_throwing"],
            "minutes": "10",
        }
    )
    form.full_clean()
    return form


def _bars() -> list[dict[str, Any]]:
    counts = [(5, _("Armed conflict"), 8), (4, _("Armed incident"), 26), (3, _("Clash"), 12)]
    return [{"severity": level, "label": label, "n": n, "url": f"?severity={level}"} for level, label, n in counts]


def styleguide_context() -> dict[str, Any]:
    """Return what templates/styleguide.html shows."""
    months = [(date(2022, m, 1), pale, dark) for m, pale, dark in ((1, 3, 1), (2, 0, 0), (3, 2, 0), (4, 1, 4))]
    return {
        "severities": SEVERITIES,
        "line_statuses": LINE_STATUSES,
        "statuses": list(STATUSES),
        "icons": ICONS,
        "form": _filled_form(),
        "stated_in_dushanbe": datetime(2026, 5, 3, 6, 4, tzinfo=UTC),
        "around_midnight": datetime(2026, 5, 3, 18, 30, tzinfo=UTC),
        "dushanbe": Clock.DUSHANBE,
        "bishkek": Clock.BISHKEK,
        "figures": [
            {"value": "53", "label": _("incidents"), "source": _("A sample of press reports.")},
            {"value": "972.0", "unit": _("km"), "label": _("whole border"), "source": _("As published.")},
        ],
        "bars": _bars(),
        "months": [{"month": day, "pale": pale, "dark": dark} for day, pale, dark in months],
    }
