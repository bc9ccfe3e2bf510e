// Charts as SVG, for the page and for slides: plain elements and attributes, no markup from text.

const SVG = "http://www.w3.org/2000/svg";

/** Make an SVG element; `text` becomes its text content. */
export function svg(tag, attributes = {}, children = [], text = null) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  for (const child of children) made.append(child);
  if (text !== null) made.textContent = text;
  return made;
}

/** Set attributes only where they change. */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** A bar for each field: what is earned, what the scenario adds or takes, the target if there is one, the maximum. */
export function fieldBars(rows, width, colors, size = 13) {
  const step = size * 2.35;
  const label = width * 0.36;
  const room = width - label - size * 8.2;
  const root = svg("svg", { viewBox: `0 0 ${width} ${step * rows.length + 4}`, width: "100%", role: "img" });
  const most = Math.max(...rows.map((row) => row.max));
  const parts = rows.map((row, n) => {
    const y = n * step + step / 2;
    const scale = (value) => label + (value / most) * room;
    const items = {
      name: svg("text", { x: 0, y: y + size * 0.35, "font-size": size, fill: colors.text }, [], row.name),
      whole: svg("rect", { x: label, y: y - size * 0.62, width: scale(row.max) - label, height: size * 1.24, fill: colors.grid }),
      earned: svg("rect", { x: label, y: y - size * 0.62, height: size * 1.24, fill: colors.earned }),
      moved: svg("rect", { y: y - size * 0.62, height: size * 1.24 }),
      ...(row.target === null ? {} : { target: svg("path", { fill: colors.target, stroke: colors.text, "stroke-width": 1.2,
        d: `M${scale(row.target)} ${y - size * 0.55}l${size * 0.5} ${size * 0.55}l${-size * 0.5} ${size * 0.55}l${-size * 0.5} ${-size * 0.55}z` }) }),
      figure: svg("text", { x: width, y: y + size * 0.35, "font-size": size, "text-anchor": "end", fill: colors.text }),
    };
    root.append(...Object.values(items));
    return { ...items, scale };
  });
  const update = (now) => {
    now.forEach((row, n) => {
      const { earned, moved, figure, scale } = parts[n];
      if (figure.textContent !== row.figure) figure.textContent = row.figure;
      if (row.base === null) return; // not published: there is no bar to draw
      const low = Math.min(row.base, row.value);
      set(earned, { width: Math.max(scale(low) - label, 0) });
      set(moved, { x: scale(low), width: Math.max(scale(Math.max(row.base, row.value)) - scale(low), 0),
        fill: row.value >= row.base ? colors.gained : colors.lost });
    });
  };
  return { root, update };
}

/** Bars of the largest changes, to the right where points are gained and to the left where they are lost. */
export function changeBars(rows, width, colors, size = 13) {
  const step = size * 2.1;
  const root = svg("svg", { viewBox: `0 0 ${width} ${Math.max(step * rows.length, 1)}`, width: "100%", role: "img" });
  const label = width * 0.5;
  const most = Math.max(...rows.map((row) => Math.abs(row.change)), 1e-9);
  const losing = rows.some((row) => row.change < 0);
  const zero = losing ? label + (width - label - size * 4.6) * 0.35 : label;
  const room = width - size * 4.6 - zero;
  rows.forEach((row, n) => {
    const y = n * step + step / 2;
    const length = (Math.abs(row.change) / most) * (row.change < 0 ? zero - label : room);
    root.append(
      svg("text", { x: 0, y: y + size * 0.35, "font-size": size, fill: colors.text }, [], row.name),
      svg("rect", { x: row.change < 0 ? zero - length : zero, y: y - size * 0.5, width: Math.max(length, 1), height: size,
        fill: row.change < 0 ? colors.lost : colors.gained }),
      svg("text", { x: width, y: y + size * 0.35, "font-size": size, "text-anchor": "end", fill: colors.text }, [], row.figure),
    );
  });
  return root;
}
