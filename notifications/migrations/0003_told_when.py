"""Who was told when and answered what, across both sides: posts and times, never a person or an address."""

from django.db import migrations

# Runs as the owner, who sees all rows: every condition on the reader is in its text.
# ~>=~ and ~<~ compare bytewise, as the varchar_pattern_ops index of the unique key does in any locale.
CREATE = """
CREATE FUNCTION notifications_told_when(prefix text)
RETURNS TABLE (
    "position" bigint, alert_kind text, side text, role text, told_at timestamptz, channels text[],
    kind text, eta_min smallint, answered_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH reader AS (
        SELECT nullif(current_setting('app.side', true), '') AS side,
               nullif(current_setting('app.office', true), '') AS office,
               string_to_array(current_setting('app.sees', true), ',') AS sees
    ), told AS (
        SELECT a.id AS alert_id, a.created_at, a.kind, n.side_id, n.recipient_id,
               coalesce(
                   min(n.sent_at) FILTER (WHERE n.channel <> 'in_app'),
                   CASE WHEN count(*) FILTER (WHERE n.channel <> 'in_app') = 0 THEN min(n.sent_at) END,
                   min(n.read_at)
               ) AS told_at,
               CASE WHEN n.side_id = reader.office THEN array_agg(DISTINCT n.channel::text) END AS channels
        FROM reader
        JOIN notifications_alert a ON a.visibility = ANY (reader.sees) OR a.side_id = reader.side
        JOIN notifications_notification n ON n.alert_id = a.id
        WHERE (
            a.key = rtrim(prefix, ':')
            -- Whole parts only: "incident:7" is not "incident:70". The semicolon comes next after the colon.
            OR a.key ~>=~ (rtrim(prefix, ':') || ':') AND a.key ~<~ (rtrim(prefix, ':') || ';')
          )
          -- A side's escalation is its own affair.
          AND (n.level = 0 OR n.side_id = reader.office)
        GROUP BY a.id, a.created_at, a.kind, n.side_id, n.recipient_id, reader.office
    )
    SELECT dense_rank() OVER (ORDER BY told.created_at, told.side_id, r.role, told.recipient_id, told.alert_id),
           told.kind::text, told.side_id::text, r.role::text, told.told_at, told.channels,
           k.kind::text, k.eta_min, k.at
    FROM told
    JOIN notifications_representative r ON r.id = told.recipient_id
    LEFT JOIN LATERAL (
        SELECT DISTINCT ON (k.kind) k.kind, k.eta_min, k.at
        FROM notifications_acknowledgement k
        JOIN notifications_notification m ON m.id = k.notification_id
        WHERE m.alert_id = told.alert_id AND m.recipient_id = told.recipient_id
        ORDER BY k.kind, k.at
    ) k ON true
    ORDER BY 1, k.at
$$;
REVOKE ALL ON FUNCTION notifications_told_when(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notifications_told_when(text) TO bordertrack_app;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_row_security")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION notifications_told_when(text)")]
