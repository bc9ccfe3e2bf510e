// Numbers as people print and type them.

/** Print a number with the decimal sign of the language, a true minus, and a plus where `sign` is set; – for none. */
export function printed(value, lang, decimals = 3, sign = false) {
  if (value === null || Number.isNaN(value)) return "–";
  let text = value.toFixed(decimals);
  if (Number(text) === 0) text = text.replace("-", "");
  else if (sign && value > 0) text = `+${text}`;
  text = text.replace("-", "−");
  return lang === "vi" ? text.replace(".", ",") : text;
}

/** Print a number with at most two decimals, and none that say nothing. */
export function short(value, lang) {
  return printed(value, lang, 2).replace(/[.,]?0+$/, "");
}

/** Read a typed number, decimal comma or point; NaN for anything else. */
export function typed(text) {
  const clean = text.trim().replace("−", "-");
  if (!/^-?[0-9]+([.,][0-9]+)?$/.test(clean)) return NaN;
  return Number(clean.replace(",", "."));
}
