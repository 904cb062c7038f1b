"""The geography on the wire."""

from decimal import Decimal

import pytest

API = "/api/v1/"


@pytest.fixture
def get(client, outsider):
    """Read a path of the API as an observer, who sees the geography like everyone else."""
    client.force_login(outsider)

    def read(path, status=200, **headers):
        response = client.get(API + path, headers=headers)
        assert response.status_code == status, response.content
        return response

    return read


@pytest.mark.parametrize(
    ("day", "total", "defined"),
    [
        ("2017-02-07", 970, 519.9),
        ("2022-04-01", 972, 664),
        ("2024-02-08", 987, 889.45),
        ("2024-12-04", 987, 987),
        ("2025-03-13", 1006.84, 1006.84),
    ],
)
def test_delimitation_gives_the_totals_of_the_day(border, get, day, total, defined):
    body = get(f"delimitation/?at={day}").json()

    assert (body["at"], body["total_km"], body["defined_km"]) == (day, total, defined)
    assert sum(Decimal(str(row["length_km"])) for row in body["segments"]) == Decimal(str(total))
    assert sum(Decimal(str(row["defined_km"])) for row in body["segments"]) == Decimal(str(defined))
    assert set(body) == {
        "at", "total_km", "defined_km", "undefined_km", "factor", "basis", "segments", "sources",
    }  # fmt: skip
    assert set(body["segments"][0]) == {"code", "length_km", "defined_km", "undefined_km", "status"}


def test_delimitation_is_of_today_where_no_day_is_named(border, get):
    assert get("delimitation/").json()["total_km"] == 1006.84


def test_segments_are_listed_in_the_order_of_their_lines(border, get):
    body = get("segments/?at=2024-01-01&count=1").json()

    assert [row["code"] for row in body["results"]][:2] == ["s01", "s02"]
    assert (body["next"], body["previous"], body["count"]) == (None, None, 18)
    assert get("segments/").json()["results"][-1]["code"] == "vorukh"


def test_a_short_page_names_the_next(border, client, get):
    first = get("segments/?limit=10").json()
    second = client.get(first["next"]).json()

    assert [row["code"] for row in first["results"] + second["results"]][9:11] == ["s10", "s11"]
    assert second["next"] is None
    assert second["previous"]


def test_geojson_has_one_feature_for_each_stretch_of_one_status(border, get):
    response = get("segments/?format=geojson&at=2017-02-07")
    features = response.json()["features"]
    karamyk = [feature["properties"] for feature in features if feature["properties"]["segment"] == "s14"]

    assert response.headers["Content-Type"] == "application/geo+json"
    assert [(row["from_km"], row["to_km"], row["status"]) for row in karamyk] == [
        (655.542, 677.343, "described"),
        (677.343, 727.642, "undefined"),
        (727.642, 789.766, "described"),
    ]
    assert all(row["apportioned"] for row in karamyk)
    assert {feature["geometry"]["type"] for feature in features} == {"LineString"}
    assert not get("segments/?format=geojson&at=2026-01-01").json()["features"][0]["properties"]["apportioned"]


def test_geojson_comes_by_the_accept_header_too(border, get):
    assert get("places/", accept="application/geo+json").json()["type"] == "FeatureCollection"


def test_a_segment_has_its_stretches(border, get):
    body = get("segments/s14/?at=2017-02-07").json()

    assert (body["from_km"], body["to_km"], body["status"]) == (655.542, 789.766, "mixed")
    assert len(body["stretches"]) == 3


def test_a_segment_that_no_longer_counts_has_no_figures(border, get):
    body = get("segments/kayragach/?at=2026-01-01").json()

    assert (body["length_km"], body["stretches"]) == (None, [])


def test_claims_keep_the_words_they_were_published_in(border, get):
    rows = get("length-claims/").json()["results"]

    assert len(rows) == 33
    assert "over 970" in [row["total"] for row in rows]
    assert all(row["source_name"] and row["source_ref"] for row in rows)


@pytest.mark.parametrize("q", ["Ворух", "voruh"])
def test_places_are_found_in_any_script(border, get, q):
    assert any("Vorukh" in row["name"] for row in get(f"places/?q={q}").json()["results"])


def test_places_in_a_box(border, get):
    rows = get("places/?bbox=70.3,39.7,70.7,40.1").json()["results"]

    assert 0 < len(rows) < 89
    assert get("places/?bbox=0,0,1,1").json()["results"] == []


def test_sectors_have_segments_and_neighbours(border, get):
    first = get("sectors/").json()["results"][0]

    assert first["code"] == "isfara-batken"
    assert first["segments"] == ["s01", "s02", "s03", "vorukh"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("segments/?colour=red", "colour"),
        ("delimitation/?at=yesterday", "at"),
        ("delimitation/?at=2017-2-7", "at"),
        ("delimitation/?at=20170207", "at"),
        ("delimitation/?at=2017-02-30", "at"),
        ("delimitation/?at=%00", "at"),
        ("delimitation/?border=xx-yy", "border"),
        ("delimitation/?border=%00", "border"),
        ("segments/?sector=nowhere", "sector"),
        ("segments/?line=nowhere", "line"),
        ("segments/?limit=201", "limit"),
        ("segments/?limit=0", "limit"),
        ("segments/?cursor=-1", "cursor"),
        ("segments/?count=2", "count"),
        ("segments/?format=kml", "format"),
        ("places/?bbox=70,39,71", "bbox"),
        ("places/?bbox=nan,39,71,40", "bbox"),
        ("length-claims/?q=1", "q"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(border, get, path, field):
    body = get(path, status=400).json()

    assert body["status"] == 400
    assert field in body["errors"]


@pytest.mark.parametrize("path", ["segments/s99/", "places/nowhere/"])
def test_what_is_not_there_is_not_found(border, get, path):
    assert get(path, status=404).json()["code"] == "not_found"


def test_a_tag_spares_the_body(border, get):
    first = get("segments/?format=geojson")
    again = get("segments/?format=geojson", status=304, if_none_match=first.headers["ETag"])

    assert again.content == b""
    assert "private" in first.headers["Cache-Control"]


def test_a_stranger_reads_nothing(border, client):
    for path in ("segments/", "segments/s03/", "delimitation/", "length-claims/", "places/", "sectors/"):
        assert client.get(API + path).status_code in {401, 403}


def test_the_list_of_segments_takes_few_queries(border, get, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        get("segments/")
