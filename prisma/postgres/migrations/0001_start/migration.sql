-- CreateTable
CREATE TABLE "contacts" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "phone" TEXT,
    "phone_verified" INTEGER NOT NULL,
    "email" TEXT,
    "company" TEXT,
    "locale" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "reminders_off" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "unreachable" TEXT,
    "created_at" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identities" (
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "contact_id" TEXT NOT NULL,

    CONSTRAINT "identities_pkey" PRIMARY KEY ("channel","address")
);

-- CreateTable
CREATE TABLE "dialogues" (
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "name" TEXT,
    "step" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "updated_at" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "dialogues_pkey" PRIMARY KEY ("channel","address")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "invoice_ceiling" BIGINT,
    "refund_ceiling" BIGINT,
    "active" INTEGER NOT NULL,
    "created_at" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invites" (
    "token_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "used_by" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "invites_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "deal_id" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "decided_by" TEXT,
    "created_at" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deals" (
    "id" INTEGER NOT NULL,
    "funnel" TEXT NOT NULL,
    "contact_id" TEXT,
    "title" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "responsible_id" TEXT,
    "currency" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "lost_reason" TEXT,
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "deals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoices" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "deal_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "items" TEXT NOT NULL,
    "total" BIGINT NOT NULL,
    "paid" BIGINT NOT NULL,
    "refunded" BIGINT NOT NULL,
    "due_at" BIGINT,
    "pay_token" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "in_pieces" INTEGER NOT NULL,
    "receipt_to" TEXT,
    "created_by" TEXT,
    "plan_id" TEXT,
    "part" INTEGER NOT NULL,
    "starts_at" BIGINT,
    "asked_at" BIGINT,
    "issued_at" BIGINT NOT NULL,
    "paid_at" BIGINT,
    "cancelled_at" BIGINT,
    "next_reminder_at" BIGINT,
    "reminders_done" INTEGER NOT NULL,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" TEXT NOT NULL,
    "deal_id" INTEGER NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "reference" TEXT,
    "charge_id" TEXT,
    "url" TEXT,
    "qr" TEXT,
    "expires_at" BIGINT,
    "created_at" BIGINT NOT NULL,
    "succeeded_at" BIGINT,
    "next_check_at" BIGINT,
    "checks" INTEGER NOT NULL,
    "failure" TEXT,
    "hold" INTEGER NOT NULL,
    "capture_before" BIGINT,
    "capture_amount" BIGINT,
    "with_receipt" INTEGER NOT NULL,
    "entered_by" TEXT,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "id" TEXT NOT NULL,
    "deal_id" INTEGER NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "overpayment" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" TEXT,
    "idempotency_key" TEXT NOT NULL,
    "reference" TEXT,
    "created_at" BIGINT NOT NULL,
    "finished_at" BIGINT,
    "next_check_at" BIGINT,
    "checks" INTEGER NOT NULL,
    "failure" TEXT,
    "items" TEXT,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disputes" (
    "id" TEXT NOT NULL,
    "deal_id" INTEGER NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "opened_at" BIGINT NOT NULL,
    "closed_at" BIGINT,
    "respond_before" BIGINT,
    "reason" TEXT,

    CONSTRAINT "disputes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "receipts" (
    "id" TEXT NOT NULL,
    "deal_id" INTEGER NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "refund_id" TEXT,
    "purpose" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "register" TEXT NOT NULL,
    "along" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "settled_by" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "reference" TEXT,
    "fiscal" TEXT,
    "url" TEXT,
    "created_at" BIGINT NOT NULL,
    "registered_at" BIGINT,
    "next_check_at" BIGINT,
    "checks" INTEGER NOT NULL,
    "failure" TEXT,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policies" (
    "funnel" TEXT NOT NULL,
    "choices" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "policies_pkey" PRIMARY KEY ("funnel")
);

-- CreateTable
CREATE TABLE "postings" (
    "entry_key" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "deal_id" INTEGER NOT NULL,
    "invoice_id" TEXT,
    "payment_id" TEXT,
    "refund_id" TEXT,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "postings_pkey" PRIMARY KEY ("entry_key","line")
);

-- CreateTable
CREATE TABLE "messages" (
    "seq" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "deal_id" INTEGER,
    "slot" TEXT,
    "not_before" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "request_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lease_token" TEXT,
    "leased_until" BIGINT,
    "maybe_repeated" INTEGER NOT NULL DEFAULT 0,
    "sent_ref" TEXT,
    "sent_at" BIGINT,
    "last_error" TEXT,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "history" (
    "stream" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT,
    "data" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "request_id" TEXT NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "history_pkey" PRIMARY KEY ("stream","seq")
);

-- CreateTable
CREATE TABLE "inbox" (
    "source" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "body" TEXT,
    "deal_id" INTEGER,
    "received_at" BIGINT NOT NULL,
    "next_at" BIGINT,
    "request_id" TEXT NOT NULL,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("source","key")
);

-- CreateTable
CREATE TABLE "rollups" (
    "day" TEXT NOT NULL,
    "funnel" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "shard" INTEGER NOT NULL DEFAULT 0,
    "count" INTEGER NOT NULL,
    "sum" BIGINT NOT NULL,

    CONSTRAINT "rollups_pkey" PRIMARY KEY ("day","funnel","currency","metric","label","shard")
);

-- CreateTable
CREATE TABLE "leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" BIGINT NOT NULL,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "paces" (
    "second" BIGINT NOT NULL,
    "claimed" INTEGER NOT NULL,

    CONSTRAINT "paces_pkey" PRIMARY KEY ("second")
);

-- CreateTable
CREATE TABLE "counters" (
    "name" TEXT NOT NULL,
    "value" INTEGER NOT NULL,

    CONSTRAINT "counters_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "identities_contact_id_idx" ON "identities"("contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_channel_address_key" ON "staff"("channel", "address");

-- CreateIndex
CREATE INDEX "deals_contact_id_id_idx" ON "deals"("contact_id", "id");

-- CreateIndex
CREATE INDEX "deals_stage_id_idx" ON "deals"("stage", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_number_key" ON "invoices"("number");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_pay_token_key" ON "invoices"("pay_token");

-- CreateIndex
CREATE INDEX "invoices_deal_id_idx" ON "invoices"("deal_id");

-- CreateIndex
CREATE INDEX "invoices_issued_at_id_idx" ON "invoices"("issued_at", "id");

-- CreateIndex
CREATE INDEX "invoices_state_issued_at_id_idx" ON "invoices"("state", "issued_at", "id");

-- CreateIndex
CREATE INDEX "payments_deal_id_idx" ON "payments"("deal_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_provider_reference_key" ON "payments"("provider", "reference");

-- CreateIndex
CREATE UNIQUE INDEX "payments_provider_charge_id_key" ON "payments"("provider", "charge_id");

-- CreateIndex
CREATE INDEX "refunds_deal_id_idx" ON "refunds"("deal_id");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_provider_reference_key" ON "refunds"("provider", "reference");

-- CreateIndex
CREATE INDEX "disputes_deal_id_idx" ON "disputes"("deal_id");

-- CreateIndex
CREATE UNIQUE INDEX "disputes_provider_reference_key" ON "disputes"("provider", "reference");

-- CreateIndex
CREATE INDEX "receipts_deal_id_idx" ON "receipts"("deal_id");

-- CreateIndex
CREATE INDEX "receipts_register_reference_idx" ON "receipts"("register", "reference");

-- CreateIndex
CREATE INDEX "receipts_idempotency_key_idx" ON "receipts"("idempotency_key");

-- CreateIndex
CREATE INDEX "postings_deal_id_idx" ON "postings"("deal_id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_id_key" ON "messages"("id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_dedupe_key_key" ON "messages"("dedupe_key");

-- CreateIndex
CREATE INDEX "inbox_source_received_at_idx" ON "inbox"("source", "received_at");

-- What Prisma's schema can't say: indexes of the rows that wait, rows that are only ever added, and the functions.
CREATE INDEX "invoices_due_reminder" ON "invoices"("next_reminder_at") WHERE "next_reminder_at" IS NOT NULL;
CREATE INDEX "invoices_due_expiry" ON "invoices"("due_at") WHERE "due_at" IS NOT NULL AND "state" = 'open';
CREATE INDEX "payments_due_check" ON "payments"("next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "refunds_due_check" ON "refunds"("next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "inbox_due" ON "inbox"("next_at") WHERE "next_at" IS NOT NULL;
CREATE INDEX "inbox_open" ON "inbox"("state") WHERE "state" <> 'done';
CREATE INDEX "postings_credit" ON "postings"("payment_id", "currency", "amount", "at") WHERE "account" = 'credit';
CREATE INDEX "messages_waiting" ON "messages"("priority", "seq") WHERE "state" IN ('pending', 'leased');
CREATE INDEX "messages_waiting_chat" ON "messages"("channel", "address") WHERE "state" IN ('pending', 'leased');
CREATE INDEX "messages_parked" ON "messages"("seq") WHERE "state" = 'parked';
CREATE INDEX "messages_maybe_repeated" ON "messages"("seq") WHERE "maybe_repeated" = 1;
CREATE INDEX "messages_slot" ON "messages"("channel", "address", "slot", "seq") WHERE "slot" IS NOT NULL AND "sent_ref" IS NOT NULL;
CREATE INDEX "messages_sent" ON "messages"("channel", "address", "sent_ref") WHERE "sent_ref" IS NOT NULL;
CREATE INDEX "receipts_due_check" ON "receipts"("next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "receipts_failed" ON "receipts"("id") WHERE "state" IN ('failed', 'no_contact');
CREATE INDEX "invoices_due_sum" ON "invoices"("currency", ("total" - "paid")) WHERE "state" IN ('open', 'partially_paid');
CREATE INDEX "payments_succeeded" ON "payments"("provider", "succeeded_at") WHERE "succeeded_at" IS NOT NULL;
CREATE INDEX "refunds_finished" ON "refunds"("provider", "finished_at") WHERE "finished_at" IS NOT NULL;
CREATE INDEX "messages_deal" ON "messages"("deal_id", "seq") WHERE "deal_id" IS NOT NULL;

CREATE FUNCTION till_append_only() RETURNS trigger LANGUAGE plpgsql AS $till$
BEGIN
  RAISE EXCEPTION 'the % is append-only', CASE TG_TABLE_NAME WHEN 'postings' THEN 'ledger' ELSE TG_TABLE_NAME END;
END
$till$;
CREATE TRIGGER "postings_only_grows" BEFORE UPDATE OR DELETE OR TRUNCATE ON "postings" FOR EACH STATEMENT EXECUTE FUNCTION till_append_only();
CREATE TRIGGER "history_only_grows" BEFORE UPDATE OR DELETE OR TRUNCATE ON "history" FOR EACH STATEMENT EXECUTE FUNCTION till_append_only();

-- Leases messages: at most one an address, by priority and age, and none of a chat in which an earlier one is
-- being sent or waits to be tried again. One claim at a time: the second must see what the first one took.
CREATE FUNCTION till_claim_messages(at_now bigint, until bigint, most integer, token text)
RETURNS SETOF messages LANGUAGE plpgsql AS $till$
DECLARE
  room integer;
  taken integer;
BEGIN
  PERFORM pg_advisory_xact_lock(7717, 1);
  -- Telegram takes about 30 messages a second from a bot, from all processes together.
  SELECT 30 - coalesce(sum(claimed), 0) INTO room FROM paces WHERE second = at_now / 1000;
  DELETE FROM paces WHERE second < at_now / 1000 - 60;
  RETURN QUERY
    UPDATE messages SET
      maybe_repeated = CASE WHEN messages.state = 'leased' THEN 1 ELSE messages.maybe_repeated END,
      state = 'leased', lease_token = token, leased_until = until, attempts = messages.attempts + 1
    WHERE messages.seq IN (
      SELECT m.seq FROM messages m
      WHERE m.state IN ('pending', 'leased')
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
  GET DIAGNOSTICS taken = ROW_COUNT;
  IF taken > 0 THEN
    INSERT INTO paces (second, claimed) VALUES (at_now / 1000, taken)
    ON CONFLICT (second) DO UPDATE SET claimed = paces.claimed + excluded.claimed;
  END IF;
END
$till$;

-- Made by prisma/postgres/functions.ts.
CREATE OR REPLACE FUNCTION till_commit(c jsonb) RETURNS text LANGUAGE plpgsql AS $till$
DECLARE
  n bigint;
  violated text;
  s record;
  event record;
  last record;
BEGIN
  BEGIN
    IF c ? 'inbox' THEN
        INSERT INTO inbox ("source", "key", "state", "body", "request_id", "deal_id", "received_at", "next_at") SELECT "source", "key", "state", "body", "request_id", "deal_id", "received_at", "next_at" FROM jsonb_populate_recordset(NULL::inbox, c->'inbox');
    END IF;
    IF c ? 'new_contacts' THEN
        INSERT INTO contacts ("id", "name", "phone", "email", "locale", "time_zone", "channel", "address", "unreachable", "phone_verified", "reminders_off", "company", "created_at", "version") SELECT "id", "name", "phone", "email", "locale", "time_zone", "channel", "address", "unreachable", "phone_verified", "reminders_off", "company", "created_at", "version" FROM jsonb_populate_recordset(NULL::contacts, c->'new_contacts');
    END IF;
    IF c ? 'contacts' THEN
        FOR s IN SELECT * FROM jsonb_populate_recordset(NULL::contacts, c->'contacts') LOOP
            UPDATE contacts t SET "name" = s."name", "phone" = s."phone", "email" = s."email", "locale" = s."locale", "time_zone" = s."time_zone", "channel" = s."channel", "address" = s."address", "unreachable" = s."unreachable", "phone_verified" = s."phone_verified", "reminders_off" = s."reminders_off", "company" = s."company", "created_at" = s."created_at", "version" = s."version"
            WHERE t."id" = s."id" AND t.version = s.version - 1;
            IF NOT FOUND THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
        END LOOP;
    END IF;
    IF c ? 'identities' THEN
        INSERT INTO identities (channel, address, contact_id) SELECT channel, address, contact_id FROM jsonb_populate_recordset(NULL::identities, c->'identities')
        ON CONFLICT (channel, address) DO UPDATE SET contact_id = excluded.contact_id WHERE identities.contact_id = excluded.contact_id;
        GET DIAGNOSTICS n = ROW_COUNT;
        IF n <> jsonb_array_length(c->'identities') THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
    END IF;
    IF c ? 'new_dialogues' THEN
        INSERT INTO dialogues ("channel", "address", "name", "step", "data", "updated_at", "version") SELECT "channel", "address", "name", "step", "data", "updated_at", "version" FROM jsonb_populate_recordset(NULL::dialogues, c->'new_dialogues');
    END IF;
    IF c ? 'dialogues' THEN
        FOR s IN SELECT * FROM jsonb_populate_recordset(NULL::dialogues, c->'dialogues') LOOP
            UPDATE dialogues t SET "name" = s."name", "step" = s."step", "data" = s."data", "updated_at" = s."updated_at", "version" = s."version"
            WHERE t."channel" = s."channel" AND t."address" = s."address" AND t.version = s.version - 1;
            IF NOT FOUND THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
        END LOOP;
    END IF;
    IF c ? 'new_staff' THEN
        INSERT INTO staff ("id", "channel", "address", "name", "role", "locale", "invoice_ceiling", "refund_ceiling", "active", "created_at", "version") SELECT "id", "channel", "address", "name", "role", "locale", "invoice_ceiling", "refund_ceiling", "active", "created_at", "version" FROM jsonb_populate_recordset(NULL::staff, c->'new_staff');
    END IF;
    IF c ? 'staff' THEN
        FOR s IN SELECT * FROM jsonb_populate_recordset(NULL::staff, c->'staff') LOOP
            UPDATE staff t SET "channel" = s."channel", "address" = s."address", "name" = s."name", "role" = s."role", "locale" = s."locale", "invoice_ceiling" = s."invoice_ceiling", "refund_ceiling" = s."refund_ceiling", "active" = s."active", "created_at" = s."created_at", "version" = s."version"
            WHERE t."id" = s."id" AND t.version = s.version - 1;
            IF NOT FOUND THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
        END LOOP;
    END IF;
    IF c ? 'new_invites' THEN
        INSERT INTO invites ("token_hash", "role", "created_by", "used_by", "expires_at", "version") SELECT "token_hash", "role", "created_by", "used_by", "expires_at", "version" FROM jsonb_populate_recordset(NULL::invites, c->'new_invites');
    END IF;
    IF c ? 'invites' THEN
        FOR s IN SELECT * FROM jsonb_populate_recordset(NULL::invites, c->'invites') LOOP
            UPDATE invites t SET "role" = s."role", "created_by" = s."created_by", "used_by" = s."used_by", "expires_at" = s."expires_at", "version" = s."version"
            WHERE t."token_hash" = s."token_hash" AND t.version = s.version - 1;
            IF NOT FOUND THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
        END LOOP;
    END IF;
    IF c ? 'new_approvals' THEN
        INSERT INTO approvals ("id", "kind", "requested_by", "state", "decided_by", "data", "deal_id", "created_at", "version") SELECT "id", "kind", "requested_by", "state", "decided_by", "data", "deal_id", "created_at", "version" FROM jsonb_populate_recordset(NULL::approvals, c->'new_approvals');
    END IF;
    IF c ? 'approvals' THEN
        FOR s IN SELECT * FROM jsonb_populate_recordset(NULL::approvals, c->'approvals') LOOP
            UPDATE approvals t SET "kind" = s."kind", "requested_by" = s."requested_by", "state" = s."state", "decided_by" = s."decided_by", "data" = s."data", "deal_id" = s."deal_id", "created_at" = s."created_at", "version" = s."version"
            WHERE t."id" = s."id" AND t.version = s.version - 1;
            IF NOT FOUND THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
        END LOOP;
    END IF;
    IF c ? 'new_policies' THEN
        INSERT INTO policies ("funnel", "choices", "version") SELECT "funnel", "choices", "version" FROM jsonb_populate_recordset(NULL::policies, c->'new_policies');
    END IF;
    IF c ? 'policies' THEN
        FOR s IN SELECT * FROM jsonb_populate_recordset(NULL::policies, c->'policies') LOOP
            UPDATE policies t SET "choices" = s."choices", "version" = s."version"
            WHERE t."funnel" = s."funnel" AND t.version = s.version - 1;
            IF NOT FOUND THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
        END LOOP;
    END IF;
    IF c ? 'new_deals' THEN
        INSERT INTO deals ("id", "created_at", "updated_at", "version", "funnel", "contact_id", "title", "source", "responsible_id", "currency", "stage", "lost_reason") SELECT "id", "created_at", "updated_at", "version", "funnel", "contact_id", "title", "source", "responsible_id", "currency", "stage", "lost_reason" FROM jsonb_populate_recordset(NULL::deals, c->'new_deals');
    END IF;
    IF c ? 'deals' THEN
        FOR s IN SELECT * FROM jsonb_populate_recordset(NULL::deals, c->'deals') LOOP
            UPDATE deals t SET "created_at" = s."created_at", "updated_at" = s."updated_at", "version" = s."version", "funnel" = s."funnel", "contact_id" = s."contact_id", "title" = s."title", "source" = s."source", "responsible_id" = s."responsible_id", "currency" = s."currency", "stage" = s."stage", "lost_reason" = s."lost_reason"
            WHERE t."id" = s."id" AND t.version = s.version - 1;
            IF NOT FOUND THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
        END LOOP;
    END IF;
    IF c ? 'counters' THEN
        INSERT INTO counters (name, value) SELECT d.name, d.value + d.step FROM (SELECT * FROM jsonb_to_recordset(c->'counters') AS r(name text, value int, step int)) d
        WHERE d.value = 0 OR EXISTS (SELECT 1 FROM counters k WHERE k.name = d.name)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        WHERE counters.value = (SELECT d.value FROM (SELECT * FROM jsonb_to_recordset(c->'counters') AS r(name text, value int, step int)) d WHERE d.name = excluded.name);
        GET DIAGNOSTICS n = ROW_COUNT;
        IF n <> jsonb_array_length(c->'counters') THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
    END IF;
    IF c ? 'invoices' THEN
        INSERT INTO invoices ("id", "number", "state", "currency", "pay_token", "entity", "receipt_to", "created_by", "plan_id", "items", "in_pieces", "total", "paid", "refunded", "deal_id", "part", "starts_at", "asked_at", "due_at", "issued_at", "paid_at", "cancelled_at", "next_reminder_at", "reminders_done") SELECT "id", "number", "state", "currency", "pay_token", "entity", "receipt_to", "created_by", "plan_id", "items", "in_pieces", "total", "paid", "refunded", "deal_id", "part", "starts_at", "asked_at", "due_at", "issued_at", "paid_at", "cancelled_at", "next_reminder_at", "reminders_done" FROM jsonb_populate_recordset(NULL::invoices, c->'invoices')
        ON CONFLICT (id) DO UPDATE SET "number" = excluded."number", "state" = excluded."state", "currency" = excluded."currency", "pay_token" = excluded."pay_token", "entity" = excluded."entity", "receipt_to" = excluded."receipt_to", "created_by" = excluded."created_by", "plan_id" = excluded."plan_id", "items" = excluded."items", "in_pieces" = excluded."in_pieces", "total" = excluded."total", "paid" = excluded."paid", "refunded" = excluded."refunded", "deal_id" = excluded."deal_id", "part" = excluded."part", "starts_at" = excluded."starts_at", "asked_at" = excluded."asked_at", "due_at" = excluded."due_at", "issued_at" = excluded."issued_at", "paid_at" = excluded."paid_at", "cancelled_at" = excluded."cancelled_at", "next_reminder_at" = excluded."next_reminder_at", "reminders_done" = excluded."reminders_done";
    END IF;
    IF c ? 'payments' THEN
        INSERT INTO payments ("id", "invoice_id", "provider", "kind", "state", "currency", "idempotency_key", "reference", "charge_id", "url", "qr", "failure", "entered_by", "amount", "capture_amount", "hold", "with_receipt", "deal_id", "expires_at", "created_at", "succeeded_at", "next_check_at", "checks", "capture_before") SELECT "id", "invoice_id", "provider", "kind", "state", "currency", "idempotency_key", "reference", "charge_id", "url", "qr", "failure", "entered_by", "amount", "capture_amount", "hold", "with_receipt", "deal_id", "expires_at", "created_at", "succeeded_at", "next_check_at", "checks", "capture_before" FROM jsonb_populate_recordset(NULL::payments, c->'payments')
        ON CONFLICT (id) DO UPDATE SET "invoice_id" = excluded."invoice_id", "provider" = excluded."provider", "kind" = excluded."kind", "state" = excluded."state", "currency" = excluded."currency", "idempotency_key" = excluded."idempotency_key", "reference" = excluded."reference", "charge_id" = excluded."charge_id", "url" = excluded."url", "qr" = excluded."qr", "failure" = excluded."failure", "entered_by" = excluded."entered_by", "amount" = excluded."amount", "capture_amount" = excluded."capture_amount", "hold" = excluded."hold", "with_receipt" = excluded."with_receipt", "deal_id" = excluded."deal_id", "expires_at" = excluded."expires_at", "created_at" = excluded."created_at", "succeeded_at" = excluded."succeeded_at", "next_check_at" = excluded."next_check_at", "checks" = excluded."checks", "capture_before" = excluded."capture_before";
    END IF;
    IF c ? 'refunds' THEN
        INSERT INTO refunds ("id", "invoice_id", "payment_id", "provider", "state", "currency", "reason", "requested_by", "idempotency_key", "reference", "failure", "amount", "overpayment", "items", "deal_id", "created_at", "finished_at", "next_check_at", "checks") SELECT "id", "invoice_id", "payment_id", "provider", "state", "currency", "reason", "requested_by", "idempotency_key", "reference", "failure", "amount", "overpayment", "items", "deal_id", "created_at", "finished_at", "next_check_at", "checks" FROM jsonb_populate_recordset(NULL::refunds, c->'refunds')
        ON CONFLICT (id) DO UPDATE SET "invoice_id" = excluded."invoice_id", "payment_id" = excluded."payment_id", "provider" = excluded."provider", "state" = excluded."state", "currency" = excluded."currency", "reason" = excluded."reason", "requested_by" = excluded."requested_by", "idempotency_key" = excluded."idempotency_key", "reference" = excluded."reference", "failure" = excluded."failure", "amount" = excluded."amount", "overpayment" = excluded."overpayment", "items" = excluded."items", "deal_id" = excluded."deal_id", "created_at" = excluded."created_at", "finished_at" = excluded."finished_at", "next_check_at" = excluded."next_check_at", "checks" = excluded."checks";
    END IF;
    IF c ? 'disputes' THEN
        INSERT INTO disputes ("id", "invoice_id", "payment_id", "provider", "reference", "state", "currency", "reason", "amount", "deal_id", "opened_at", "closed_at", "respond_before") SELECT "id", "invoice_id", "payment_id", "provider", "reference", "state", "currency", "reason", "amount", "deal_id", "opened_at", "closed_at", "respond_before" FROM jsonb_populate_recordset(NULL::disputes, c->'disputes')
        ON CONFLICT (id) DO UPDATE SET "invoice_id" = excluded."invoice_id", "payment_id" = excluded."payment_id", "provider" = excluded."provider", "reference" = excluded."reference", "state" = excluded."state", "currency" = excluded."currency", "reason" = excluded."reason", "amount" = excluded."amount", "deal_id" = excluded."deal_id", "opened_at" = excluded."opened_at", "closed_at" = excluded."closed_at", "respond_before" = excluded."respond_before";
    END IF;
    IF c ? 'receipts' THEN
        INSERT INTO receipts ("id", "invoice_id", "payment_id", "refund_id", "purpose", "state", "register", "currency", "settled_by", "idempotency_key", "reference", "url", "failure", "content", "amount", "along", "fiscal", "deal_id", "created_at", "registered_at", "next_check_at", "checks") SELECT "id", "invoice_id", "payment_id", "refund_id", "purpose", "state", "register", "currency", "settled_by", "idempotency_key", "reference", "url", "failure", "content", "amount", "along", "fiscal", "deal_id", "created_at", "registered_at", "next_check_at", "checks" FROM jsonb_populate_recordset(NULL::receipts, c->'receipts')
        ON CONFLICT (id) DO UPDATE SET "invoice_id" = excluded."invoice_id", "payment_id" = excluded."payment_id", "refund_id" = excluded."refund_id", "purpose" = excluded."purpose", "state" = excluded."state", "register" = excluded."register", "currency" = excluded."currency", "settled_by" = excluded."settled_by", "idempotency_key" = excluded."idempotency_key", "reference" = excluded."reference", "url" = excluded."url", "failure" = excluded."failure", "content" = excluded."content", "amount" = excluded."amount", "along" = excluded."along", "fiscal" = excluded."fiscal", "deal_id" = excluded."deal_id", "created_at" = excluded."created_at", "registered_at" = excluded."registered_at", "next_check_at" = excluded."next_check_at", "checks" = excluded."checks";
    END IF;
    IF c ? 'postings' THEN
        INSERT INTO postings ("entry_key", "account", "provider", "invoice_id", "payment_id", "refund_id", "currency", "amount", "line", "deal_id", "at") SELECT "entry_key", "account", "provider", "invoice_id", "payment_id", "refund_id", "currency", "amount", "line", "deal_id", "at" FROM jsonb_populate_recordset(NULL::postings, c->'postings');
    END IF;
    IF c ? 'messages' THEN
        INSERT INTO messages ("id", "dedupe_key", "kind", "channel", "address", "locale", "slot", "request_id", "data", "priority", "deal_id", "not_before", "created_at") SELECT "id", "dedupe_key", "kind", "channel", "address", "locale", "slot", "request_id", "data", "priority", "deal_id", "not_before", "created_at" FROM jsonb_populate_recordset(NULL::messages, c->'messages')
        ON CONFLICT (dedupe_key) DO NOTHING;
    END IF;
    IF c ? 'history' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(d.stream, 0))
        FROM (SELECT DISTINCT stream FROM jsonb_populate_recordset(NULL::history, c->'history') ORDER BY stream) d;
        FOR event IN SELECT * FROM jsonb_to_recordset(c->'history')
          AS (stream text, type text, actor_type text, actor_id text, data text, at bigint, request_id text, rest text)
        LOOP
          SELECT h.seq, h.hash INTO last FROM history h WHERE h.stream = event.stream ORDER BY h.seq DESC LIMIT 1;
          n := coalesce(last.seq, 0) + 1;
          INSERT INTO history (stream, seq, type, actor_type, actor_id, data, at, request_id, prev_hash, hash)
          VALUES (event.stream, n, event.type, event.actor_type, event.actor_id, event.data, event.at, event.request_id, coalesce(last.hash, ''),
            encode(sha256(convert_to(concat(last.hash, E'\n', event.stream, E'\n', n, E'\n', event.rest), 'UTF8')), 'hex'));
        END LOOP;
    END IF;
    IF c ? 'rollups' THEN
        INSERT INTO rollups (day, funnel, currency, metric, label, shard, count, sum)
        SELECT day, funnel, currency, metric, label, pg_backend_pid() % 32, count, sum FROM jsonb_populate_recordset(NULL::rollups, c->'rollups')
        ON CONFLICT (day, funnel, currency, metric, label, shard)
        DO UPDATE SET count = rollups.count + excluded.count, sum = rollups.sum + excluded.sum;
    END IF;
  EXCEPTION
    WHEN SQLSTATE 'TB001' THEN
      RETURN 'stale';
    WHEN unique_violation THEN
      GET STACKED DIAGNOSTICS violated = CONSTRAINT_NAME;
      IF violated IN ('inbox_pkey', 'postings_pkey', 'payments_provider_charge_id_key') THEN RETURN 'duplicate'; END IF;
      IF violated IN ('contacts_pkey', 'dialogues_pkey', 'staff_pkey', 'staff_channel_address_key', 'invites_pkey', 'approvals_pkey', 'policies_pkey', 'deals_pkey', 'invoices_number_key', 'history_pkey') THEN RETURN 'stale'; END IF;
      RAISE;
  END;
  RETURN 'committed';
END
$till$;
