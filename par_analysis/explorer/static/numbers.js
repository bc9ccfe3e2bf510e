// Numbers as people print and type them.

/** Print a number with the decimal sign of the language, a true minus, and a plus where `sign` is set. */
export function printed(value, lang, decimals = 3, sign = false) {
  let text = value.toFixed(decimals);
  if (Number(text) === 0) text = text.replace("-", "");
  else if (sign && value > 0) text = `+${text}`;
  text = text.replace("-", "−");
  return lang === "vi" ? text.replace(".", ",") : text;
}

/** Read a typed number, decimal comma or point; NaN for anything else. */
export function typed(text) {
  const clean = text.trim().replace("−", "-");
  if (!/^-?[0-9]+([.,][0-9]+)?$/.test(clean)) return NaN;
  return Number(clean.replace(",", "."));
}
