// How likely a value is, and which ranks a total allows: looked up in the tables that Python supplies.

/** Chance that a leaf ends at `value` or above within the year; null where nothing is known of it. */
export function chanceOf(model, code, value) {
  const reach = model.data.reach;
  if (!reach || !Object.hasOwn(reach.leaves, code)) return null;
  const leaf = reach.leaves[code];
  const at = model.position.get(code);
  const base = model.data.base[at];
  if (leaf.whole !== undefined) return value > base + 1e-9 ? leaf.whole : 1;
  if (value <= 0) return 1;
  const [low, high, step] = reach.closures;
  const curve = reach.curves[leaf.curve];
  const closure = Math.min(Math.max((value - base) / (model.data.maximum[at] - base), low), high);
  const place = Math.min((closure - low) / step, curve.length - 1);
  const left = Math.min(Math.floor(place), curve.length - 2);
  return curve[left] + (place - left) * (curve[left + 1] - curve[left]);
}

/** Best and worst rank that a total allows among the provinces of the year; null where that is not known. */
export function ranksOf(model, total) {
  const ranks = model.data.reach?.ranks;
  if (!ranks) return null;
  const passed = (froms) => froms.length + 1 - froms.filter((from) => from !== null && total >= from - 5e-10).length;
  return { year: ranks.year, own: ranks.own, best: passed(ranks.best), worst: passed(ranks.worst) };
}
