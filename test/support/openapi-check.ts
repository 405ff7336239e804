import addFormats from 'ajv-formats';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';

interface Operation {
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}
export interface CheckedAnswer {
  status: number;
  contentType: string | null;
  body: unknown;
}

/** Refusals that no route can list, since they come before a route is found or whatever it is. */
const EVERYWHERE = new Set(['404', '405']);
const PROBLEM = '#/components/schemas/Problem';

/** Holds every answer against the document that the app itself serves. */
export class OpenApiCheck {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, validateFormats: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly paths: { pattern: RegExp; path: string; fixed: number }[];

  constructor(readonly document: Document) {
    addFormats(this.ajv);
    this.ajv.addSchema(document, 'openapi');
    this.paths = Object.keys(document.paths).map((path) => ({
      pattern: new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`),
      path,
      fixed: path.replace(/\{[^}]+\}/g, '').length,
    }));
  }

  /** Throws when the route does not document the status, or the body is not what it documents. */
  check(method: string, url: string, answer: CheckedAnswer): void {
    const path = this.template(url.split('?', 1)[0]!);
    const operation = path === null ? undefined : this.document.paths[path]?.[method.toLowerCase()];
    const status = String(answer.status);
    const documented = operation?.responses[status];
    const place = `${method} ${path ?? url} → ${status}`;
    if (documented) return this.checkContent(place, [path!, method.toLowerCase(), status], documented, answer);
    if (operation && !EVERYWHERE.has(status))
      throw new Error(`${place} is not documented: ${JSON.stringify(answer.body)}`);
    if (path === null && answer.status < 400) return;
    this.validate(PROBLEM, place, answer.body);
  }

  private template(pathname: string): string | null {
    // An address that cannot be decoded reaches no route.
    if (/%(?![0-9a-f]{2})/i.test(pathname)) return null;
    const found = this.paths.filter(({ pattern }) => pattern.test(pathname)).sort((a, b) => b.fixed - a.fixed);
    return found[0]?.path ?? null;
  }

  private checkContent(
    place: string,
    [path, method, status]: string[],
    documented: { content?: Record<string, unknown> },
    answer: CheckedAnswer,
  ): void {
    const type = (answer.contentType ?? '').split(';', 1)[0]!;
    if (!documented.content) {
      if (answer.body !== null) throw new Error(`${place} documents no body, and there is one`);
      return;
    }
    if (!(type in documented.content)) throw new Error(`${place} does not document ${type || 'an empty answer'}`);
    const steps = ['paths', path!, method!, 'responses', status!, 'content', type, 'schema'];
    this.validate(`#/${steps.map((step) => escaped(step)).join('/')}`, place, answer.body);
  }

  private validate(pointer: string, place: string, body: unknown): void {
    let validate = this.compiled.get(pointer);
    if (!validate) this.compiled.set(pointer, (validate = this.ajv.compile({ $ref: `openapi${pointer}` })));
    if (validate(body)) return;
    const wrong = this.ajv.errorsText(validate.errors, { separator: '\n  ' });
    throw new Error(`${place} is not what the OpenAPI document says:\n  ${wrong}\n${JSON.stringify(body)}`);
  }
}

const escaped = (step: string): string => encodeURIComponent(step.replace(/~/g, '~0').replace(/\//g, '~1'));
