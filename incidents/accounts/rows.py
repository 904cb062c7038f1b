"""The rows of an account's form: numbers of people, and sources. Rows are added and taken away without a script."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.forms import (
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    HiddenInput,
    IntegerField,
    NumberInput,
    Select,
    Textarea,
    TextInput,
    TypedChoiceField,
    URLField,
    URLInput,
)
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from incidents.codes import CasualtyCategory, CasualtyStatus, Credibility, Reliability, SourceKind
from incidents.questions import DATE_FORMATS, WordsField, date_field
from people.models import Side

MOST_ROWS = 40
MOST_PEOPLE = 100_000
CHOOSE = gettext_lazy("Choose")


def _number(label: Any, **kwargs: Any) -> IntegerField:
    return IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=NumberInput(attrs={"class": "field", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Give a whole number"), "required": gettext_lazy("Give the number")},
        **kwargs,
    )


def _line(label: Any, longest: int, **kwargs: Any) -> WordsField:
    return WordsField(label=label, max_length=longest, widget=TextInput(attrs={"class": "field"}), **kwargs)


def _graded(choices: Any, none: Any) -> list[tuple[Any, Any]]:
    return [("", none), *((code, f"{code}. {label}") for code, label in choices)]


class Row(Form):
    """One row. Left empty it says nothing; `said` are the columns of what it says."""

    use_required_attribute = False

    take_away = BooleanField(label=gettext_lazy("Take this row away"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["empty_permitted"] = True
        super().__init__(*args, **kwargs)

    @property
    def is_taken_away(self) -> bool:
        return self.is_bound and bool(self["take_away"].value())

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "take_away"}


class CasualtyRow(Row):
    """A number of people, whose they are, what befell them, and who gives the number."""

    status = ChoiceField(
        label=gettext_lazy("What befell them"),
        choices=[("", CHOOSE), *CasualtyStatus.choices],
        widget=Select(attrs={"class": "field"}),
        error_messages={"required": gettext_lazy("Choose what befell them")},
    )
    best = _number(pgettext_lazy("number", "How many"))
    low = _number(gettext_lazy("At least"), required=False)
    high = _number(gettext_lazy("At most"), required=False)
    people_side = ChoiceField(
        label=gettext_lazy("Whose people"), required=False, widget=Select(attrs={"class": "field"})
    )
    category = ChoiceField(
        label=gettext_lazy("Who they are"),
        choices=[("", CasualtyCategory.UNKNOWN.label), *CasualtyCategory.choices[:-1]],
        required=False,
        widget=Select(attrs={"class": "field"}),
    )
    author = _line(
        gettext_lazy("Who gives this number"),
        200,
        error_messages={"required": gettext_lazy("Say who gives this number")},
    )
    as_of = DateField(
        label=gettext_lazy("Number as of"), required=False, input_formats=DATE_FORMATS, widget=date_field()
    )

    def __init__(self, *args: Any, sides: Iterable[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people_side"]
        people.choices = [("", _("Not known")), *((side.code, side.name) for side in sides)]

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day is not None and day > timezone.now().date() + timedelta(days=1):
            self.add_error("as_of", _("This day is in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        low, best, high = (given.get(name) for name in ("low", "best", "high"))
        if low is not None and high is not None and low > high:
            self.add_error("low", _("“At least” is above “at most”"))
        elif low is not None and best is not None and low > best:
            self.add_error("low", _("“At least” is above the number itself"))
        elif high is not None and best is not None and high < best:
            self.add_error("high", _("“At most” is below the number itself"))
        return given

    @property
    def said(self) -> dict[str, Any]:
        said = super().said
        said["people_side_id"] = said.pop("people_side") or None
        said["category"] = said["category"] or CasualtyCategory.UNKNOWN
        for bound in ("low", "high"):
            said[bound] = said["best"] if said[bound] is None else said[bound]
        return said


class SourceRow(Row):
    """Where a statement comes from. The source and what it says are graded apart."""

    kind = ChoiceField(
        label=gettext_lazy("Kind of source"),
        choices=[("", CHOOSE), *SourceKind.choices],
        widget=Select(attrs={"class": "field"}),
        error_messages={"required": gettext_lazy("Choose the kind of source")},
    )
    name = _line(gettext_lazy("Which one"), 200, error_messages={"required": gettext_lazy("Say which source it is")})
    reliability = ChoiceField(
        label=gettext_lazy("How reliable is the source"),
        choices=lambda: _graded(Reliability.choices, _("Not graded")),
        required=False,
        widget=Select(attrs={"class": "field"}),
    )
    credibility = TypedChoiceField(
        label=gettext_lazy("How credible is what it says"),
        choices=lambda: _graded(Credibility.choices, _("Not graded")),
        coerce=int,
        empty_value=None,
        required=False,
        widget=Select(attrs={"class": "field"}),
    )
    independence_group = _line(
        gettext_lazy("Goes back to"),
        40,
        required=False,
        help_text=gettext_lazy("The same word for sources that draw on each other: they count once."),
    )
    reference = URLField(
        label=gettext_lazy("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=URLInput(attrs={"class": "field", "autocomplete": "off"}),
    )
    language = ChoiceField(
        label=gettext_lazy("Its language"),
        choices=[("", pgettext_lazy("account", "Not stated")), *settings.LANGUAGES],
        required=False,
        widget=Select(attrs={"class": "field"}),
    )
    quote = WordsField(
        label=gettext_lazy("What it says, word for word"),
        max_length=2_000,
        required=False,
        widget=Textarea(attrs={"class": "field", "rows": 2}),
    )
    licence = WordsField(max_length=200, required=False, widget=HiddenInput)

    def clean_reference(self) -> str:
        link = str(self.cleaned_data["reference"])
        if link and not link.startswith(("https://", "http://")):
            self.add_error("reference", _("Give a link that begins with https://"))
        return link


class Rows:
    """All rows of one kind, of a posted form or of an account."""

    def __init__(
        self,
        row: type[Row],
        prefix: str,
        label: str,
        *,
        data: Mapping[str, Any] | None = None,
        initial: Iterable[dict[str, Any]] = (),
        more: bool = False,
        **kwargs: Any,
    ) -> None:
        self.prefix, self.label = prefix, label
        if data is None:
            self.rows = [row(prefix=f"{prefix}-{n}", initial=each, **kwargs) for n, each in enumerate(initial)]
        else:
            count = _count(str(data.get(f"{prefix}-count", "")))
            self.rows = [row(data, prefix=f"{prefix}-{n}", **kwargs) for n in range(count)]
        self.can_grow = len(self.rows) < MOST_ROWS
        if (more or not self.rows) and self.can_grow:
            self.rows.append(row(prefix=f"{prefix}-{len(self.rows)}", **kwargs))
        # What the script adds, with __n__ for the number.
        self.blank = row(prefix=f"{prefix}-__n__", **kwargs)

    def is_valid(self) -> bool:
        """Whether every row that stays is right."""
        return not self.wrong

    @property
    def left(self) -> list[Row]:
        """The rows that stay and say something, once valid."""
        return [row for row in self.rows if row.is_bound and not row.is_taken_away and row.has_changed()]

    @property
    def said(self) -> list[dict[str, Any]]:
        return [row.said for row in self.left]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.is_bound and not row.is_taken_away and row.errors]


def _count(text: str) -> int:
    return min(int(text[:4]), MOST_ROWS) if text.isascii() and text.isdigit() else 0


def answers_of_row(row: Any, fields: Iterable[str]) -> dict[str, Any]:
    """Return a stored row as the answers of its form."""
    answers = {name.removesuffix("_id"): getattr(row, name) for name in fields}
    if answers.get("category") == CasualtyCategory.UNKNOWN:
        answers["category"] = ""
    for bound in ("low", "high"):
        if bound in answers and answers[bound] == answers["best"]:
            answers[bound] = None
    return answers
