"""The functions that write seals and heads, as the owner: the application role may call them, and write neither."""

from django.db import migrations

from people.rowsecurity import duty, protect

# Any number of sealers may run: one works, the others find the lock taken and go home.
LOCK = 4_207_314_001

SETTINGS = """
    SET search_path = pg_catalog, public, pg_temp
    SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET intervalstyle = 'postgres'
    SET extra_float_digits = '1' SET bytea_output = 'hex'
"""

SEAL = f"""
CREATE FUNCTION public.seal_audit(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER {SETTINGS}
AS $$
DECLARE
  horizon xid8;
  last public.audit_seal;
  t record;
  e record;
  shape_id bigint;
  queries text[] := '{{}}';
  former bytea;
  number bigint;
  moment timestamptz;
BEGIN
  IF NOT pg_try_advisory_xact_lock({LOCK}) THEN
    RETURN 0;
  END IF;
  -- Every transaction before this one has ended, and what it wrote is visible to the queries below: nothing can
  -- be added behind the horizon any more, so that the order of (txid, table, id) is final there.
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  SELECT * INTO last FROM public.audit_seal ORDER BY n DESC LIMIT 1;
  IF last.txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint THEN
    RAISE EXCEPTION 'the seals are ahead of the transactions of this cluster, as after a restored dump'
      USING HINT = 'Stop the cluster and set its epoch past the last seal: pg_resetwal --epoch.';
  END IF;

  FOR t IN
    SELECT c.relname::text AS name,
           array_agg(a.attname::varchar ORDER BY a.attname::text COLLATE "C") AS columns
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname ~ 'event$'
      AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    GROUP BY c.relname
    HAVING bool_or(a.attname = 'pgh_id') AND bool_or(a.attname = 'txid')
  LOOP
    SELECT s.id INTO shape_id FROM public.audit_shape s WHERE s.event_table = t.name AND s.columns = t.columns;
    IF shape_id IS NULL THEN
      INSERT INTO public.audit_shape (event_table, columns) VALUES (t.name, t.columns) RETURNING id INTO shape_id;
    END IF;
    queries := queries || format(
      '(SELECT e.txid, %L::text AS name, e.pgh_id::bigint AS id, %s::bigint AS shape_id,'
      ' sha256(convert_to(jsonb_object(%L::text[], ARRAY[%s])::text, ''UTF8'')) AS row_hash'
      ' FROM public.%I e WHERE (e.txid, e.pgh_id) > (%L::xid8, %s::bigint) AND e.txid < $1'
      ' ORDER BY e.txid, e.pgh_id LIMIT $2)',
      t.name, shape_id, t.columns,
      (SELECT string_agg(format('e.%I::text', name), ', ' ORDER BY o) FROM unnest(t.columns) WITH ORDINALITY AS c (name, o)),
      t.name, coalesce(last.txid, 0),
      -- Beyond the last seal: of its own transaction, the rest of its table and the tables after it.
      CASE
        WHEN last.n IS NULL OR t.name COLLATE "C" > last.event_table COLLATE "C" THEN -1
        WHEN t.name = last.event_table THEN last.event_id
        ELSE 9223372036854775807
      END
    );
  END LOOP;
  IF queries = '{{}}' THEN
    RETURN 0;
  END IF;

  number := coalesce(last.n, 0);
  former := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
  moment := clock_timestamp();
  FOR e IN EXECUTE
    'SELECT * FROM (' || array_to_string(queries, ' UNION ALL ') || ') u ORDER BY txid, name COLLATE "C", id LIMIT $2'
    USING horizon, most
  LOOP
    number := number + 1;
    former := sha256(convert_to(
      encode(former, 'hex') || ':' || number || ':' || e.name || ':' || e.id || ':' || e.txid || ':'
      || encode(e.row_hash, 'hex') || ':' || (extract(epoch FROM moment) * 1000000)::bigint, 'UTF8'));
    INSERT INTO public.audit_seal (n, event_table, event_id, txid, shape_id, row_hash, hash, sealed_at)
    VALUES (number, e.name, e.id, e.txid::text::bigint, e.shape_id, e.row_hash, former, moment);
  END LOOP;
  RETURN number - coalesce(last.n, 0);
END
$$;
REVOKE ALL ON FUNCTION public.seal_audit(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.seal_audit(integer) TO bordertrack_app;
"""  # noqa: S608

TAKE_HEAD = """
CREATE FUNCTION public.audit_take_head() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  INSERT INTO public.audit_head (day, n, hash, taken_at)
  SELECT (now() AT TIME ZONE 'UTC')::date, n, hash, now() FROM public.audit_seal ORDER BY n DESC LIMIT 1
  ON CONFLICT (day) DO NOTHING
$$;
REVOKE ALL ON FUNCTION public.audit_take_head() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.audit_take_head() TO bordertrack_app;
"""

REFUSE = """
CREATE FUNCTION public.audit_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF current_setting('audit.rewriting', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege', HINT = 'The owner may first SET audit.rewriting = on; verify_audit will tell.';
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        # Of these the application role reads nothing: what one side does is not to be counted by the other.
        protect("audit_shape", see="false", insert="false", update=None),
        protect("audit_seal", see="false", insert="false", update=None),
        protect("audit_head", see=duty("audit"), insert="false", update=None),
        protect("audit_letter", see=duty("audit"), insert=duty("audit"), update=None),
        migrations.RunSQL(SEAL, "DROP FUNCTION public.seal_audit(integer)"),
        migrations.RunSQL(TAKE_HEAD, "DROP FUNCTION public.audit_take_head()"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION public.audit_refuse() CASCADE"),
    ]
