interface Route {
  pattern: RegExp;
  methods: Set<string>;
}

/** Every route of the app, as Fastify learns them; answers which methods an address would take. */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  add(url: string, methods: readonly string[]): void {
    const route = this.routes.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const method of methods) route.methods.add(method);
    this.routes.set(url, route);
  }

  /** Methods of a path, sorted; empty for an address that does not exist at all. */
  methodsFor(path: string): string[] {
    const found = [...this.routes.values()].filter((route) => route.pattern.test(path));
    return [...new Set(found.flatMap((route) => [...route.methods]))].sort();
  }
}

function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:[A-Za-z0-9_]+/g, '[^/]+')}/?$`);
}
