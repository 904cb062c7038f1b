"""What a form row needs to know of a Django field, so that its template only draws."""

from typing import Any

from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.forms.boundfield import BoundField


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    return "tick" if isinstance(widget, CheckboxInput) else "field"


def _control(field: BoundField, described_by: str) -> str:
    attrs: dict[str, Any] = {}
    if described_by:
        attrs["aria-describedby"] = described_by
    widget = field.field.widget
    if not isinstance(widget, CheckboxInput):
        attrs["class"] = f"field {widget.attrs.get('class', '')}".strip()
    if isinstance(widget, Textarea):
        attrs.setdefault("rows", widget.attrs.get("rows", 3))
    return field.as_widget(attrs=attrs)


def form_row_context(field: BoundField, *, number: int | str, shown: int, columns: int, small: bool) -> dict[str, Any]:
    """Return the variables of components/_form_row.html for a bound field."""
    kind, where = _kind(field), field.auto_id or field.html_name
    hint_id = f"{where}_hint" if field.help_text else ""
    error_id = f"{where}_error" if field.errors else ""
    described_by = " ".join(part for part in (hint_id, error_id) if part)
    row: dict[str, Any] = {
        "field": field,
        "kind": kind,
        "id": where,
        "number": number,
        "small": small,
        "columns": columns,
        "hint_id": hint_id,
        "error_id": error_id,
        "described_by": described_by,
        # The mark on the question tells which are optional: most are not.
        "optional": not field.field.required and kind == "field",
    }
    if kind == "choices":
        choices = list(field.subwidgets)
        # What is chosen is never folded away, wherever it stands.
        chosen_late = [c for c in choices[shown:] if c.data["selected"]] if shown else []
        row["first"] = choices[:shown] + chosen_late if shown else choices
        row["rest"] = [c for c in choices[shown:] if c not in chosen_late] if shown else []
    else:
        row["control"] = _control(field, described_by)
    return row
