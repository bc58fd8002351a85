/**
 * Prints the SQL that makes an empty database into what a Prisma schema says, through Prisma's own
 * schema engine as WebAssembly (the native one is a download). For writing migrations, and for the
 * test that they agree with the schema.
 */
import { readFileSync } from 'node:fs';

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

/** The engine over a driver adapter factory. */
export async function openEngine(factory, schemaPath) {
  const folder = fileURLToPath(new URL('../node_modules/@prisma/schema-engine-wasm/', import.meta.url));
  const glue = await import(join(folder, 'schema_engine_bg.js'));
  const module = await WebAssembly.compile(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const instance = await WebAssembly.instantiate(module, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = [[schemaPath, readFileSync(schemaPath, 'utf8')]];
  return glue.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

/** SQL from nothing to the schema. */
export async function schemaSql(factory, schemaPath) {
  const engine = await openEngine(factory, schemaPath);
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: schemaPath, content: readFileSync(schemaPath, 'utf8') }] },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3');
  const path = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));
  console.log(await schemaSql(new PrismaBetterSqlite3({ url: ':memory:', shadowDatabaseUrl: ':memory:' }, {}), path));
}
