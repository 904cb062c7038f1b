"""Input that names every field it knows: what is unknown is refused, not dropped."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that answers an unknown or server-set field with its name."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(set(map(str, data)) - writable)
            if unknown:
                raise serializers.ValidationError({name: [_("This field cannot be set.")] for name in unknown})
        return super().to_internal_value(data)


def refuse_unknown_parameters(request: HttpRequest, known: set[str]) -> None:
    """Refuse a query with a parameter that is not known, or given twice.

    :raises ValidationError: as `{parameter: [message]}`.
    """
    query = request.GET
    errors = {name: [_("This parameter is not known.")] for name in query if name not in known}
    errors |= {name: [_("This parameter is given twice.")] for name in query if len(query.getlist(name)) > 1}
    if errors:
        raise ValidationError(errors)


class StrictForm(forms.Form):
    """A form that refuses a field it does not know, as the API does: nobody sets a side or an owner on the way."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        unknown = sorted(set(self.data) - set(self.fields) - {"csrfmiddlewaretoken"})
        if unknown:
            raise ValidationError(_("This field cannot be set: %(names)s.") % {"names": ", ".join(unknown)})
        return cleaned
