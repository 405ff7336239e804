import { startHouse, type House } from '../support/app';

type Json = Record<string, any>;

const isSchema = (value: Json): boolean =>
  ['$ref', 'anyOf', 'allOf', 'oneOf', 'enum', 'const'].some((key) => key in value) ||
  (value.type !== undefined && value.type !== 'object' && value.type !== 'array') ||
  (value.type === 'array' && value.items !== undefined) ||
  (value.type === 'object' && (value.properties !== undefined || value.additionalProperties !== undefined));

/** Every schema below a schema, with the path to it. */
function* below(schema: Json, path: string): Generator<[string, Json]> {
  yield [path, schema];
  for (const [name, inner] of Object.entries((schema.properties ?? {}) as Json)) yield* below(inner, `${path}.${name}`);
  if (schema.items) yield* below(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') yield* below(schema.additionalProperties, `${path}.*`);
  for (const kind of ['anyOf', 'allOf', 'oneOf']) {
    for (const inner of (schema[kind] ?? []) as Json[]) yield* below(inner, path);
  }
}

describe('the OpenAPI document', () => {
  let house: House;
  let document: Json;
  beforeAll(async () => {
    house = await startHouse();
    document = house.openapi.document as Json;
  });
  const operations = (): [string, Json][] =>
    Object.entries(document.paths as Json).flatMap(([path, methods]) =>
      Object.entries(methods as Json).map(([method, operation]): [string, Json] => [`${method} ${path}`, operation]),
    );

  it('has a typed body for every answer and every request', () => {
    const wrong = operations().flatMap(([name, operation]) =>
      [['request', operation.requestBody], ...Object.entries(operation.responses as Json)]
        .filter(([status, answer]) => answer && status !== '204')
        .filter(
          ([, answer]) =>
            !Object.values((answer.content ?? {}) as Json).every(({ schema }: Json) => schema && isSchema(schema)) ||
            !answer.content,
        )
        .map(([status]) => `${name} ${status}`),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves no object untyped, and none open that could be closed', () => {
    const roots: [string, Json][] = [
      ...Object.entries(document.components.schemas as Json),
      ...operations().flatMap(([name, operation]) =>
        [operation.requestBody, ...Object.values(operation.responses as Json)]
          .flatMap((answer: Json | undefined) => Object.values((answer?.content ?? {}) as Json))
          .map(({ schema }: Json): [string, Json] => [name, schema]),
      ),
    ];
    const all = roots.flatMap(([name, schema]) => [...below(schema, name)]);
    expect(
      all.filter(([, schema]) => !isSchema(schema)).map(([path, schema]) => `${path} ${JSON.stringify(schema)}`),
    ).toEqual([]);
    const open = all.filter(([, schema]) => schema.properties && schema.additionalProperties !== false);
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it('says who must be signed in, and lists every refusal as a problem document', () => {
    for (const [name, operation] of operations()) {
      const statuses = Object.keys(operation.responses as Json);
      expect([name, statuses.includes('503')]).toEqual([name, true]);
      if (operation.security) expect([name, statuses.includes('401')]).toEqual([name, true]);
      const refusals = Object.entries(operation.responses as Json).filter(([status]) => Number(status) >= 400);
      for (const [status, answer] of refusals) {
        expect([name, status, Object.keys(answer.content)]).toEqual([name, status, ['application/problem+json']]);
      }
    }
  });
});
