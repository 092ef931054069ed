// The operations of the API, from the service's own OpenAPI document.

import { api } from "../client/api.js";

let reading = null;

/**
 * Reads the operations once, by their ids: `{ method, path, operation }`.
 *
 * Commands are listed by these ids.
 */
export function readOperations() {
  reading ??= api.get("/openapi.json", { fresh: false }).then(({ data }) => new Map(
    Object.entries(data.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) =>
      [operation.operationId, { method: method.toUpperCase(), path, operation }])),
  )).catch((error) => {
    reading = null;
    throw error;
  });
  return reading;
}

/** What a command's path names: an id, or the code of a currency, which is kept as a number of three bytes. */
export function subjectText(operations, name, subject) {
  const isCurrency = operations.get(name)?.path.includes("{currency}");
  return isCurrency ? String.fromCharCode(subject >> 16, (subject >> 8) & 255, subject & 255) : String(subject);
}

/** Method and path with the id in it, or the name itself if the API has no such operation. */
export function endpoint(operations, name, subject) {
  const known = operations.get(name);
  const text = (part) => (subject === null ? part : subjectText(operations, name, subject));
  return known ? `${known.method} ${known.path.replace(/\{\w+\}/, text)}` : name;
}
