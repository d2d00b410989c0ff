// SPDX-License-Identifier: Apache-2.0
// The same FEEL texts as in means_test.dmn, evaluated by feelin one after the other in the order of the decisions.
import { evaluate, unaryTest } from 'feelin';
import { measure, readHouseholds, readModel } from './households.js';

const model = readModel();

function decideTable(table, context) {
  const values = table.inputs.map((text) => evaluate(text, context).value);
  const rule = table.rules.find(({ tests }) =>
    tests.every((test, i) => test === '-' || unaryTest(test, { ...context, '?': values[i] }).value === true));
  return evaluate(rule.output, context).value;
}

function decide(household) {
  const context = { ...household };
  for (const name of model.booleans) {
    context[name] = household[name] !== 0;
  }
  for (const { name, text, table } of model.decisions) {
    context[name] = table ? decideTable(table, context) : evaluate(text, context).value;
  }
  return { grant: context['月补助金'], perHead: context['人均月收入'], reason: context['理由码'] };
}

const households = readHouseholds();
await measure('feelin', households, async (all) => all.map(decide));
