// Files: scenarios in and out, pictures and tables out. Nothing leaves the machine.

import { printed } from "./numbers.js";

/** The text of a scenario's file, keys in the order that Python writes. */
export function scenarioText(scenario, data) {
  const held = {
    format: "par_analysis scenario",
    version: 1,
    title: scenario.title,
    author: scenario.author,
    date: scenario.date,
    reason: scenario.reason,
    baseline: { edition: data.edition, sha256: data.sha256 },
    coupled: scenario.coupled,
    changes: scenario.changes.map(({ scope, move, note }) => (note ? { scope, move, note } : { scope, move })),
  };
  return `${JSON.stringify(held, null, 2)}\n`;
}

/** A file name from a title, without what Windows forbids. */
export function fileName(title, ending) {
  const whole = title.normalize("NFC").replace(/[<>:"/\\|?*\u0000-\u001f]+/g, " ").replace(/\s+/g, " ").trim();
  const clean = [...whole].slice(0, 80).join("").replace(/[. ]+$/, "");
  const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i.test(clean);
  return `${clean && !reserved ? clean : "kich-ban"}.${ending}`;
}

/** Offer a file to the reader. */
export function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Rows as CSV for Excel: its own list sign for the language, a byte order mark, and no cell that could run. */
export function csv(rows, lang) {
  const separator = lang === "vi" ? ";" : ",";
  const cell = (value) => {
    if (value === null || Number.isNaN(value)) return "";
    let text = typeof value === "number" ? printed(value, lang, 4).replace("−", "-") : String(value);
    if (typeof value !== "number" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[";,\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(separator)).join("\r\n")}\r\n`;
}

/** The text of an SVG picture that stands alone. */
export function svgText(element) {
  const copy = element.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}

/** An SVG picture as a PNG of the given size. */
export async function pngOf(element, width, height) {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(element))}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
