"""The Morton key of a place: a tile or a cluster cell is one range of plain integers."""

from django.db import migrations

# Web-Mercator cells at level 22 (about 10 m), the bits of column and row interleaved.
SQL = """
CREATE FUNCTION map_spread(v bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  v := (v | (v << 16)) & 281470681808895;   -- 0x0000FFFF0000FFFF
  v := (v | (v << 8)) & 71777214294589695;  -- 0x00FF00FF00FF00FF
  v := (v | (v << 4)) & 1085102592571150095;
  v := (v | (v << 2)) & 3689348814741910323;
  RETURN (v | (v << 1)) & 6148914691236517205;
END $$;

CREATE FUNCTION map_key(place geometry) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  size constant double precision := 4194304;  -- 2 ^ 22
  phi constant double precision := radians(ST_Y(place));
BEGIN
  RETURN map_spread(floor((ST_X(place) + 180) / 360 * size)::bigint)
       | (map_spread(floor((1 - ln(tan(phi) + 1 / cos(phi)) / pi()) / 2 * size)::bigint) << 1);
END $$;
"""
UNDO = "DROP FUNCTION map_key(geometry); DROP FUNCTION map_spread(bigint);"


class Migration(migrations.Migration):
    dependencies = [("segments", "0001_initial")]

    operations = [migrations.RunSQL(SQL, UNDO)]
