// What scenarios mean: the same rules as par_analysis.scenario, over the matrix and figures that Python supplies.

/** An error that is said to the user: a key of WORDS and the facts its sentence needs. */
export class ScenarioError extends Error {
  constructor(kind, facts = {}) {
    super(kind);
    this.kind = kind;
    this.facts = facts;
  }
}

/** Index the payload once: places of leaves, nodes by key, and the sparse rows of both roll-up matrices. */
export function makeModel(data) {
  const position = new Map(data.leaves.map((code, place) => [code, place]));
  const nodes = new Map(data.nodes.map((node) => [`${node.index}:${node.code}`, node]));
  const byCode = new Map(data.nodes.filter((node) => node.code !== "total").map((node) => [node.code, node]));
  const firstItem = data.leaves.findIndex((code) => byCode.get(code).index === "sipas");
  return { data, position, nodes, byCode, firstItem };
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
  const { base, maximum, target, weights } = model.data;
  const [[move, value]] = Object.entries(change.move);
  if (move === "reach") return leaves.map((at) => (value === "target" ? target[at] : maximum[at]));
  if (move === "close") return leaves.map((at) => Math.min(base[at] + value * (maximum[at] - base[at]), maximum[at]));
  if (move === "add") return leaves.map((at) => Math.min(Math.max(base[at] + value, 0), maximum[at]));
  const node = model.byCode.get(of);
  // A score is for one code, which the schema of the file cannot say.
  if (scope !== "code" || !node) throw new ScenarioError("unknown", { scope: "code", of });
  if (!(value >= 0 && value <= node.max)) throw new ScenarioError("range", { code: of, value, max: node.max });
  if (leaves.length === 1) return [value];
  let share = leaves.map((at) => weights[at]);
  if (node.index === "sipas") {
    const sum = share.reduce((a, b) => a + b, 0);
    share = share.map((weight) => weight / sum);
  }
  const step = value - node.score;
  const room = leaves.reduce((sum, at, n) => sum + share[n] * (maximum[at] - base[at]), 0);
  const held = leaves.reduce((sum, at, n) => sum + share[n] * base[at], 0);
  if (step >= 0) {
    const part = room > 0 ? Math.min(step / room, 1) : 0;
    return leaves.map((at) => base[at] + part * (maximum[at] - base[at]));
  }
  const part = held > 0 ? Math.max(1 + step / held, 0) : 1;
  return leaves.map((at) => base[at] * part);
}

/** Leaf values of a scenario. Narrower scopes go before wider ones; 8.1 follows SIPAS while they are coupled. */
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

function couple(model, values, own) {
  const { base, maximum, weights, bridges } = model.data;
  let moved = 0;
  let any = false;
  for (let at = model.firstItem; at < base.length; at += 1) {
    const step = values[at] - base[at];
    if (step !== 0) any = true;
    moved += weights[at] * step;
  }
  if (!any) return;
  for (const bridge of bridges) {
    const at = model.position.get(bridge);
    if (own.has(at)) throw new ScenarioError("coupled", { code: bridge });
    values[at] = Math.min(Math.max(base[at] + (maximum[at] / 100) * moved, 0), maximum[at]);
  }
}

/** Whether 8.1 follows SIPAS in these values. */
export function followsSipas(model, scenario, values) {
  if (!scenario.coupled) return false;
  for (let at = model.firstItem; at < values.length; at += 1) if (values[at] !== model.data.base[at]) return true;
  return false;
}

/** Every node's figure: the published one plus what its leaves move. Keys are `par:7.1`. */
export function rollUp(model, values) {
  const { base, nodes } = model.data;
  const figures = new Map();
  for (const node of nodes) {
    let moved = 0;
    for (const [at, weight] of node.row) moved += weight * (values[at] - base[at]);
    figures.set(`${node.index}:${node.code}`, node.score + moved);
  }
  return figures;
}

/** Change of the PAR INDEX total by leaf, largest first; it adds up to the change of the total. */
export function contributions(model, values) {
  const made = [];
  for (let at = 0; at < model.firstItem; at += 1) {
    const change = values[at] - model.data.base[at];
    if (change !== 0) made.push({ code: model.data.leaves[at], change });
  }
  return made.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
}

/** Points by lead agency. */
export function byAgency(model, values) {
  const sums = new Map();
  for (let at = 0; at < model.firstItem; at += 1) {
    const lead = model.byCode.get(model.data.leaves[at]).lead;
    const held = sums.get(lead) ?? { lead, published: 0, value: 0 };
    held.published += model.data.base[at];
    held.value += values[at];
    sums.set(lead, held);
  }
  return [...sums.values()];
}
