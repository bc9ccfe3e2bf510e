// Answers the questions of test_explorer_golden.py with the modules of the page; JSON in, JSON out.

import { readFileSync } from "node:fs";

// A package.json would be needed for Node to take .js as modules; a data URL needs none.
const folder = new URL("../../par_analysis/explorer/static/", import.meta.url);
const urls = new Map();
function urlOf(name) {
  if (!urls.has(name)) {
    const text = readFileSync(new URL(name, folder), "utf-8").replace(/from "\.\/([a-z]+\.js)"/g, (_, other) => `from "${urlOf(other)}"`);
    urls.set(name, `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
  }
  return urls.get(name);
}
const [model, schema, numbers, files, reach] = await Promise.all(["model.js", "schema.js", "numbers.js", "files.js", "reach.js"].map((name) => import(urlOf(name))));

const question = JSON.parse(readFileSync(0, "utf-8"));

function evaluated(made, scenario) {
  try {
    const values = model.leafValues(made, scenario);
    return { values: [...values], figures: Object.fromEntries(model.rollUp(made, values)),
      contributions: model.contributions(made, values), agencies: model.byAgency(made, values), follows: [...model.following(made, scenario, values)] };
  } catch (error) {
    if (!(error instanceof model.ScenarioError)) throw error;
    return { error: error.kind, facts: error.facts };
  }
}

function judged(rules, text) {
  try {
    return schema.violations(rules, JSON.parse(text));
  } catch (error) {
    return { error: error.message };
  }
}

const TASKS = {
  evaluate: ({ data, scenarios }) => { const made = model.makeModel(data); return scenarios.map((one) => evaluated(made, one)); },
  bands: ({ data, calls }) => { const made = model.makeModel(data); return calls.map(([code, value]) => reach.bandOf(made, code, value)); },
  ranks: ({ data, totals }) => { const made = model.makeModel(data); return totals.map((total) => reach.ranksOf(made, total)); },
  judge: ({ schema: rules, texts }) => texts.map((text) => judged(rules, text)),
  printed: ({ calls }) => calls.map((call) => numbers.printed(...call)),
  typed: ({ texts }) => texts.map((text) => { const value = numbers.typed(text); return Number.isNaN(value) ? "NaN" : value; }),
  csv: ({ rows, lang }) => files.csv(rows, lang),
  names: ({ titles }) => titles.map((title) => files.fileName(title, "json")),
  text: ({ scenario, data }) => files.scenarioText(scenario, data),
};
process.stdout.write(JSON.stringify(TASKS[question.task](question)));
