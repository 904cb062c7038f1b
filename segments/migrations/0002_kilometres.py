"""Linear referencing: what a line and a segment derive from geometry and kilometres, kept by triggers."""

from django.db import migrations

# A vertex's M is the geodesic kilometre from the start of the line. Positions are taken in EPSG:32642, which
# is conformal and keeps M: in raw degrees the foot of a perpendicular may lie 88 m away from the true one.
MEASURE = """
CREATE FUNCTION segments_measure(line geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
  SELECT ST_Transform(ST_SetSRID(ST_MakeLine(ST_MakePointM(ST_X(p), ST_Y(p), km) ORDER BY n), 4326), 32642)
  FROM (
    SELECT n, p, coalesce(sum(ST_Distance(before::geography, p::geography)) OVER (ORDER BY n), 0) / 1000 AS km
    FROM (
      SELECT path[1] AS n, geom AS p, lag(geom) OVER (ORDER BY path[1]) AS before FROM ST_DumpPoints(line)
    ) vertices
  ) measured
$$
"""

MEASURE_LINE = """
CREATE FUNCTION segments_measure_line() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.measured := segments_measure(NEW.geometry);
  NEW.length_km := round(ST_M(ST_EndPoint(NEW.measured))::numeric, 3);
  RETURN NEW;
END
$$
"""

CUT_SEGMENT = """
CREATE FUNCTION segments_cut_segment() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  whole segments_borderline;
BEGIN
  SELECT * INTO whole FROM segments_borderline WHERE code = NEW.line_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'segment % names the unknown line %', NEW.code, NEW.line_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF upper(NEW.km) > whole.length_km THEN
    RAISE EXCEPTION 'segment % ends at km %, its line at km %: segment_lies_on_its_line',
      NEW.code, upper(NEW.km), whole.length_km
      USING ERRCODE = 'check_violation', TABLE = 'segments_segment', CONSTRAINT = 'segment_lies_on_its_line';
  END IF;
  IF isempty(NEW.km) OR lower_inf(NEW.km) OR upper_inf(NEW.km) OR lower(NEW.km) < 0 THEN
    -- Cannot be cut; the table's own constraints name what is wrong.
    NEW.measured := whole.measured;
  ELSE
    NEW.measured := ST_GeometryN(
      ST_CollectionExtract(ST_LocateBetween(whole.measured, lower(NEW.km)::float8, upper(NEW.km)::float8), 2), 1);
  END IF;
  -- To the centimetre, so that vertices come back from the projection as they were published.
  NEW.geometry := ST_SnapToGrid(ST_Force2D(ST_Transform(NEW.measured, 4326)), 1e-7);
  RETURN NEW;
END
$$
"""

CUT_SEGMENTS_AGAIN = """
CREATE FUNCTION segments_cut_segments_again() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM segments_segmentstatus WHERE line_id = NEW.code AND upper(km) > NEW.length_km) THEN
    RAISE EXCEPTION 'line % would end before a status on it: status_lies_on_its_line', NEW.code
      USING ERRCODE = 'check_violation', TABLE = 'segments_segmentstatus', CONSTRAINT = 'status_lies_on_its_line';
  END IF;
  UPDATE segments_segment SET km = km WHERE line_id = NEW.code;
  RETURN NULL;
END
$$
"""

PLACE_STATUS = """
CREATE FUNCTION segments_place_status() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  length numeric;
BEGIN
  SELECT length_km INTO length FROM segments_borderline WHERE code = NEW.line_id;
  IF upper(NEW.km) > length THEN
    RAISE EXCEPTION 'a status ends at km %, its line % at km %: status_lies_on_its_line',
      upper(NEW.km), NEW.line_id, length
      USING ERRCODE = 'check_violation', TABLE = 'segments_segmentstatus', CONSTRAINT = 'status_lies_on_its_line';
  END IF;
  RETURN NEW;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("segments", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE segments_borderline ADD COLUMN measured geometry(LineStringM, 32642) NOT NULL",
                "ALTER TABLE segments_segment ADD COLUMN measured geometry(LineStringM, 32642) NOT NULL",
                # The nearest segment to a point: ORDER BY geometry::geography <-> point LIMIT n.
                "CREATE INDEX segment_nearest ON segments_segment USING gist ((geometry::geography))",
            ],
            [
                "DROP INDEX segment_nearest",
                "ALTER TABLE segments_segment DROP COLUMN measured",
                "ALTER TABLE segments_borderline DROP COLUMN measured",
            ],
        ),
        migrations.RunSQL(MEASURE, "DROP FUNCTION segments_measure(geometry)"),
        migrations.RunSQL(MEASURE_LINE, "DROP FUNCTION segments_measure_line()"),
        migrations.RunSQL(CUT_SEGMENT, "DROP FUNCTION segments_cut_segment()"),
        migrations.RunSQL(CUT_SEGMENTS_AGAIN, "DROP FUNCTION segments_cut_segments_again()"),
        migrations.RunSQL(PLACE_STATUS, "DROP FUNCTION segments_place_status()"),
        migrations.RunSQL(
            [
                (
                    "CREATE TRIGGER measure BEFORE INSERT OR UPDATE ON segments_borderline"
                    " FOR EACH ROW EXECUTE FUNCTION segments_measure_line()"
                ),
                (
                    "CREATE TRIGGER cut_segments_again AFTER UPDATE ON segments_borderline"
                    " FOR EACH ROW WHEN (OLD.geometry IS DISTINCT FROM NEW.geometry)"
                    " EXECUTE FUNCTION segments_cut_segments_again()"
                ),
                (
                    "CREATE TRIGGER cut BEFORE INSERT OR UPDATE ON segments_segment"
                    " FOR EACH ROW EXECUTE FUNCTION segments_cut_segment()"
                ),
                (
                    "CREATE TRIGGER place BEFORE INSERT OR UPDATE ON segments_segmentstatus"
                    " FOR EACH ROW EXECUTE FUNCTION segments_place_status()"
                ),
            ],
            [
                "DROP TRIGGER place ON segments_segmentstatus",
                "DROP TRIGGER cut ON segments_segment",
                "DROP TRIGGER cut_segments_again ON segments_borderline",
                "DROP TRIGGER measure ON segments_borderline",
            ],
        ),
    ]
