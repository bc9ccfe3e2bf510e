// What scenarios mean: the same rules as par_analysis.scenario, over the matrix and figures that Python supplies.

/** An error that is said to the user: a key of WORDS and the facts its sentence needs. */
export class ScenarioError extends Error {
  constructor(kind, facts = {}) {
    super(kind);
    this.kind = kind;
    this.facts = facts;
  }
}

/** Index the payload once: places of leaves, nodes and indices by key; the first index is the main one. */
export function makeModel(data) {
  const position = new Map(data.leaves.map((code, place) => [code, place]));
  const nodes = new Map(data.nodes.map((node) => [`${node.index}:${node.code}`, node]));
  const byCode = new Map(data.nodes.filter((node) => node.code !== "total").map((node) => [node.code, node]));
  const indices = new Map(data.indices.map((index) => [index.key, index]));
  return { data, position, nodes, byCode, indices, main: data.indices[0] };
}

const SLACK = 1e-9;

function scopeOf(model, change) {
  const [[scope, of]] = Object.entries(change.scope);
  const known = scope === "code" ? model.data.below : model.data.groups[scope];
  if (!known || !Object.hasOwn(known, of)) throw new ScenarioError("unknown", { scope, of });
  return { scope, of, leaves: known[of] };
}

function widthOf(model, scope, of, leaf) {
  if (scope === "code") return model.data.depth[model.data.leaves[leaf]] - model.data.depth[of];
  return scope === "index" ? 1e6 : 1e3;
}

function movedTo(model, change, scope, of, leaves) {
  const { base, minimum, maximum, target } = model.data;
  const [[move, value]] = Object.entries(change.move);
  if (move === "reach") {
    const aims = value === "target" ? target : maximum;
    const without = leaves.find((at) => aims[at] === null);
    if (without !== undefined) throw new ScenarioError("noTarget", { code: model.data.leaves[without] });
    return leaves.map((at) => aims[at]);
  }
  if (move === "close") return leaves.map((at) => Math.min(base[at] + value * (maximum[at] - base[at]), maximum[at]));
  if (move === "add") return leaves.map((at) => Math.min(Math.max(base[at] + value, minimum[at]), maximum[at]));
  const node = model.byCode.get(of);
  // A score is for one code, which the schema of the file cannot say.
  if (scope !== "code" || !node) throw new ScenarioError("unknown", { scope: "code", of });
  const least = leaves.length === 1 ? minimum[leaves[0]] : 0;
  if (!(value >= least && value <= node.max)) throw new ScenarioError("range", { code: of, value, min: least, max: node.max });
  if (leaves.length === 1) return [value];
  const weights = new Map(node.row);
  const share = leaves.map((at) => weights.get(at));
  const step = value - node.score;
  const room = leaves.reduce((sum, at, n) => sum + share[n] * (maximum[at] - base[at]), 0);
  const held = leaves.reduce((sum, at, n) => sum + share[n] * (base[at] - minimum[at]), 0);
  if (step >= 0) {
    const part = room > 0 ? Math.min(step / room, 1) : 0;
    return leaves.map((at) => base[at] + part * (maximum[at] - base[at]));
  }
  const part = held > 0 ? Math.max(1 + step / held, 0) : 1;
  return leaves.map((at) => minimum[at] + part * (base[at] - minimum[at]));
}

/** Leaf values of a scenario. Narrower scopes go before wider ones; a linked criterion follows its index while they are coupled. */
export function leafValues(model, scenario) {
  const values = Float64Array.from(model.data.base);
  const claims = new Map();
  for (const change of scenario.changes) {
    const { scope, of, leaves } = scopeOf(model, change);
    movedTo(model, change, scope, of, leaves).forEach((value, n) => {
      const at = leaves[n];
      const claim = { width: widthOf(model, scope, of, at), value, of };
      if (claims.has(at)) claims.get(at).push(claim);
      else claims.set(at, [claim]);
    });
  }
  // Only when all are known is it clear which is the narrowest: the order of changes must not matter.
  const own = new Set();
  for (const [at, made] of claims) {
    const width = Math.min(...made.map((claim) => claim.width));
    const narrowest = made.filter((claim) => claim.width === width).sort((a, b) => a.value - b.value);
    const [low, high] = [narrowest[0], narrowest[narrowest.length - 1]];
    if (high.value - low.value > SLACK) throw new ScenarioError("clash", { code: model.data.leaves[at], one: low.of, other: high.of });
    values[at] = low.value;
    if (width === 0) own.add(at);
  }
  if (scenario.coupled) couple(model, values, own);
  return values;
}

/** How far each leaf of an index has moved. */
function steps(model, key, values) {
  const [start, stop] = model.indices.get(key).span;
  const made = [];
  for (let at = start; at < stop; at += 1) made.push(values[at] - model.data.base[at]);
  return made;
}

function couple(model, values, own) {
  const { base, minimum, maximum, weights, links } = model.data;
  for (const { code, of, factor } of links) {
    const made = steps(model, of, values);
    if (!made.some((step) => step !== 0)) continue;
    const at = model.position.get(code);
    const { name, span } = model.indices.get(of);
    if (own.has(at)) throw new ScenarioError("coupled", { code, of: name });
    const moved = made.reduce((sum, step, n) => sum + weights[span[0] + n] * step, 0);
    values[at] = Math.min(Math.max(base[at] + factor * moved, minimum[at]), maximum[at]);
  }
}

/** Codes of the criteria that follow another index in these values. */
export function following(model, scenario, values) {
  const links = scenario.coupled ? model.data.links : [];
  return new Set(links.filter(({ of }) => steps(model, of, values).some((step) => step !== 0)).map(({ code }) => code));
}

/** Every node's figure: the published one plus what its leaves move, NaN where none was published. Keys are `index:code`. */
export function rollUp(model, values) {
  const { base, nodes } = model.data;
  const figures = new Map();
  for (const node of nodes) {
    let moved = 0;
    for (const [at, weight] of node.row) moved += weight * (values[at] - base[at]);
    figures.set(`${node.index}:${node.code}`, node.score === null ? NaN : node.score + moved);
  }
  return figures;
}

/** Change of the main index's overall figure by leaf, largest first; it adds up to the change of that figure. */
export function contributions(model, values) {
  const made = [];
  steps(model, model.main.key, values).forEach((step, n) => {
    const at = model.main.span[0] + n;
    if (step !== 0) made.push({ code: model.data.leaves[at], change: model.data.weights[at] * step });
  });
  return made.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
}

/** Points of the main index by lead agency. */
export function byAgency(model, values) {
  const sums = new Map();
  for (let at = model.main.span[0]; at < model.main.span[1]; at += 1) {
    const lead = model.byCode.get(model.data.leaves[at]).lead;
    const held = sums.get(lead) ?? { lead, published: 0, value: 0 };
    held.published += model.data.base[at];
    held.value += values[at];
    sums.set(lead, held);
  }
  return [...sums.values()];
}
