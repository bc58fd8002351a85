-- CreateTable
CREATE TABLE "contacts" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "version" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "identities" (
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "contact_id" TEXT NOT NULL,

    PRIMARY KEY ("channel", "address")
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

    PRIMARY KEY ("channel", "address")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "invoice_ceiling" BIGINT,
    "refund_ceiling" BIGINT,
    "active" INTEGER NOT NULL,
    "created_at" BIGINT NOT NULL,
    "version" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "invites" (
    "token_hash" TEXT NOT NULL PRIMARY KEY,
    "role" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "used_by" TEXT,
    "version" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "deal_id" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "decided_by" TEXT,
    "created_at" BIGINT NOT NULL,
    "version" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "deals" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "version" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "invoices" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "reminders_done" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "payments" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "entered_by" TEXT
);

-- CreateTable
CREATE TABLE "refunds" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "items" TEXT
);

-- CreateTable
CREATE TABLE "disputes" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "reason" TEXT
);

-- CreateTable
CREATE TABLE "receipts" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "failure" TEXT
);

-- CreateTable
CREATE TABLE "policies" (
    "funnel" TEXT NOT NULL PRIMARY KEY,
    "choices" TEXT NOT NULL,
    "version" INTEGER NOT NULL
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

    PRIMARY KEY ("entry_key", "line")
);

-- CreateTable
CREATE TABLE "messages" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "last_error" TEXT
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

    PRIMARY KEY ("stream", "seq")
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

    PRIMARY KEY ("source", "key")
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

    PRIMARY KEY ("day", "funnel", "currency", "metric", "label", "shard")
);

-- CreateTable
CREATE TABLE "leases" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "holder" TEXT NOT NULL,
    "until" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "paces" (
    "second" BIGINT NOT NULL PRIMARY KEY,
    "claimed" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "counters" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" INTEGER NOT NULL
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

-- What Prisma's schema can't say: indexes of the rows that wait, and rows that are only ever added.
CREATE INDEX "invoices_due_reminder" ON "invoices"("next_reminder_at") WHERE "next_reminder_at" IS NOT NULL;
CREATE INDEX "invoices_due_expiry" ON "invoices"("due_at") WHERE "due_at" IS NOT NULL AND "state" = 'open';
CREATE INDEX "payments_due_check" ON "payments"("next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "refunds_due_check" ON "refunds"("next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "inbox_due" ON "inbox"("next_at") WHERE "next_at" IS NOT NULL;
CREATE INDEX "inbox_open" ON "inbox"("state") WHERE "state" <> 'done';
CREATE INDEX "postings_credit" ON "postings"("payment_id", "currency", "amount", "at") WHERE "account" = 'credit';
CREATE INDEX "messages_waiting" ON "messages"("priority", "seq") WHERE "state" IN ('pending', 'leased');
CREATE INDEX "messages_waiting_chat" ON "messages"("channel", "address") WHERE "state" IN ('pending', 'leased');
CREATE INDEX "messages_maybe_repeated" ON "messages"("seq") WHERE "maybe_repeated" = 1;
CREATE INDEX "messages_parked" ON "messages"("seq") WHERE "state" = 'parked';
CREATE INDEX "messages_slot" ON "messages"("channel", "address", "slot", "seq") WHERE "slot" IS NOT NULL AND "sent_ref" IS NOT NULL;
CREATE INDEX "messages_sent" ON "messages"("channel", "address", "sent_ref") WHERE "sent_ref" IS NOT NULL;
CREATE INDEX "receipts_due_check" ON "receipts"("next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "receipts_failed" ON "receipts"("id") WHERE "state" IN ('failed', 'no_contact');
CREATE INDEX "invoices_due_sum" ON "invoices"("currency", ("total" - "paid")) WHERE "state" IN ('open', 'partially_paid');
CREATE INDEX "payments_succeeded" ON "payments"("provider", "succeeded_at") WHERE "succeeded_at" IS NOT NULL;
CREATE INDEX "refunds_finished" ON "refunds"("provider", "finished_at") WHERE "finished_at" IS NOT NULL;
CREATE INDEX "messages_deal" ON "messages"("deal_id", "seq") WHERE "deal_id" IS NOT NULL;

CREATE TRIGGER "postings_no_update" BEFORE UPDATE ON "postings" BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER "postings_no_delete" BEFORE DELETE ON "postings" BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER "history_no_update" BEFORE UPDATE ON "history" BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER "history_no_delete" BEFORE DELETE ON "history" BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
