#!/bin/sh
# `prisma generate` wants the path of a schema engine but never runs it; this keeps it from downloading one.
echo 'No schema engine here: migrations run through prisma/migrate.ts.' >&2
exit 1
