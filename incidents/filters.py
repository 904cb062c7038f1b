"""The filters of pages, lists, maps, counts and exports: one vocabulary, refused where not understood."""

from datetime import UTC, datetime, time
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from incidents.codes import AccountState, Cause, Form, Origin, Severity, Status, Visibility
from incidents.models import Account, Incident
from people.strict import refuse_unknown_parameters
from people.text import clean_text
from segments.models import Border, BorderLine, Place, Sector, Segment
from segments.validation import valid_bbox, valid_point


class CodesField(forms.Field):
    """Codes separated by commas."""

    def __init__(self, *, known: Any, **kwargs: Any) -> None:
        self.known = known
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str] | None:
        if value in (None, ""):
            return None
        codes = [code.strip() for code in str(value).split(",")]
        known = set(map(str, self.known() if callable(self.known) else self.known))
        for code in codes:
            if code not in known:
                raise ValidationError(_("“%(code)s” is not a known code.") % {"code": code[:40]})
        return codes


class CodesFilter(django_filters.Filter):
    """Any of the codes given, separated by commas."""

    field_class = CodesField

    def __init__(self, *, known: Any, field_name: str, lookup_expr: str = "in", **kwargs: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr=lookup_expr, known=known, **kwargs)


class MomentField(forms.Field):
    """An instant with its offset, or a date: a UTC day."""

    def clean(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            day = parse_date(str(value))
            if day is not None:
                return datetime.combine(day, time.min, tzinfo=UTC)
            # '+' in an unescaped query arrives as a space.
            moment = parse_datetime(str(value).replace(" ", "+"))
            if moment is not None and moment.tzinfo is not None:
                # In the first and the last year an offset leads out of the calendar.
                moment = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ValidationError(_("Give a date, or a time with its offset, such as 2026-05-03T06:10:00Z."))
        return moment


class MomentFilter(django_filters.Filter):
    field_class = MomentField


def _keys(model: type[models.Model]) -> Any:
    return lambda: model._default_manager.values_list("pk", flat=True)


class IncidentFilter(django_filters.FilterSet):
    """Filters over incidents. They know the shared row only, but for `q`, which also finds words of the
    accounts that are open to the reader."""

    border = CodesFilter(field_name="border", known=_keys(Border))
    line = CodesFilter(field_name="line", known=_keys(BorderLine))
    segment = CodesFilter(field_name="segment", known=_keys(Segment))
    sector = CodesFilter(field_name="sector", known=_keys(Sector))
    side = CodesFilter(field_name="side", known=("KG", "TJ"))
    cause = CodesFilter(field_name="cause", known=Cause.values)
    form = CodesFilter(field_name="forms", lookup_expr="overlap", known=Form.values)
    severity = CodesFilter(field_name="severity", known=Severity.values)
    severity__gte = django_filters.NumberFilter(field_name="severity", lookup_expr="gte", min_value=1, max_value=5)
    status = CodesFilter(field_name="status", known=Status.values)
    origin = CodesFilter(field_name="origin", known=Origin.values)
    visibility = CodesFilter(field_name="visibility", known=Visibility.values)
    occurred_after = MomentFilter(field_name="occurred_at", lookup_expr="gte")
    occurred_before = MomentFilter(field_name="occurred_at", lookup_expr="lt")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte")
    bbox = django_filters.CharFilter(method="in_box")
    near = django_filters.CharFilter(method="near_point")
    km_from = django_filters.NumberFilter(method="from_km", min_value=0, max_value=99_999)
    km_to = django_filters.NumberFilter(method="to_km", min_value=0, max_value=99_999)
    q = django_filters.CharFilter(method="with_words", max_length=100)

    class Meta:
        model = Incident
        fields: list[str] = []

    def in_box(self, queryset: Any, name: str, value: str) -> Any:
        try:
            west, south, east, north = valid_bbox(value)
        except ValidationError as error:
            raise ValidationError({"bbox": error.messages}) from error
        # Plain numbers: row security lets no geometry operator use an index.
        return queryset.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)

    def near_point(self, queryset: Any, name: str, value: str) -> Any:
        """`lon,lat,km`: within so many kilometres of a point, 100 at most."""
        try:
            east, north, km = (float(part) for part in value.split(","))
            lon, lat = valid_point(east, north)
        except ValidationError as error:
            raise ValidationError({"near": error.messages}) from error
        except ValueError as error:
            message = _("Give longitude, latitude and kilometres, such as 70.5,39.9,5.")
            raise ValidationError({"near": [message]}) from error
        if not 0 < km <= 100:
            raise ValidationError({"near": [_("Give from 0 to 100 km.")]})
        degrees = km / 80
        return queryset.filter(
            lon__range=(lon - degrees, lon + degrees), lat__range=(lat - degrees, lat + degrees)
        ).filter(location__distance_lte=(Point(lon, lat, srid=4326), D(km=km)))

    def from_km(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(km_m__gte=int(value * 1000))

    def to_km(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(km_m__lt=int(value * 1000))

    def with_words(self, queryset: Any, name: str, value: str) -> Any:
        words = clean_text(value).strip()
        if not words:
            return queryset
        # A side's own number is known to that side alone, even once its account is released.
        is_own_number = Q(own_number__iexact=words, side=self.request.user.side_id)
        written = Account.objects.visible_to(self.request.user).exclude(state=AccountState.REVISED)
        written = written.filter(Q(title__icontains=words) | Q(summary__icontains=words) | is_own_number)
        places = Place.objects.spelled_like(words).values_list("pk", flat=True)
        return queryset.filter(
            Q(number__iexact=words) | Q(place__in=list(places)) | Q(pk__in=written.values("incident"))
        )


PAGING = {"limit", "cursor", "count", "format"}


def filtered(request: HttpRequest, queryset: Any, *, also: set[str] = frozenset()) -> tuple[Any, IncidentFilter]:  # type: ignore[assignment]
    """Return the queryset narrowed by the query, and the filter with its cleaned values in `form.cleaned_data`.

    :raises ValidationError: for a parameter or code that is not known, as `{parameter: [message]}`.
    """
    refuse_unknown_parameters(request, set(IncidentFilter.base_filters) | also)
    query = request.GET
    if ({"km_from", "km_to"} & set(query)) and not query.get("line"):
        raise ValidationError({"line": [_("A kilometre needs its line.")]})
    found = IncidentFilter(query, queryset=queryset, request=request)
    if not found.is_valid():
        raise ValidationError({name: [str(message) for message in messages] for name, messages in found.errors.items()})
    return found.qs, found


def figures(request: HttpRequest, queryset: Any, *, also: set[str] = frozenset()) -> tuple[Any, IncidentFilter]:  # type: ignore[assignment]
    """Return what counts: as `filtered`, of the deployment's origins unless asked otherwise, and without the
    sums that sources give over several places, which stand beside their parts."""
    queryset, found = filtered(request, queryset, also=also)
    if not request.GET.get("origin"):
        queryset = queryset.filter(origin__in=settings.FIGURES_ORIGINS)
    return queryset.exclude(is_aggregate=True), found
