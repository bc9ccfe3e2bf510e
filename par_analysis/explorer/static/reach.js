// How likely a value is, and which ranks a total allows: looked up in the tables that Python supplies.

const BANDS = ["likely", "open", "unlikely"];
const NOISE = 1e-9;

/**
 * In which band it is that a leaf ends the year at `value` or above: `{ band, best, worst, robust }`, the best and the
 * worst over all models; null where nothing is known of it.
 */
export function bandOf(model, code, value) {
  const reach = model.data.reach;
  if (!reach || !Object.hasOwn(reach.leaves, code)) return null;
  const { likely, open } = reach.leaves[code];
  const [own, worst, best] = [0, 1, 2].map((at) => (value <= likely[at] + NOISE ? 0 : value <= open[at] + NOISE ? 1 : 2));
  return { band: BANDS[own], best: BANDS[best], worst: BANDS[worst], robust: best === worst };
}

/** Best and worst rank that a total allows among the provinces of the year; null where that is not known. */
export function ranksOf(model, total) {
  const ranks = model.data.reach?.ranks;
  if (!ranks) return null;
  const passed = (froms) => froms.length + 1 - froms.filter((from) => from !== null && total >= from - 5e-10).length;
  return { year: ranks.year, own: ranks.own, best: passed(ranks.best), worst: passed(ranks.worst) };
}
