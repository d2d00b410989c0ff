// SPDX-License-Identifier: Apache-2.0
// The means test in DuckDB, 64-bit integers, one thread: as sums alone, and with the answers kept as a table.
// Usage: node duckdb.js HOUSEHOLDS.csv GRANT PER_HEAD REASON QUERY.sql
import { DuckDBInstance } from '@duckdb/node-api';
import { readFileSync } from 'node:fs';

const [csv, grant, perHead, reason, file] = process.argv.slice(2);
const RUNS = 7;
const query = readFileSync(file, 'utf8');
const columns = readFileSync(csv, 'utf8').slice(0, 2000).split('\n')[0].split(',');
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();

async function seconds(sql) {
  const start = process.cpuUsage();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  const used = process.cpuUsage(start);
  return { seconds: (used.user + used.system) / 1e6, rows };
}

async function measure(name, sql, check) {
  const times = [];
  for (let i = 0; i < RUNS; i++) {
    const run = await seconds(sql);
    await check(run.rows);
    times.push(run.seconds);
  }
  console.log(`${name} ${(count / times.sort((a, b) => a - b)[RUNS >> 1]).toFixed(0)}`);
}

function compare(rows) {
  const sums = rows[0].map(String);
  if (sums.join() !== [grant, perHead, reason].join()) {
    console.error(`DuckDB: sums ${sums}, expected ${[grant, perHead, reason]}`);
    process.exit(1);
  }
}

const types = columns.map((name) => `'${name}': 'BIGINT'`).join(', ');
await seconds(`CREATE TABLE households AS SELECT * FROM read_csv('${csv}', columns = {${types}}, header = true)`);
const count = Number((await seconds('SELECT count(*) FROM households')).rows[0][0]);
const SUMS = 'SELECT sum(monthly_grant), sum(per_head), sum(reason) FROM';
await measure('duckdb', `${query} ${SUMS} answers`, compare);
await measure('duckdb_kept', `CREATE OR REPLACE TABLE kept AS ${query} SELECT * FROM answers`,
  async () => compare((await seconds(`${SUMS} kept`)).rows));
