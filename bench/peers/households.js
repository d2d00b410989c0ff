// SPDX-License-Identifier: Apache-2.0
// What the drivers of the other engines share: reading the households, measuring, comparing sums.
// Usage of a driver: node DRIVER.js HOUSEHOLDS.csv GRANT PER_HEAD REASON [MODEL.json]
import { readFileSync } from 'node:fs';

export function readHouseholds() {
  const [head, ...lines] = readFileSync(process.argv[2], 'utf8').trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((text, i) => [names[i], Number(text)])));
}

export function readModel() {
  return JSON.parse(readFileSync(process.argv[6], 'utf8'));
}

// decideAll(households) answers with one {grant, perHead, reason} each; a tenth of them first, to warm up. Time is that of all
// threads of the process, so that the figure is per core.
export async function measure(name, households, decideAll) {
  const count = households.length;
  await decideAll(households.slice(0, count / 10));
  const start = process.cpuUsage();
  const answers = await decideAll(households);
  const used = process.cpuUsage(start);
  const sums = ['grant', 'perHead', 'reason'].map((field) => answers.reduce((sum, answer) => sum + Number(answer[field]), 0));
  const expected = process.argv.slice(3, 6).map(Number);
  if (answers.length !== count || sums.some((sum, i) => sum !== expected[i])) {
    console.error(`${name}: ${answers.length} answers with the sums ${sums}, expected ${count} with ${expected}`);
    process.exit(1);
  }
  console.log(`${name} ${((count * 1e6) / (used.user + used.system)).toFixed(0)}`);
}
