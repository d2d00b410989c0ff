// SPDX-License-Identifier: Apache-2.0
// The means test in zen-engine's own terms: expressions, a decision table of the same columns and rules, expressions. Its
// names are plain letters.
import { ZenEngine } from '@gorules/zen-engine';
import { measure, readHouseholds } from './households.js';

const NAMES = {
  月标准: 'standard', 人数: 'members', 工资收入: 'wages', 经营收入: 'business', 财产收入: 'property', 转移收入: 'transfers',
  就业成本: 'work_cost', 活期存款: 'current_deposit', 定期存款: 'term_deposit', 理财: 'funds', 证券: 'securities',
  保险现值: 'insurance', 债权: 'claims', 机动车数: 'vehicles', 机动车价值: 'vehicle_value', 住宅套数: 'homes', 医疗支出: 'medical',
  教育支出: 'education', 照护支出: 'care', 无劳动能力人数: 'unable', 重残人数: 'severe', 无赡养人: 'unsupported',
};
const BEFORE = {
  year: '12 * standard * members',
  net: 'max([0, wages + business + property + transfers - min([work_cost, 6 * standard])])',
  rigid: 'medical + education + care',
  after: 'max([0, $.net - $.rigid])',
  assets: 'current_deposit + term_deposit + funds + securities + insurance + claims',
  vehicle_fine: 'vehicles == 0 or (vehicles == 1 and vehicle_value <= 5 * $.year)',
  strict_fine: '$.assets <= 2 * $.year and vehicles == 0 and homes <= 1',
  wide_fine: '$.assets <= 3 * $.year and $.vehicle_fine and homes <= 2',
  is_rigid: '10 * $.rigid > 7 * $.net',
  is_alone: 'unsupported != 0 and unable == members',
};
const COLUMNS = ['is_alone', 'net', 'after', 'strict_fine', 'wide_fine', 'is_rigid'];
const RULES = [
  ['true', '<= year', '', 'true', '', '', '1'],
  ['', '< year', '', 'true', '', '', '2'],
  ['', '< 2 * year', '< year', 'true', '', '', '3'],
  ['', '< 1.5 * year', '', '', 'true', '', '4'],
  ['', '< 2 * year', '< 1.5 * year', '', 'true', '', '5'],
  ['', '< 3 * year', '', '', 'true', 'true', '6'],
  ['', '< 3 * year', '', '', '', '', '7'],
  ['', '', '', '', '', '', '0'],
];
const missing = (income) => `ceil(max([0, 10 * (year - ${income}) + 36 * standard * severe]) / 12000) * 100`;
const BEHIND = {
  grant: `class == 1 ? ceil(standard * members * 1.3 / 100) * 100 : class == 2 ? ${missing('net')} : class == 3 ? ${missing('after')} : 0`,
  perHead: 'floor(net / (12 * members))',
  reason: '100 * class + (assets > 3 * year ? 1 : 0) + (vehicle_fine ? 0 : 2) + (homes > 2 ? 4 : 0) + (net >= 3 * year ? 8 : 0)' +
    ' + (is_rigid ? 16 : 0)',
};

const expressionsOf = (map) => Object.entries(map).map(([key, value]) => ({ id: key, key, value }));

function tableOf(columns, rules) {
  return {
    hitPolicy: 'first',
    passThrough: true,
    inputs: columns.map((field) => ({ id: field, name: field, field })),
    outputs: [{ id: 'class', name: 'class', field: 'class' }],
    rules: rules.map((cells, i) => Object.fromEntries([['_id', `rule${i}`], ...[...columns, 'class'].map((id, k) => [id, cells[k]])])),
  };
}

// With a loop, one call decides all households of the array `all`.
function graph(isLoop) {
  const loop = isLoop ? { executionMode: 'loop', inputField: 'all', outputPath: 'all' } : {};
  const node = (id, type, content) => ({ id, name: id, type, position: { x: 0, y: 0 }, ...(content && { content: { ...content, ...loop } }) });
  const nodes = [
    node('in', 'inputNode'),
    node('before', 'expressionNode', { expressions: expressionsOf(BEFORE), passThrough: true }),
    node('class', 'decisionTableNode', tableOf(COLUMNS, RULES)),
    node('behind', 'expressionNode', { expressions: expressionsOf(BEHIND), passThrough: false }),
    node('out', 'outputNode'),
  ];
  const edges = nodes.slice(1).map(({ id }, i) => ({ id: `edge${i}`, type: 'edge', sourceId: nodes[i].id, targetId: id }));
  return { nodes, edges };
}

const households = readHouseholds().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [NAMES[name], value])));
const engine = new ZenEngine();
const single = engine.createDecision(graph(false));
const batched = engine.createDecision(graph(true));

async function oneByOne(all, options) {
  const answers = [];
  for (const household of all) {
    answers.push((await single.evaluate(household, options)).result);
  }
  return answers;
}

async function inBatches(all) {
  const BATCH = 1000;
  const answers = [];
  for (let i = 0; i < all.length; i += BATCH) {
    answers.push(...(await batched.evaluate({ all: all.slice(i, i + BATCH) })).result.all);
  }
  return answers;
}

await measure('zen_call', households, (all) => oneByOne(all, {}));
await measure('zen_batch', households, inBatches);
await measure('zen_traced', households, (all) => oneByOne(all, { trace: true }));
