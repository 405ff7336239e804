import { fastify } from 'fastify';
import { Readable } from 'node:stream';
import { acceptJson } from './json-body';

describe('a body that does not end', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('is a fault after twenty seconds, so that a sender cannot keep a request for as long as a file may take', async () => {
    const app = fastify();
    acceptJson(app);
    app.post('/', (request) => ({ fault: request.bodyFault?.code ?? null }));
    const started = new Promise<void>((resolve) => app.addHook('preParsing', (_request, _reply, payload, done) => {
      done(null, payload);
      setImmediate(resolve);
    })); // prettier-ignore
    const endless = new Readable({ read: () => undefined });
    endless.push('{"a":');
    const answer = app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/json' },
      payload: endless,
    });
    await started;
    jest.advanceTimersByTime(19_900);
    expect(jest.getTimerCount()).toBeGreaterThan(0);
    jest.advanceTimersByTime(200);
    expect((await answer).json()).toEqual({ fault: 'timeout' });
    endless.push(null);
    await app.close();
  });
});
