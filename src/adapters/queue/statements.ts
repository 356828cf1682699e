// What pg-boss has no call for, as SQL over its tables, whose names are those of its version 12.

export const SCHEMA = "steward";
export const KEYS = "keys";
/** Where a key goes whose process died while working on it; the next process to look puts it back. */
export const ORPHANS = "orphans";
export const DEAD = "dead";
export const PROBE = "probe";

/** A key that waits already: the sooner time and the more urgent reason win. Column names are pg-boss 12's. */
export const SOONER_SQL = `
  UPDATE ${SCHEMA}.job AS job SET
    priority = GREATEST(job.priority, x.priority),
    start_after = LEAST(job.start_after, ${SCHEMA}.job_now() + x.wait * interval '1 second'),
    data = jsonb_build_object(
      'attempts', GREATEST((job.data->>'attempts')::int, x.attempts),
      'addedAtMs', CASE WHEN job.priority < x.priority THEN x.added ELSE (job.data->>'addedAtMs')::float8 END)
  FROM json_to_recordset($1::text::json)
    AS x (key text, priority integer, wait float8, attempts integer, added float8)
  WHERE job.name = '${KEYS}' AND job.state = 'created' AND job.singleton_key = x.key
    AND (job.priority < x.priority OR (job.data->>'attempts')::int < x.attempts
      OR job.start_after > ${SCHEMA}.job_now() + x.wait * interval '1 second')`;

export const ACTIVE_SQL = `SELECT id::text AS id FROM ${SCHEMA}.job WHERE name = '${KEYS}' AND state = 'active'`;

export const OURS_SQL = `
  SELECT id::text || ':' || retry_count::text AS claim FROM ${SCHEMA}.job
  WHERE name = '${KEYS}' AND state = 'active' AND id::text || ':' || retry_count::text = ANY($1::text[])`;

export const REVIVED_SQL = `DELETE FROM ${SCHEMA}.job WHERE name = '${DEAD}' AND singleton_key = $1`;

export const STATE_SQL = `
  SELECT
    count(*) FILTER (WHERE name = '${KEYS}' AND state = 'created' AND start_after <= ${SCHEMA}.job_now()) AS "due",
    COALESCE(extract(epoch FROM ${SCHEMA}.job_now() - min(start_after)
      FILTER (WHERE name = '${KEYS}' AND state = 'created' AND start_after <= ${SCHEMA}.job_now())) * 1000, 0) AS "oldestDueMs",
    count(*) FILTER (WHERE name = '${KEYS}' AND state = 'created' AND start_after > ${SCHEMA}.job_now()) AS "later",
    count(*) FILTER (WHERE name = '${KEYS}' AND state = 'active') + count(*) FILTER (WHERE name = '${ORPHANS}') AS "working",
    count(*) FILTER (WHERE name = '${DEAD}') AS "dead"
  FROM ${SCHEMA}.job WHERE state < 'completed'`;
