// The explorer: one set of functions for the page that opens by double click and for the widget in JupyterLab.

import { ScenarioError, byAgency, contributions, following, leafValues, makeModel, rollUp } from "./model.js";
import { changeBars, fieldBars, set, svg } from "./draw.js";
import { csv, download, fileName, pngOf, scenarioText, svgText } from "./files.js";
import { printed, short, typed } from "./numbers.js";
import { bandOf, ranksOf } from "./reach.js";
import { say } from "./words.js";
import { violations } from "./schema.js";

const READY = "par_analysis"; // the author of ready scenarios
const MOST_PINS = 4;
const MOST_BYTES = 1_000_000;
const SLIDE = { width: 1280, height: 720, scale: 1.5 };

/** Make an element. Text is always text: nothing here takes markup. */
function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function emptyScenario(lang) {
  return { title: say(lang, "untitled"), author: "", date: "", reason: "", coupled: true, changes: [] };
}

/** A word as the first of a line. */
function opening(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A short number that tells texts apart. */
function checksum(text) {
  let sum = 5381;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 33 + text.charCodeAt(at)) >>> 0;
  return sum.toString(36);
}

/** Whether a date of the form yyyy-mm-dd is one of the calendar. */
function isDate(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * Put the explorer into an element.
 *
 * options: lang, scenario (to begin with), keep (remember unfinished work in the browser), onScenario (is told of changes).
 * Returns { load, scenario, remove }.
 */
export function mount(root, data, options = {}) {
  const model = makeModel(data);
  let lang = options.lang === "en" ? "en" : "vi";
  let scenario = options.scenario ?? emptyScenario(lang);
  let pins = [];
  let past = [];
  let future = [];
  let group = null;
  let unsaved = false;
  let keeps = Boolean(options.keep);
  let frame = 0;
  let painted = 0;
  let parts = null;
  let dragged = null;
  const { main } = model;
  const filter = { tab: main.key, agency: "", assessment: "", only: true };
  const t = (key, facts) => say(lang, key, facts);
  const nameOf = (node) => (lang === "en" ? node.short_en : node.short) || node.name;
  const fullName = (node) => (lang === "en" && node.name_en) || node.name;
  const indexOf = (node) => model.indices.get(node.index);
  const decimals = (node) => indexOf(node).decimals;
  const isPercent = (index) => index.unit === "percent";
  const unitOf = (index) => (isPercent(index) ? "%" : t("points"));
  const overall = (index) => model.nodes.get(`${index.key}:total`);
  const overallName = (index) => t(isPercent(index) ? "overall" : "total", index);
  const topsOf = (index) => overall(index).children.map((code) => model.nodes.get(`${index.key}:${code}`));
  const tabName = (index) => t(isPercent(index) ? "items" : "criteria", index);
  const sourceOf = (index) => (lang === "en" ? index.source_en : index.source);
  const sources = () => [...new Set(data.indices.map(sourceOf))].filter(Boolean).join("; ");
  // Scopes such as agencies are of one index; an unlisted part has no target of its own.
  const isScoped = (scope) => Object.values(data.groups[scope]).some(([at]) => model.byCode.get(data.leaves[at]).index === filter.tab);
  const hasTargets = new Map(data.indices.map(({ key }) => [key, data.nodes.some((node) => node.index === key && node.target !== null)]));
  const linkFacts = ({ index, code, of }) => ({ code, index: model.indices.get(index).name, of: model.indices.get(of).name });
  const linked = (key) => [...new Set(data.links.map((link) => t(key, linkFacts(link))))].join("; ");
  /** Criteria that follow an index as long as indices are coupled. */
  const followers = (key) => (scenario.coupled ? data.links.filter(({ of }) => of === key).map(({ code }) => code) : []);
  const number = (value, node, sign = false) => printed(value, lang, decimals(node), sign);
  const section = options.page ? "h2" : "h3"; // one level below the title
  // A page written with another scenario remembers its own unfinished work.
  const store = `par_analysis ${data.sha256} ${options.scenario ? checksum(scenarioText(options.scenario, data)) : ""}`;

  // ---- changing the scenario

  // Scenarios never change, so what they come to is worked out once.
  const known = new WeakMap();

  function valuesOf(one) {
    if (!known.has(one)) known.set(one, leafValues(model, one));
    return known.get(one);
  }

  /** Take a new scenario, unless it cannot be evaluated. `key` joins the moves of one drag into one step to undo. */
  function take(next, key = null) {
    try {
      valuesOf(next);
    } catch (error) {
      if (error instanceof ScenarioError) {
        tell(t(error.kind === "coupled" ? "coupledClash" : error.kind, error.facts), true);
        return false;
      }
      throw error;
    }
    if (!key || key !== group) {
      past.push(scenario);
      if (past.length > 200) past.shift();
      future = [];
    }
    group = key;
    scenario = next;
    unsaved = true;
    changed();
    return true;
  }

  /** Take a change of figures. A ready scenario so changed is no longer the ready one: its name says so, and its reason goes. */
  function alter(next, key = null) {
    const ready = scenario.author === READY;
    const taken = take(ready ? { ...next, title: t("edited", { title: scenario.title }), author: "", reason: "" } : next, key);
    if (taken && ready) refreshHeader();
    return taken;
  }

  function changed() {
    keep();
    options.onScenario?.();
    // The first change of a frame is painted in that frame; further ones wait for the next, and the last one wins.
    if (frame) return;
    if (performance.now() - painted > 12) paint();
    else frame = requestAnimationFrame(paint);
  }

  function keep() {
    if (!keeps) return;
    try {
      localStorage.setItem(store, JSON.stringify({ scenario, pins }));
    } catch {
      keeps = false; // no room or no right to store: the browser will ask before the page is left
    }
  }

  function setNode(code, value, key) {
    const node = model.byCode.get(code);
    const inside = new Set(data.below[code].map((at) => data.leaves[at]));
    inside.add(code);
    let changes = scenario.changes.filter((change) => !(change.scope.code && inside.has(change.scope.code)));
    const led = followers(node.index);
    changes = changes.filter((change) => !led.includes(change.scope.code));
    const without = rollUp(model, valuesOf({ ...scenario, changes }));
    if (Math.abs(without.get(`${node.index}:${code}`) - value) > 1e-9) {
      changes = [...changes, { scope: { code }, move: { score: value } }];
    }
    return alter({ ...scenario, changes }, key);
  }

  /** Every leaf on the screen reaches its target, in one step. */
  function reachTargets() {
    const codes = new Set(parts.rows.filter((row) => data.below[row.node.code].length === 1 && row.target !== null && !row.slider.disabled).map((row) => row.node.code));
    const moves = [...codes].map((code) => ({ scope: { code }, move: { reach: "target" } }));
    const led = followers(filter.tab);
    const kept = scenario.changes.filter((change) => !codes.has(change.scope.code) && !led.includes(change.scope.code));
    alter({ ...scenario, changes: [...kept, ...moves] });
  }

  function undo(from, to) {
    if (!from.length) return;
    to.push(scenario);
    scenario = from.pop();
    group = null;
    unsaved = true;
    changed();
    refreshHeader();
  }

  // ---- the sliders

  function sliderRow(node) {
    const facts = { code: node.code, name: nameOf(node) };
    const place = data.below[node.code].length === 1 ? data.below[node.code][0] : -1;
    const target = place >= 0 && hasTargets.get(node.index) ? data.target[place] : node.target;
    const share = (value) => `${shareOf(value, node)}%`;
    const slider = h("input", {
      type: "range", min: node.min, max: node.max, step: "any", class: "pa-slider", "aria-label": t("slider", facts),
      // JupyterLab binds the arrow keys in its command mode; this leaves them to the slider.
      "data-lm-suppress-shortcuts": "true",
      oninput: () => {
        dragged = node.code;
        setNode(node.code, snapped(Number(slider.value), node, target), `slide ${node.code}`);
      },
      onchange: () => { dragged = null; group = null; },
      onkeydown: (event) => stepByKey(event, node, slider, target),
    });
    const box = h("input", {
      type: "text", inputmode: "decimal", class: "pa-box", autocomplete: "off", "aria-label": t("box", facts), "data-lm-suppress-shortcuts": "true",
      onchange: () => {
        const value = typed(box.value);
        const good = value >= node.min && value <= node.max;
        box.setAttribute("aria-invalid", String(!good));
        if (good) setNode(node.code, value);
        else tell(t("bad", { min: short(node.min, lang), max: number(node.max, node) }), true);
      },
      onkeydown: (event) => event.key === "Enter" && box.blur(),
    });
    const marks = h("span", { class: "pa-marks", "aria-hidden": "true" });
    const published = h("i", { class: "pa-mark-base" });
    published.style.left = share(node.score);
    marks.append(published);
    if (target !== null) {
      const aim = h("i", { class: "pa-mark-target" });
      aim.style.left = share(target);
      marks.append(aim);
    }
    const note = h("span", { class: "pa-note" });
    const band = bandCell(node);
    const row = h("div", { class: "pa-row" },
      h("span", { class: "pa-name", title: fullName(node) }, h("b", {}, node.code), ` ${nameOf(node)} `, note),
      h("span", { class: "pa-track" }, marks, slider),
      box,
      h("span", { class: "pa-max", "aria-hidden": "true" }, `/ ${short(node.max, lang)}`),
      band.element,
      how(node));
    return { row, slider, box, note, band, node, target };
  }

  /** In which band the value of a slider is, as a button that says why; nothing where that is not known. */
  function bandCell(node) {
    if (!data.reach || !Object.hasOwn(data.reach.leaves, node.code)) return { element: h("span", { class: "pa-band" }), paint: () => "" };
    const mark = h("i", { class: "pa-band-mark", "aria-hidden": "true" });
    const word = h("b", {});
    const firmness = h("small", {});
    const says = (event) => parts.says.show(event.currentTarget, () => saidOf(node, rollUp(model, valuesOf(scenario)).get(`${node.index}:${node.code}`)));
    const element = h("button", {
      type: "button", class: "pa-band", "data-lm-suppress-shortcuts": "true", onmouseenter: says, onfocus: says, onmouseleave: () => parts.says.leave(), onblur: () => parts.says.hide(),
      onclick: (event) => { event.currentTarget.focus(); says(event); }, // a tap gives no focus everywhere
      onkeydown: (event) => event.key === "Escape" && parts.says.hide(),
    }, mark, word, firmness);
    const paint = (value) => {
      const found = bandOf(model, node.code, value);
      const words = [t(`band ${found.band}`), t(found.robust ? "robust" : "depends")];
      shown(word, words[0]);
      shown(firmness, words[1]);
      element.dataset.band = found.band;
      element.setAttribute("aria-label", `${node.code}: ${words.join(", ")}`);
      return words.join(", ");
    };
    return { element, paint };
  }

  /** The band of a value, what other models say, and on what all of it rests: sentences; none where it is not known. */
  function saidOf(node, value) {
    const found = bandOf(model, node.code, value);
    if (!found) return [];
    const { evidence, models, leaves } = data.reach;
    const seen = evidence[leaves[node.code].evidence];
    const unit = isPercent(indexOf(node)) ? "%" : ` ${t("points")}`;
    return [
      t("reaching", { code: node.code, value: number(value, node) + unit, band: t(`band ${found.band}`) }),
      t(found.robust ? "robustWhy" : "dependsWhy", { models, worst: t(`band ${found.worst}`), best: t(`band ${found.best}`) }),
      t("evidence", { ...seen, part: lang === "en" ? seen.en : seen.vi }),
    ];
  }

  /** One place beside the rows that says why a row is in its band; it stays while it is read. */
  function makeSays() {
    const element = h("div", { class: "pa-says", role: "tooltip", id: `pa-says-${Math.random().toString(36).slice(2)}`, hidden: true });
    let of = null;
    let sentences = null;
    let waiting = 0;
    const place = () => {
      if (!of) return;
      const [ground, row, list] = [element.parentElement, of, parts.list].map((one) => one.getBoundingClientRect());
      const tall = element.offsetHeight;
      const below = row.bottom + tall <= Math.min(window.innerHeight, ground.bottom) || row.top - tall < 0;
      element.style.top = `${(below ? row.bottom : row.top - tall) - ground.top}px`;
      element.hidden = row.bottom < list.top || row.top > list.bottom;
    };
    const paint = () => {
      if (!of) return;
      element.replaceChildren(...sentences().map((text) => h("p", {}, text)));
      place();
    };
    const hide = () => {
      clearTimeout(waiting);
      of?.removeAttribute("aria-describedby");
      of = null;
      element.hidden = true;
    };
    const show = (button, what) => {
      hide();
      of = button;
      sentences = what;
      element.hidden = false;
      button.setAttribute("aria-describedby", element.id);
      paint();
    };
    // The pointer may go over to what is said; what has the focus keeps it.
    const leave = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => of !== document.activeElement && hide(), 200);
    };
    element.addEventListener("mouseenter", () => clearTimeout(waiting));
    element.addEventListener("mouseleave", leave);
    return { element, show, leave, hide, paint, place };
  }

  /** Where a value lies on a node's slider, in percent of its length. */
  function shareOf(value, node) {
    return (100 * (value - node.min)) / (node.max - node.min);
  }

  /** Round to the decimals that the table prints, and catch on the published score, the target and the ends. */
  function snapped(value, node, target) {
    const near = (node.max - node.min) * 0.008;
    for (const mark of [node.score, target, node.min, node.max]) {
      if (mark !== null && Math.abs(value - mark) < near) return mark;
    }
    return Number(value.toFixed(decimals(node)));
  }

  function stepByKey(event, node, slider, target) {
    const step = isPercent(indexOf(node)) ? 0.1 : 0.01;
    const steps = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 10 * step, PageDown: -10 * step };
    let value = NaN;
    if (event.key in steps && !event.ctrlKey && !event.metaKey && !event.altKey) value = Number(slider.value) + steps[event.key];
    else if (event.key === "Home") value = node.min;
    else if (event.key === "End") value = node.max;
    else if (event.key.toLowerCase() === "t" && target !== null && !event.ctrlKey && !event.metaKey && !event.altKey) value = target;
    if (Number.isNaN(value)) return;
    event.preventDefault();
    const next = Number(Math.min(Math.max(value, node.min), node.max).toFixed(decimals(node)));
    // The next key may come before the next frame; it must count from here.
    if (setNode(node.code, next, `key ${node.code}`)) slider.value = String(next);
  }

  function how(node) {
    return h("button", { type: "button", class: "pa-how", "aria-label": t("how", { name: `${node.code} ${nameOf(node)}` }), onclick: () => explain(node) }, "?");
  }

  // ---- what the page says

  function tell(text, bad = false) {
    const place = parts?.message;
    if (!place) return;
    place.textContent = text;
    place.classList.toggle("pa-bad", bad);
    clearTimeout(tell.timer);
    tell.timer = setTimeout(() => { if (place.textContent === text) place.textContent = ""; }, bad ? 15_000 : 6_000);
  }

  function ask(text, label, then) {
    const box = h("dialog", { class: "pa-dialog", "aria-label": text });
    box.append(h("p", {}, text), h("div", { class: "pa-buttons" },
      h("button", { type: "button", class: "pa-main", onclick: () => { box.close(); then(); } }, label),
      h("button", { type: "button", onclick: () => box.close() }, t("cancel"))));
    box.addEventListener("close", () => box.remove());
    parts.app.append(box);
    box.showModal();
  }

  function explain(node) {
    const values = valuesOf(scenario);
    const figures = rollUp(model, values);
    const of = (one) => figures.get(`${one.index}:${one.code}`);
    const unit = unitOf(indexOf(node));
    const children = node.children.map((code) => model.nodes.get(`${node.index}:${code}`));
    const box = h("dialog", { class: "pa-dialog", "aria-label": t("how", { name: nameOf(node) }) });
    const step = of(node) - node.score;
    box.append(
      h("h3", {}, node.code === "total" ? fullName(node) : `${node.code} ${fullName(node)}`),
      h("p", {}, `${t("from")}: ${number(node.score, node)} ${unit}. ${t("to")} «${scenario.title}»: ${number(of(node), node)} ${unit} (${number(step, node, true)}).`));
    const link = data.links.find(({ code }) => code === node.code);
    if (link && following(model, scenario, values).has(link.code)) {
      const index = model.indices.get(link.of);
      const other = overall(index);
      // Points for a whole of what is counted in percent.
      box.append(h("p", {}, t("via", { score: number(node.score, node), factor: short(isPercent(index) ? 100 * link.factor : link.factor, lang), of: index.name,
        step: printed(of(other) - other.score, lang, 4, true), unit: t(isPercent(index) ? "percentagePoints" : "points") })));
    }
    if (node.rest) box.append(h("p", {}, t("rest")));
    box.append(...saidOf(node, of(node)).map((text) => h("p", {}, text)));
    if (children.length) {
      const weights = new Map(node.row);
      const shareIn = ({ row: [[at, weight]] }) => weights.get(at) / weight;
      box.append(h("h4", {}, t("parts")), table(
        [t("code"), t("item"), t("from"), t("to"), opening(t("change"))],
        children.map((child) => [child.code, nameOf(child), number(child.score, child), number(of(child), child), number((of(child) - child.score) * shareIn(child), child, true)])));
    }
    const said = data.audit.filter((finding) => finding.index === node.index && (node.code === "total" || finding.codes.includes(node.code)));
    for (const finding of said) box.append(h("p", { class: "pa-finding" }, lang === "en" ? finding.en : finding.vi));
    if (node.text) box.append(h("p", { class: "pa-source" }, `${t("source")}: ${sourceOf(indexOf(node))}, ${t("line")} ${node.line}: «${node.text}»`));
    box.append(h("div", { class: "pa-buttons" }, h("button", { type: "button", class: "pa-main", onclick: () => box.close() }, t("close"))));
    box.addEventListener("close", () => box.remove());
    parts.app.append(box);
    box.showModal();
  }

  /** A table; the first `words` columns are words, the others figures. */
  function table(head, rows, caption = null, words = 2) {
    const kind = (n) => (n < words ? { class: "pa-words" } : {});
    return h("table", {}, caption ? h("caption", {}, caption) : null,
      h("thead", {}, h("tr", {}, ...head.map((text, n) => h("th", { scope: "col", ...kind(n) }, text)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell, n) => h(n === 0 ? "th" : "td", { ...(n === 0 ? { scope: "row" } : {}), ...kind(n) }, cell))))));
  }

  // ---- painting

  function shown(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function paint() {
    frame = 0;
    if (!parts) return;
    painted = performance.now();
    const values = valuesOf(scenario);
    const figures = rollUp(model, values);
    const total = overall(main);
    for (const { node, ...place } of parts.bigs) {
      const value = figures.get(`${node.index}:total`);
      const step = value - node.score;
      const still = Math.abs(step) < 5e-10;
      shown(place.value, number(value, node) + (isPercent(indexOf(node)) ? "%" : ""));
      shown(place.step, Number.isNaN(step) ? "" : still ? "±0" : `${step > 0 ? "▲" : "▼"} ${number(step, node, true)}`);
      place.step.dataset.sign = String(still || Number.isNaN(step) ? 0 : Math.sign(step));
    }
    const value = figures.get(`${main.key}:total`);
    const ranks = ranksOf(model, value);
    const [{ rank: rankPlace, value: valuePlace }] = parts.bigs;
    if (ranks) {
      const unmoved = Math.abs(value - total.score) < 5e-10;
      shown(rankPlace, t(unmoved && ranks.own !== null ? "rankPublished" : ranks.best === ranks.worst ? "rank" : "ranks", ranks));
    }
    clearTimeout(paint.spoken);
    paint.spoken = setTimeout(() => parts && shown(parts.live, `${overallName(main)}: ${valuePlace.textContent}; ${t("change")} ${number(value - total.score, total, true)}${ranks ? `; ${rankPlace.textContent}` : ""}`), 400);
    const follows = following(model, scenario, values);
    for (const row of parts.rows) {
      const value = figures.get(`${row.node.index}:${row.node.code}`);
      const follower = follows.has(row.node.code);
      if (dragged !== row.node.code || Math.abs(Number(row.slider.value) - value) > (row.node.max - row.node.min) * 0.01) row.slider.value = String(value);
      row.slider.style.setProperty("--at", `${shareOf(value, row.node)}%`);
      row.slider.disabled = follower;
      row.box.disabled = follower;
      if (document.activeElement !== row.box || dragged) {
        row.box.value = number(value, row.node);
        row.box.setAttribute("aria-invalid", "false");
      }
      const band = row.band.paint(value);
      row.slider.setAttribute("aria-valuetext", (band ? `${band}; ` : "") + t("value", { value: number(value, row.node), base: number(row.node.score, row.node), target: row.target === null ? "–" : number(row.target, row.node), max: number(row.node.max, row.node) }));
      const step = value - row.node.score;
      row.row.dataset.sign = String(Math.abs(step) < 1e-9 ? 0 : Math.sign(step));
      shown(row.note, follower ? `(${data.links.filter(({ code }) => code === row.node.code).map((link) => t("follows", linkFacts(link)))[0]})` : "");
    }
    parts.says.paint();
    parts.fields.update(fieldFigures(figures));
    const changes = contributions(model, values);
    parts.contributions.replaceChildren(changes.length ? contributionBars(changes, 560, parts.colors) : h("p", { class: "pa-empty" }, t("none")));
    parts.changes.replaceChildren(...changeTable(values));
    paintComparison();
    parts.undo.disabled = !past.length;
    parts.redo.disabled = !future.length;
    parts.unsaved.hidden = !unsaved;
    parts.coupledNote.hidden = scenario.coupled || !data.links.length;
    parts.coupled.checked = scenario.coupled;
  }

  function fieldFigures(figures) {
    return parts.fieldNodes.map((node) => {
      const value = figures.get(`${main.key}:${node.code}`);
      return { base: node.score, value, figure: `${printed(value, lang, 2)} / ${short(node.max, lang)}` };
    });
  }

  function contributionBars(changes, width, colors, size = 13, most = 8) {
    const rows = changes.slice(0, most).map(({ code, change }) => {
      const node = model.byCode.get(code);
      return { name: `${code} ${nameOf(node)}`, change, figure: printed(change, lang, 3, true) };
    });
    const made = changeBars(rows, width, colors, size);
    made.setAttribute("aria-label", `${t("contributions")}: ${rows.map((row) => `${row.name} ${row.figure}`).join("; ")}`);
    return made;
  }

  function changeTable(values) {
    const rows = [];
    data.leaves.forEach((code, at) => {
      const step = values[at] - data.base[at];
      if (Math.abs(step) < 1e-12) return;
      const node = model.byCode.get(code);
      rows.push([code, nameOf(node), number(data.base[at], node), number(values[at], node), number(step, node, true)]);
    });
    return rows.length ? [table([t("code"), t("item"), t("from"), t("to"), opening(t("change"))], rows, t("changes"))] : [];
  }

  function compared() {
    return [...pins, scenario].map((scene) => {
      const values = valuesOf(scene);
      const one = scene === scenario ? { ...scene, title: `${scene.title} (${t("now").toLowerCase()})` } : scene;
      return { one, values, figures: rollUp(model, values) };
    });
  }

  function comparisonRows() {
    const many = compared();
    const [first, ...others] = data.indices.map(overall);
    const rows = [first, ...parts.fieldNodes, ...others].map((node) => {
      const index = indexOf(node);
      const name = node.code === "total" ? overallName(index) + (isPercent(index) ? " (%)" : "") : `${node.code} ${nameOf(node)}`;
      return [name, node.score, node.target, ...many.map(({ figures }) => figures.get(`${node.index}:${node.code}`))];
    });
    return { head: [t("item"), t("from"), opening(t("target")), ...many.map(({ one }) => one.title)], rows, many };
  }

  function paintComparison() {
    if (!pins.length) {
      parts.comparison.replaceChildren();
      return;
    }
    const { head, rows } = comparisonRows();
    const shown = rows.map(([name, ...figures]) => [name, ...figures.map((value) => printed(value, lang, 2))]);
    const made = table(head, shown, t("compare"), 1);
    made.querySelectorAll("thead th").forEach((cell, n) => {
      if (n < 3 || n - 3 >= pins.length) return;
      cell.append(h("button", { type: "button", class: "pa-how", "aria-label": t("unpin", { title: pins[n - 3].title }), onclick: () => { pins = pins.filter((_, at) => at !== n - 3); changed(); } }, "×"));
    });
    parts.comparison.replaceChildren(made);
  }

  // ---- files

  async function openFile(file) {
    if (!file) return;
    if (file.size > MOST_BYTES) {
      tell(t("tooBig"), true);
      return;
    }
    let held;
    try {
      held = JSON.parse((await file.text()).replace(/^\ufeff/, ""));
    } catch {
      tell(t("notJson"), true);
      return;
    }
    const wrong = violations(data.schema, held);
    if (wrong.length) {
      tell(t("notSchema", wrong[0]), true);
      return;
    }
    if (held.date && !isDate(held.date)) {
      tell(t("notSchema", { path: "/date", rule: held.date }), true);
      return;
    }
    const next = fromFile(held);
    const accept = () => {
      if (take(next)) {
        unsaved = false;
        refreshHeader();
        changed();
        tell(t("opened", { title: next.title }));
      }
    };
    if (held.baseline.sha256 === data.sha256) accept();
    else ask(t("foreign", { title: held.title, edition: held.baseline.edition }), t("rebase"), accept);
  }

  function fromFile(held) {
    const { title, author = "", date = "", reason = "", coupled } = held;
    const changes = held.changes.map((change) => {
      const [[scope, of]] = Object.entries(change.scope);
      return { ...change, scope: { [scope]: of.normalize("NFC") } };
    });
    return { title: title.normalize("NFC"), author: author.normalize("NFC"), date, reason: reason.normalize("NFC"), coupled, changes };
  }

  function saveFile() {
    const day = new Date();
    const date = `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
    scenario = { ...scenario, date: scenario.date || date };
    const name = fileName(scenario.title, "json");
    download(name, scenarioText(scenario, data), "application/json");
    unsaved = false;
    changed();
    tell(t("wrote", { file: name }));
  }

  /** One slide: the total, the fields, the largest changes, the source. */
  function slide() {
    const { width, height } = SLIDE;
    const colors = palette(false);
    const values = valuesOf(scenario);
    const figures = rollUp(model, values);
    const total = overall(main);
    const value = figures.get(`${main.key}:total`);
    const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "font-family": "Be Vietnam Pro, Segoe UI, Noto Sans, sans-serif" });
    const text = (x, y, size, words, more = {}) => root.append(svg("text", { x, y, "font-size": size, fill: colors.text, ...more }, [], words));
    root.append(svg("rect", { width, height, fill: "#FFFFFF" }));
    const title = scenario.title.length > 60 ? `${scenario.title.slice(0, 59)}…` : scenario.title;
    text(40, 62, 34, `${title}: ${number(value, total)} ${unitOf(main)}`, { "font-weight": 700 });
    text(40, 100, 20, `${t("from")} ${printed(total.score, lang, 2)}; ${total.target === null ? "" : `${t("target")} ${printed(total.target, lang, 2)}; `}${t("change")} ${number(value - total.score, total, true)}`, { fill: colors.muted });
    const nest = (chart, x, y, w) => {
      const box = chart.getAttribute("viewBox").split(" ").map(Number);
      set(chart, { x, y, width: w, height: (w * box[3]) / box[2] });
      root.append(chart);
    };
    text(40, 150, 20, t(isPercent(main) ? "factors" : "fields"), { "font-weight": 700 });
    const fields = fieldBars(parts.fieldNodes.map((node) => ({ name: `${node.code}. ${nameOf(node)}`, max: node.max, target: node.target })), 590, colors, 17);
    fields.update(fieldFigures(figures));
    nest(fields.root, 40, 170, 590);
    text(680, 150, 20, t("contributions"), { "font-weight": 700 });
    const changes = contributions(model, values);
    if (changes.length) nest(contributionBars(changes, 560, colors, 17, 10), 680, 170, 560);
    else text(680, 190, 17, t("none"), { fill: colors.muted });
    const source = t("sourceLine", { source: sources() });
    text(40, height - 30, 14, source, { fill: colors.muted });
    return root;
  }

  async function exportAs(kind) {
    const title = scenario.title;
    if (kind === "svg") download(fileName(title, "svg"), svgText(slide()), "image/svg+xml");
    else if (kind === "png") download(fileName(title, "png"), await pngOf(slide(), SLIDE.width * SLIDE.scale, SLIDE.height * SLIDE.scale), "image/png");
    else if (kind === "csv") {
      const { head, rows, many } = comparisonRows();
      const leaves = data.leaves.map((code, at) => [`${code} ${nameOf(model.byCode.get(code))}`, data.base[at], data.target[at], ...many.map(({ values }) => values[at])])
        .filter(([, base, , ...values]) => values.some((value) => Math.abs(value - base) > 1e-12));
      const leads = data.agencies.length ? byAgency(model, many[many.length - 1].values).map(({ lead }) => [leadName(lead), ...[null, ...many].map((entry) => {
        const found = byAgency(model, entry ? entry.values : Float64Array.from(data.base)).find((one) => one.lead === lead);
        return entry ? found.value : found.published;
      })]).map(([name, published, ...values]) => [name, published, "", ...values]) : [];
      download(fileName(title, "csv"), csv([head, ...rows, [], ...leads, ...(leads.length ? [[]] : []), ...leaves], lang), "text/csv");
    } else window.print();
  }

  function leadName(lead) {
    const found = data.agencies.find((agency) => agency.name === lead);
    return found ? agencyName(found) : "–";
  }

  function agencyName({ name, short: own, short_en: english }) {
    return (lang === "en" && english) || own || name;
  }

  // ---- the page

  function palette(dark) {
    return dark
      ? { text: "#E6EAF0", muted: "#A9B4C2", grid: "#2B3442", earned: "#6C7A8C", gained: "#6CB1EC", lost: "#F08A70", target: "#F2B824" }
      : { text: "#1F2933", muted: "#52606D", grid: "#E4E7EB", earned: "#9AA5B1", gained: "#1F6FB2", lost: "#B4412B", target: "#E3A008" };
  }

  const darkScheme = window.matchMedia("(prefers-color-scheme: dark)");
  function isDark() {
    const lab = document.body.dataset.jpThemeLight;
    return lab === undefined ? darkScheme.matches : lab === "false";
  }

  function option(value, text, chosen = false) {
    return h("option", { value, selected: chosen }, text);
  }

  /** The overall figure of an index; what rank it allows is known of the main one. */
  function bigNumber(index) {
    const node = overall(index);
    const value = h("span", { class: "pa-big-value" });
    const step = h("span", { class: "pa-big-step" });
    const rank = h("span", { class: "pa-big-rank" });
    const aim = node.target === null ? "" : `; ${t("target")} ${node.bound ? "> " : ""}${printed(node.target, lang, 2)}`;
    const element = h("div", { class: "pa-big" },
      h("span", { class: "pa-big-name" }, overallName(index), how(node)),
      h("span", {}, value, " ", step),
      index === main && data.reach?.ranks ? rank : null,
      h("span", { class: "pa-big-more" }, `${t("published")} ${printed(node.score, lang, 2)}${aim}`));
    return { node, element, value, step, rank };
  }

  function visible(node) {
    if (filter.only && node.score >= node.max) return false;
    if (filter.agency && isScoped("agency") && node.lead !== filter.agency) return false;
    if (filter.assessment && isScoped("assessment") && node.assessment !== filter.assessment) return false;
    return true;
  }

  function sliders() {
    const rows = [];
    const groups = [];
    const index = model.indices.get(filter.tab);
    for (const top of topsOf(index)) {
      const own = data.below[top.code].map((at) => model.byCode.get(data.leaves[at])).filter(visible);
      if (!own.length) continue;
      const made = own.map(sliderRow);
      // What is a mean of its parts can be moved as a whole.
      const head = isPercent(index) && top.children.length && top.score !== null ? sliderRow(top) : null;
      if (head) head.row.classList.add("pa-factor");
      rows.push(...(head ? [head] : []), ...made);
      const heading = h(section, { class: "pa-h" }, `${top.code}. ${nameOf(top)}`, head ? null : how(top), ...warnings(top));
      groups.push(h("section", { class: "pa-group" }, heading, ...(head ? [head.row] : []), ...made.map((row) => row.row)));
    }
    return { rows, groups };
  }

  /** The audit's findings below a field or factor, each a way to its explanation. */
  function warnings(top) {
    const codes = data.audit.filter((one) => one.index === top.index).flatMap((one) => one.codes);
    return codes.filter((code) => code === top.code || code.startsWith(`${top.code}.`)).map((code) => h("button", { type: "button", class: "pa-warn", "aria-label": t("finding", { code }), onclick: () => explain(model.byCode.get(code)) }, `⚠ ${code}`));
  }

  function refreshSliders() {
    const { rows, groups } = sliders();
    parts.rows = rows;
    parts.says.hide();
    const head = h("div", { class: "pa-row pa-list-head", "aria-hidden": "true" }, h("span", { class: "pa-band-head" }, t("band")));
    parts.list.replaceChildren(...(data.reach && rows.length ? [head] : []), ...groups);
    if (!frame) frame = requestAnimationFrame(paint);
  }

  function refreshHeader() {
    parts.title.value = scenario.title;
    parts.author.value = scenario.author;
    parts.reason.value = scenario.reason;
  }

  function field(key, attributes, onValue) {
    const input = h("input", { type: "text", maxlength: 200, "data-lm-suppress-shortcuts": "true", ...attributes, onchange: () => onValue(input.value) });
    return [h("label", { class: "pa-field" }, h("span", {}, t(key)), input), input];
  }

  function choose(value) {
    const [kind, key] = value.split(":");
    const found = kind === "preset" ? [...data.presets, ...data.plans].find((one) => one.key === key)?.[lang] : data.scenarios[Number(key)];
    if (found && take(fromFile(found))) {
      refreshHeader();
      tell(t("opened", { title: found.title }));
    }
  }

  function build() {
    const dark = isDark();
    const colors = palette(dark);
    const bigs = data.indices.map(bigNumber);
    const fieldNodes = topsOf(main);
    const fieldsName = t(isPercent(main) ? "factors" : "fields");
    const fields = fieldBars(fieldNodes.map((node) => ({ name: `${node.code}. ${nameOf(node)}`, max: node.max, target: node.target })), 560, colors);
    fields.root.setAttribute("aria-label", fieldsName);
    const button = (key, act, more = {}) => h("button", { type: "button", onclick: act, ...more }, t(key));
    const undoButton = button("undo", () => undo(past, future));
    const redoButton = button("redo", () => undo(future, past));
    const picker = h("input", { type: "file", accept: ".json,application/json", class: "pa-hidden", tabindex: -1, "aria-hidden": "true", onchange: () => { openFile(picker.files[0]); picker.value = ""; } });
    const [titleField, title] = field("name", {}, (value) => take({ ...scenario, title: value.trim() || t("untitled") }) && refreshHeader());
    const [authorField, author] = field("author", {}, (value) => take({ ...scenario, author: value }));
    const [reasonField, reason] = field("reason", { maxlength: 5000 }, (value) => take({ ...scenario, reason: value }));
    const menu = h("select", { "aria-label": t("choose"), "data-lm-suppress-shortcuts": "true", onchange: () => { const { value } = menu; menu.value = ""; if (value) choose(value); } },
      option("", t("choose"), true),
      data.presets.length ? h("optgroup", { label: t("presets") }, ...data.presets.map((one) => option(`preset:${one.key}`, one[lang].title))) : null,
      data.plans.length ? h("optgroup", { label: t("plans") }, ...data.plans.map((one) => option(`preset:${one.key}`, one[lang].title))) : null,
      data.scenarios.length ? h("optgroup", { label: t("saved") }, ...data.scenarios.map((one, n) => option(`saved:${n}`, one.title))) : null);
    const select = (key, values, chosen, then) => h("label", { class: "pa-field" }, h("span", {}, t(key)),
      h("select", { "data-lm-suppress-shortcuts": "true", onchange: (event) => { then(event.target.value); refreshSliders(); } },
        option("", t("all"), !chosen), ...values.map(([value, text]) => option(value, text, value === chosen))));
    const tab = (index, n) => h("button", { type: "button", "aria-pressed": String(filter.tab === index.key), class: "pa-tab", onclick: () => { filter.tab = index.key; rebuild(`.pa-tab:nth-child(${n + 1})`); } }, tabName(index));
    const only = h("input", { type: "checkbox", checked: filter.only, "data-lm-suppress-shortcuts": "true", onchange: () => { filter.only = only.checked; refreshSliders(); } });
    const coupled = h("input", { type: "checkbox", checked: scenario.coupled, "data-lm-suppress-shortcuts": "true", onchange: () => { if (!alter({ ...scenario, coupled: coupled.checked })) coupled.checked = scenario.coupled; } });
    const list = h("div", { class: "pa-list", onscroll: () => parts.says.place() });
    const says = makeSays();
    const contributionsPlace = h("div");
    const changesPlace = h("div", { class: "pa-scroll pa-changes", tabindex: 0, role: "region", "aria-label": t("changes") });
    const comparison = h("div", { class: "pa-scroll", tabindex: 0, role: "region", "aria-label": t("compare") });
    const message = h("p", { class: "pa-message", role: "status" });
    const live = h("p", { class: "pa-hidden", "aria-live": "polite" });
    const unsavedNote = h("span", { class: "pa-unsaved", hidden: true }, `● ${t("unsaved")}`);
    const coupledNote = h("p", { class: "pa-finding", hidden: scenario.coupled || !data.links.length }, linked("uncoupled"));
    const findings = data.audit.map((finding) => h("li", {}, h("b", {}, `${finding.codes.join(", ")}: `), lang === "en" ? finding.en : finding.vi));
    const app = h("div", { class: `pa-app${dark ? " pa-dark" : ""}`, lang },
      h("header", { class: "pa-head" },
        h("div", { class: "pa-bar" }, h(options.page ? "h1" : "h2", { class: "pa-title" }, data.title[lang]), unsavedNote,
          h("div", { class: "pa-buttons", role: "group", "aria-label": t("tools") },
            menu, undoButton, redoButton, button("reset", () => { if (take({ ...emptyScenario(lang), author: scenario.author })) refreshHeader(); }),
            button("open", () => picker.click()), button("save", saveFile, { class: "pa-main" }),
            button("png", () => exportAs("png")), button("svg", () => exportAs("svg")), button("csv", () => exportAs("csv")), button("print", () => exportAs("print")),
            h("button", { type: "button", class: "pa-language", lang: lang === "vi" ? "en" : "vi", onclick: () => { lang = lang === "vi" ? "en" : "vi"; options.onLang?.(lang); rebuild(".pa-language"); } }, t("language")), picker)),
        h("div", { class: "pa-top" }, ...bigs.map(({ element }) => element),
          h("div", { class: "pa-fields" }, titleField, authorField, reasonField,
            h("div", { class: "pa-buttons" }, button("pin", pin)))),
        message, live),
      h("div", { class: "pa-body" },
        h("section", { class: "pa-left", "aria-label": tabName(model.indices.get(filter.tab)) },
          data.indices.length > 1 ? h("div", { class: "pa-tabs", role: "group", "aria-label": t("choose") }, ...data.indices.map(tab)) : null,
          h("div", { class: "pa-filters" },
            isScoped("agency") ? select("agency", data.agencies.map((agency) => [agency.name, agencyName(agency)]), filter.agency, (value) => { filter.agency = value; }) : null,
            isScoped("assessment") ? select("assessment", Object.entries(data.assessments).map(([key, names]) => [key, names[lang === "en" ? 1 : 0]]), filter.assessment, (value) => { filter.assessment = value; }) : null,
            hasTargets.get(filter.tab) ? button("reach", reachTargets) : null, h("label", { class: "pa-check" }, only, t("only")),
            data.links.length ? h("label", { class: "pa-check" }, coupled, linked("coupled")) : null),
          coupledNote, list, says.element),
        h("section", { class: "pa-right", "aria-label": fieldsName },
          h("div", { class: "pa-charts" },
            h("div", {}, h(section, { class: "pa-h" }, fieldsName, h("small", {}, ` ${t("fieldsNote", { unit: unitOf(main) })}${hasTargets.get(main.key) ? t("targetNote") : ""}`)), fields.root),
            h("div", {}, h(section, { class: "pa-h" }, t("contributions")), contributionsPlace)),
          comparison, changesPlace,
          h("details", { class: "pa-audit" }, h("summary", {}, `${t("audit")} (${findings.length})`), h("ul", {}, ...findings)),
          h("p", { class: "pa-source" }, [data.edition, t("sourceLine", { source: sources() }), options.date?.[lang]].filter(Boolean).join(" · ")))));
    parts = { app, colors, bigs, fields, fieldNodes, contributions: contributionsPlace, changes: changesPlace, comparison, list, says, message, live, rows: [],
      undo: undoButton, redo: redoButton, unsaved: unsavedNote, coupled, coupledNote, title, author, reason };
    root.replaceChildren(app);
    refreshHeader();
    refreshSliders();
  }

  function rebuild(focus = null) {
    build();
    if (focus) root.querySelector(focus)?.focus();
  }

  function pin() {
    if (pins.length >= MOST_PINS - 1) return tell(t("full"), true);
    if (pins.some((one) => one.title === scenario.title)) return tell(t("same", { title: scenario.title }), true);
    pins = [...pins, scenario];
    changed();
    return undefined;
  }

  function restore() {
    if (!keeps) return false;
    try {
      const held = JSON.parse(localStorage.getItem(store) ?? "null");
      if (!held) return false;
      const all = [held.scenario, ...held.pins];
      for (const one of all) {
        if (violations(data.schema, JSON.parse(scenarioText(one, data))).length) return false;
        valuesOf(one);
      }
      [scenario, ...pins] = all;
      return scenario.changes.length > 0 || pins.length > 0;
    } catch {
      return false; // a draft of another version, or a browser that keeps nothing
    }
  }

  const leave = (event) => { if (unsaved && !keeps && scenario.changes.length) event.preventDefault(); };
  const keys = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.("input[type=text]")) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) undo(past, future);
    else if (key === "y" || (key === "z" && event.shiftKey)) undo(future, past);
    else if (key === "s" && options.page) saveFile();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const themed = () => rebuild();

  const restored = restore();
  build();
  if (restored) {
    unsaved = true;
    tell(t("kept"));
  }
  const ear = options.page ? document : root; // on the page of its own, keys count wherever the focus is
  ear.addEventListener("keydown", keys);
  window.addEventListener("beforeunload", leave);
  darkScheme.addEventListener("change", themed);
  const watcher = new MutationObserver(themed);
  watcher.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });

  return {
    load: (held) => {
      if (scenarioText(fromFile(held), data) !== scenarioText(scenario, data) && take(fromFile(held))) refreshHeader();
    },
    scenario: () => JSON.parse(scenarioText(scenario, data)),
    speak: (language) => {
      if ((language === "vi" || language === "en") && language !== lang) {
        lang = language;
        rebuild();
      }
    },
    remove: () => {
      cancelAnimationFrame(frame);
      clearTimeout(paint.spoken);
      ear.removeEventListener("keydown", keys);
      window.removeEventListener("beforeunload", leave);
      darkScheme.removeEventListener("change", themed);
      watcher.disconnect();
      parts = null;
      root.replaceChildren();
    },
  };
}

/** The widget of JupyterLab (anywidget): Python's `scenario` and the page's are one. */
function render({ model, el }) {
  let waiting = 0;
  const send = () => {
    waiting = 0;
    model.set("scenario", app.scenario());
    model.save_changes();
  };
  const given = model.get("scenario");
  const app = mount(el, model.get("data"), {
    lang: model.get("lang"),
    scenario: given && given.changes ? given : undefined,
    onScenario: () => {
      if (!waiting) waiting = setTimeout(send, 60);
    },
    onLang: (lang) => { model.set("lang", lang); model.save_changes(); },
  });
  const hear = () => { if (!waiting) app.load(model.get("scenario")); };
  const speak = () => app.speak(model.get("lang"));
  model.on("change:scenario", hear);
  model.on("change:lang", speak);
  return () => {
    model.off("change:scenario", hear);
    model.off("change:lang", speak);
    app.remove();
  };
}

export default { render };
