"""Synthetic incidents, marked as such: to see and to measure the product at any size."""

import json

from django.db import connection, transaction

from incidents.codes import Cause, Crowd, Form
from people.models import Role, User
from segments.models import Border

# One statement per step, in PostgreSQL: a row a few microseconds. Places scatter around random kilometres of
# the main line, denser near Vorukh; the segment, the mark and the shared place follow from the point, as they
# do when an officer reports. About one in twenty is a draft of its side.
# The kilometre mark of a point on its segment, in metres, and its distance from the mapped line.
_KM = """greatest(lower(s.km) * 1000,
                least(upper(s.km) * 1000 - 1, round(ST_InterpolatePoint(s.measured, {0})::numeric * 1000)))::int"""
_METRES = """ST_Distance(ST_Transform({0}, 4326)::geography,
                   ST_Transform(ST_ClosestPoint(ST_Force2D(s.measured), {0}), 4326)::geography)"""

_DRAW = f"""
CREATE TEMP TABLE made ON COMMIT DROP AS
WITH line AS (SELECT code, measured, length_km FROM segments_borderline WHERE code = 'main'),
dice AS (
  SELECT n, md5(%(seed)s || ':' || n)::uuid AS id,
         random() AS a, random() AS b, random() AS c, random() AS d, random() AS e, random() AS f,
         random() AS g, random() AS h, random() AS i, random() AS j
  FROM generate_series(1, %(count)s) n
), pinned AS MATERIALIZED (
  SELECT dice.*,
         ST_Translate(
           ST_Force2D(ST_GeometryN(ST_LocateAlong(line.measured,
             CASE WHEN a < 0.6 THEN 20 + 200 * b ELSE b * (line.length_km - 0.01) END), 1)),
           (c - 0.5) * 6000 * d, (e - 0.5) * 6000 * f) AS q
  FROM dice, line
), placed AS MATERIALIZED (
  SELECT pinned.*, ST_Transform(q, 4326) AS p,
         ST_SetSRID(ST_MakePoint((floor(ST_X(q) / 500) + 0.5) * 500, (floor(ST_Y(q) / 500) + 0.5) * 500), 32642) AS cell
  FROM pinned
), known AS MATERIALIZED (SELECT code, ST_Transform(location, 32642) AS spot FROM segments_place)
SELECT placed.*, s.code AS segment, s.line_id AS line, s.sector_id AS sector,
       {_KM.format("q")} AS km_m, {_METRES.format("q")} AS metres,
       {_KM.format("cell")} AS shared_km_m, {_METRES.format("cell")} AS shared_metres,
       ST_Transform(cell, 4326) AS shared,
       timestamptz '2015-01-01 00:00+06' + g * (%(until)s - timestamptz '2015-01-01 00:00+06') AS occurred_at,
       CASE WHEN n %% 2 = 0 THEN 'KG' ELSE 'TJ' END AS side,
       CASE WHEN h < 0.05 THEN 'own' ELSE 'both' END AS visibility,
       (ARRAY[1,1,1,2,2,2,2,3,3,4,5])[1 + floor(i * 11)::int] AS severity,
       (%(causes)s::text[])[1 + floor(j * j * cardinality(%(causes)s::text[]))::int] AS cause,
       (%(forms)s::text[])[1 + floor(i * b * cardinality(%(forms)s::text[]))::int] AS form,
       (%(crowds)s::text[])[1 + floor(d * cardinality(%(crowds)s::text[]))::int] AS crowd,
       (SELECT code FROM known WHERE ST_DWithin(spot, cell, 5000)
        ORDER BY ST_Distance(spot, cell) LIMIT 1) AS place
FROM placed
CROSS JOIN LATERAL (
  SELECT code, line_id, sector_id, km, measured FROM segments_segment
  WHERE line_id = 'main' ORDER BY ST_Distance(measured, q) LIMIT 1
) s
"""  # noqa: S608

_INCIDENTS = """
WITH numbered AS (
  SELECT made.*, extract(year FROM occurred_at)::int AS year,
         row_number() OVER (PARTITION BY extract(year FROM occurred_at), visibility = 'own'
                            ORDER BY occurred_at, n) AS place_in_year
  FROM made
), spoken_for AS (
  SELECT year, max(place_in_year) AS most FROM numbered WHERE visibility <> 'own' GROUP BY year
), series AS (
  INSERT INTO incidents_numberseries AS series (prefix, year, side_id, last)
  SELECT %(prefix)s, year, NULL, most FROM spoken_for
  ON CONFLICT (prefix, year) DO UPDATE SET last = series.last + excluded.last
  RETURNING year, last
)
INSERT INTO incidents_incident (
  id, number, border_id, side_id, sector_id, segment_id, line_id, place_id, location, location_precision, km_m,
  distance_m, occurred_at, occurred_until, time_precision, clock, clock_is_stated, severity, peak_severity, cause,
  causes, forms, crowd, status, visibility, origin, is_aggregate, created_at, updated_at)
SELECT id,
       CASE WHEN visibility <> 'own'
            THEN %(prefix)s || '-' || n.year || '-' || lpad((series.last - most + place_in_year)::text, 6, '0') END,
       %(border)s, side, sector, segment, line, place, shared, 3,
       round(shared_km_m, -3), (round(shared_metres / 500) * 500)::int,
       date_trunc('minute', occurred_at), NULL, 'minute',
       CASE side WHEN 'KG' THEN 'Asia/Bishkek' ELSE 'Asia/Dushanbe' END, true, severity, severity, cause,
       ARRAY[cause], ARRAY[form], crowd, CASE WHEN c < 0.1 THEN 'signal' WHEN c < 0.2 THEN 'acknowledged'
       ELSE 'closed' END, visibility, 'synthetic', false, occurred_at, occurred_at
FROM numbered n LEFT JOIN spoken_for USING (year) LEFT JOIN series USING (year)
"""

_ACCOUNTS = """
WITH numbered AS (
  SELECT made.*, extract(year FROM occurred_at)::int AS year,
         row_number() OVER (PARTITION BY side, extract(year FROM occurred_at) ORDER BY occurred_at, n) AS place_in_year
  FROM made
), spoken_for AS (
  SELECT side, year, max(place_in_year) AS most FROM numbered GROUP BY side, year
), series AS (
  INSERT INTO incidents_numberseries AS series (prefix, year, side_id, last)
  SELECT side, year, side, most FROM spoken_for
  ON CONFLICT (prefix, year) DO UPDATE SET last = series.last + excluded.last
  RETURNING side_id AS side, year, last
)
INSERT INTO incidents_account (
  id, incident_id, side_id, version, state, visibility, released_at, own_number, author_id, author_post, content_hash,
  title, summary, language, occurred_at, time_precision, clock, place_text, location, location_precision, km_m,
  distance_m, map_relied_on, cause, causes, first_action_by, first_action, forms, crowd, forces, forces_note, damage,
  damage_note, measures, measures_note, harm, stoppage, severity_reason, request_digest, created_at, updated_at)
SELECT md5(id::text)::uuid, id, side, 1, 'submitted', 'own', NULL,
       side || '-' || year || '-' || lpad((series.last - most + place_in_year)::text, 4, '0'),
       (%(authors)s::jsonb ->> side)::bigint, '', '', '', 'Synthetic record ' || n, 'en',
       date_trunc('minute', occurred_at), 'minute',
       CASE side WHEN 'KG' THEN 'Asia/Bishkek' ELSE 'Asia/Dushanbe' END, '', p, 2, km_m,
       metres, '', cause, ARRAY[cause], '', '', ARRAY[form], CASE crowd WHEN 'unknown' THEN '' ELSE crowd END,
       '{}', '', '{}', '', '{}', '', 'unknown', 'unknown', '', '', occurred_at, occurred_at
FROM numbered n JOIN spoken_for USING (side, year) JOIN series USING (side, year)
"""

_ENTRIES = """
INSERT INTO incidents_timelineentry (
  id, incident_id, side_id, visibility, kind, at, precision, recorded_at, text, language, reliability, by_id, post,
  from_status, to_status, to_visibility, from_severity, to_severity)
SELECT md5('entry' || id)::uuid, id, side, visibility, 'reported', occurred_at, 'minute', occurred_at, '', '', '',
       (%(authors)s::jsonb ->> side)::bigint, 'liaison', '', 'signal', '', NULL, severity
FROM made
"""


class NobodyToWrite(Exception):
    """A side has no officer in whose name a record could be written."""


@transaction.atomic
def generate_incidents(*, count: int, seed: int, until: str) -> int:
    """Make `count` synthetic incidents up to a moment; the same seed makes the same ones, once. Returns how many.

    Run as the owner of the tables, acting as a loader.

    :raises NobodyToWrite: if a side has no officer or representative.
    """
    border = Border.objects.get(pk="kg-tj")
    authors = {}
    for code in ("KG", "TJ"):
        writers = User.objects.filter(side=code, role__in=[Role.LIAISON, Role.REPRESENTATIVE])
        author = writers.order_by("pk").values_list("pk", flat=True).first()
        if author is None:
            raise NobodyToWrite(code)
        authors[code] = author
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [(seed % 1000) / 1000])
        cursor.execute(
            _DRAW,
            {
                "seed": f"synthetic:{seed}",
                "count": count,
                "until": until,
                "causes": Cause.values,
                "forms": Form.values,
                "crowds": Crowd.values,
            },
        )
        # The same seed again adds only what is new.
        cursor.execute("DELETE FROM made USING incidents_incident known WHERE known.id = made.id")
        asked = {"prefix": border.number_prefix, "border": border.pk, "authors": json.dumps(authors)}
        cursor.execute(_INCIDENTS, asked)
        made = cursor.rowcount
        cursor.execute(_ACCOUNTS, asked)
        cursor.execute(_ENTRIES, asked)
        cursor.execute("DROP TABLE made")
        return made
