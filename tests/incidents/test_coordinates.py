"""Coordinates as people paste them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from incidents.coordinates import NotCoordinates, parse_coordinates
from segments.validation import BadCoordinates

CANAL = (70.49611, 39.94167)


@pytest.mark.parametrize(
    "text",
    [
        "39.94167, 70.49611",
        "39.94167 70.49611",
        "  39.94167;70.49611 ",
        "39,94167 70,49611",
        "39,94167; 70,49611",
        "70.49611, 39.94167",
        "39.94167N 70.49611E",
        "N39.94167 E70.49611",
        "70.49611 E, 39.94167 N",
        "39.94167° 70.49611°",
        "39.94167 с.ш., 70.49611 в.д.",
        "С 39.94167 В 70.49611",
        "geo:39.94167,70.49611",
    ],
)
def test_decimal_degrees_are_read_in_every_habit(text: str) -> None:
    assert parse_coordinates(text) == CANAL


@pytest.mark.parametrize(
    "text",
    [
        "39°56'30\"N 70°29'46\"E",
        "39° 56′ 30″ N, 70° 29′ 46″ E",
        "39°56'30\" 70°29'46\"",
        "39°56.5' N 70°29.767' E",
        "N 39°56'30\" E 70°29'46\"",
        "39°56'30\" с.ш. 70°29'46\" в.д.",
        "70°29'46\"E 39°56'30\"N",
    ],
)
def test_degrees_minutes_and_seconds_are_read(text: str) -> None:
    lon, lat = parse_coordinates(text)

    assert lon == pytest.approx(70.49611, abs=2e-5)
    assert lat == pytest.approx(39.94167, abs=2e-5)


@pytest.mark.parametrize(
    "text",
    [
        "", "39.94167", "here", "39.9 70.4 12", "nan, inf", "1e3, 4", "39 56 30 70 29 46", "39°61' 70°29'",
        "39.5°30' 70°29'", "39 N 40 N", "39,94167,70,49611", "٣٩.٩ ٧٠.٤", "9" * 5000, "39.9, 70.4, " * 40,
    ],
)  # fmt: skip
def test_what_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(NotCoordinates):
        parse_coordinates(text)


@pytest.mark.parametrize("text", ["500, 70", "39.9, 200", "0, 0", "39.9 S 70.4 W", "-39.9, 70.4", "43.2, 76.9"])
def test_what_lies_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(BadCoordinates):
        parse_coordinates(text)


@given(st.floats(67, 75), st.floats(37.5, 41.5))
def test_what_is_written_comes_back(lon: float, lat: float) -> None:
    lon, lat = round(lon, 5), round(lat, 5)

    assert parse_coordinates(f"{lat:.5f}, {lon:.5f}") == (lon, lat)
    assert parse_coordinates(f"{lon:.5f}E {lat:.5f}N") == (lon, lat)
    assert parse_coordinates(f"{lat:.5f}; {lon:.5f}".replace(".", ",")) == (lon, lat)


@given(
    st.integers(38, 40),
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(68, 74),
    st.integers(0, 59),
    st.integers(0, 59),
)
def test_minutes_and_seconds_come_back(d: int, m: int, s: int, east: int, em: int, es: int) -> None:
    lon, lat = parse_coordinates(f"{d}°{m}'{s}\" N {east}°{em}'{es}\" E")

    assert lat == pytest.approx(d + m / 60 + s / 3600, abs=1e-6)
    assert lon == pytest.approx(east + em / 60 + es / 3600, abs=1e-6)


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        lon, lat = parse_coordinates(text)
    except ValidationError:
        return
    assert 67 <= lon <= 75
    assert 37.5 <= lat <= 41.5
