// The part of JSON Schema that the schema of scenario files uses; the schema itself comes from Python.

const TYPES = {
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number" && Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
};
const KNOWN = new Set(["$schema", "title", "description", "type", "required", "additionalProperties", "properties", "items",
  "const", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum", "minProperties", "maxProperties", "maxItems"]);

/** List where `value` breaks `schema`: `{ path, rule }`; empty when it is right. */
export function violations(schema, value, path = "") {
  for (const word of Object.keys(schema)) if (!KNOWN.has(word)) throw new Error(`schema word not understood: ${word}`);
  const wrong = (rule) => [{ path: path || "/", rule }];
  if (schema.type && !TYPES[schema.type](value)) return wrong(`type: ${schema.type}`);
  if ("const" in schema && value !== schema.const) return wrong(`const: ${schema.const}`);
  if (schema.enum && !schema.enum.includes(value)) return wrong(`enum: ${schema.enum.join(", ")}`);
  const found = [];
  const check = (broken, rule) => broken && found.push({ path: path || "/", rule });
  if (typeof value === "string") {
    const length = [...value].length;
    check(length < (schema.minLength ?? 0), "minLength");
    check(length > (schema.maxLength ?? Infinity), "maxLength");
    check(schema.pattern && !new RegExp(schema.pattern, "u").test(value), "pattern");
  } else if (typeof value === "number") {
    check(value < (schema.minimum ?? -Infinity), `minimum: ${schema.minimum}`);
    check(value > (schema.maximum ?? Infinity), `maximum: ${schema.maximum}`);
  } else if (Array.isArray(value)) {
    check(value.length > (schema.maxItems ?? Infinity), "maxItems");
    if (schema.items) value.forEach((item, n) => found.push(...violations(schema.items, item, `${path}/${n}`)));
  } else if (TYPES.object(value)) {
    const keys = Object.keys(value);
    check(keys.length < (schema.minProperties ?? 0), "minProperties");
    check(keys.length > (schema.maxProperties ?? Infinity), "maxProperties");
    for (const key of schema.required ?? []) check(!Object.hasOwn(value, key), `required: ${key}`);
    for (const key of keys) {
      const known = schema.properties && Object.hasOwn(schema.properties, key);
      if (known) found.push(...violations(schema.properties[key], value[key], `${path}/${key}`));
      else check(schema.additionalProperties === false, `unknown: ${key}`);
    }
  }
  return found;
}
