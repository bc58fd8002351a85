-- Leases messages as the function of four arguments does, which stays for processes of the version before: what is
-- urgent first, then at most so much of what is not (priority 2, "bulk"). Of the 30 messages a second that Telegram takes
-- from a bot, from all processes together, a third is kept for what is urgent.
CREATE FUNCTION till_claim_messages(at_now bigint, until bigint, most integer, token text, bulk integer)
RETURNS SETOF messages LANGUAGE plpgsql AS $till$
DECLARE
  room integer;
  urgent integer;
  taken integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7717, 1);
  SELECT 30 - coalesce(sum(claimed), 0) INTO room FROM paces WHERE second = at_now / 1000;
  DELETE FROM paces WHERE second < at_now / 1000 - 60;
  RETURN QUERY
    UPDATE messages SET
      maybe_repeated = CASE WHEN messages.state = 'leased' THEN 1 ELSE messages.maybe_repeated END,
      state = 'leased', lease_token = token, leased_until = until, attempts = messages.attempts + 1
    WHERE messages.seq IN (
      SELECT m.seq FROM messages m
      WHERE m.state IN ('pending', 'leased') AND m.priority < 2
        AND CASE WHEN m.state = 'leased' THEN m.leased_until ELSE m.not_before END <= at_now
        AND NOT EXISTS (
          SELECT 1 FROM messages b
          WHERE b.channel = m.channel AND b.address = m.address AND b.state IN ('pending', 'leased') AND b.seq <> m.seq
            AND CASE
              WHEN CASE WHEN b.state = 'leased' THEN b.leased_until ELSE b.not_before END <= at_now
                THEN (b.priority, b.seq) < (m.priority, m.seq)
              WHEN b.state = 'leased' THEN true
              ELSE b.attempts > 0 AND b.seq < m.seq AND b.priority <= m.priority
            END)
      ORDER BY m.priority, m.seq LIMIT least(most, room)
      FOR UPDATE SKIP LOCKED)
    RETURNING messages.*;
  GET DIAGNOSTICS urgent = ROW_COUNT;
  IF least(bulk, most - urgent, room - urgent - 10) > 0 THEN
    RETURN QUERY
      UPDATE messages SET
        maybe_repeated = CASE WHEN messages.state = 'leased' THEN 1 ELSE messages.maybe_repeated END,
        state = 'leased', lease_token = token, leased_until = until, attempts = messages.attempts + 1
      WHERE messages.seq IN (
        SELECT m.seq FROM messages m
        WHERE m.state IN ('pending', 'leased') AND m.priority >= 2
          AND CASE WHEN m.state = 'leased' THEN m.leased_until ELSE m.not_before END <= at_now
          AND NOT EXISTS (
            SELECT 1 FROM messages b
            WHERE b.channel = m.channel AND b.address = m.address AND b.state IN ('pending', 'leased') AND b.seq <> m.seq
              AND CASE
                WHEN CASE WHEN b.state = 'leased' THEN b.leased_until ELSE b.not_before END <= at_now
                  THEN (b.priority, b.seq) < (m.priority, m.seq)
                WHEN b.state = 'leased' THEN true
                ELSE b.attempts > 0 AND b.seq < m.seq AND b.priority <= m.priority
              END)
        ORDER BY m.priority, m.seq LIMIT least(bulk, most - urgent, room - urgent - 10)
        FOR UPDATE SKIP LOCKED)
      RETURNING messages.*;
    GET DIAGNOSTICS taken = ROW_COUNT;
  END IF;
  IF urgent + taken > 0 THEN
    INSERT INTO paces (second, claimed) VALUES (at_now / 1000, urgent + taken)
    ON CONFLICT (second) DO UPDATE SET claimed = paces.claimed + excluded.claimed;
  END IF;
END
$till$;
