import addFormats from 'ajv-formats';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import type { Socket } from 'socket.io-client';

interface Operation {
  action: 'send' | 'receive';
  reply?: { messages: { $ref: string }[] };
}
interface Message {
  payload?: object;
}
export interface AsyncApiDocument {
  operations: Record<string, Operation>;
  components: { messages: Record<string, Message> };
}
/** A decoded packet of socket.io; those with binary parts are none of ours. */
interface Packet {
  type: number;
  id?: number;
  data: unknown[];
}
type Take = (packet: Packet) => void;
interface Inner {
  packet: Take;
  onevent: Take;
  onack: Take;
}
const EVENT = 2;

/**
 * Holds every frame of a socket against the document that the app serves: what the server sends must be in it, what it
 * does not know must be refused, and what it knows must be understood.
 */
export class AsyncApiCheck {
  readonly faults: string[] = [];
  /** Names of the frames that were seen and fit. */
  readonly seen = new Set<string>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  private readonly compiled = new Map<string, ValidateFunction | null>();

  constructor(readonly document: AsyncApiDocument) {
    addFormats(this.ajv);
  }

  /** From now on every frame of the socket is looked at, below its listeners. */
  listen(raw: Socket): void {
    const inner = raw as unknown as Inner;
    const asked = new Map<number, { name: string; known: boolean }>();
    const before = (take: Take, look: Take): Take => {
      const next = take.bind(inner);
      return (packet) => {
        look(packet);
        next(packet);
      };
    };
    inner.packet = before(inner.packet, ({ type, id, data }) => {
      if (type === EVENT && id !== undefined) asked.set(id, this.sent(data));
    });
    inner.onevent = before(inner.onevent, ({ data }) => this.heard(data));
    inner.onack = before(inner.onack, ({ id, data }) => this.answered(asked.get(id ?? -1), data));
  }

  /** Throws what was found, once. */
  hold(): void {
    const faults = this.faults.splice(0);
    if (faults.length > 0) throw new Error(`not what the AsyncAPI document says:\n  ${faults.join('\n  ')}`);
  }

  private sent(args: unknown[]): { name: string; known: boolean } {
    const [name, ...body] = args;
    const receives = this.document.operations[String(name)]?.action === 'receive';
    return { name: String(name), known: receives && this.fits(String(name), body) === null };
  }

  private heard([name, ...body]: unknown[]): void {
    if (this.document.operations[String(name)]?.action !== 'send')
      return this.fault(`${String(name)} is not sent by the server`, body);
    const wrong = this.fits(String(name), body);
    if (wrong) this.fault(`${String(name)}: ${wrong}`, body);
    else this.seen.add(String(name));
  }

  private answered(asked: { name: string; known: boolean } | undefined, body: unknown[]): void {
    const { ok, code } = (body[0] ?? {}) as { ok?: boolean; code?: string };
    if (!asked) return this.fault('an acknowledgement that nobody asked for', body);
    if (!asked.known) {
      if (ok !== false || !['invalid', 'too_many_requests'].includes(code ?? ''))
        this.fault(`${asked.name}, as it was sent, is not documented and was not refused`, body);
      return;
    }
    const reply = this.document.operations[asked.name]!.reply!.messages[0]!.$ref.split('/').at(-1)!;
    const wrong = this.fits(reply, body);
    if (wrong) this.fault(`${reply}: ${wrong}`, body);
    else if (code === 'invalid') this.fault(`${asked.name} is documented and was not understood`, body);
    else this.seen.add(reply);
  }

  /** What is wrong with the arguments of a frame, null when nothing is. */
  private fits(name: string, args: unknown[]): string | null {
    const message = this.document.components.messages[name];
    if (!message) return 'is not documented';
    if (!message.payload) return args.length === 0 ? null : 'documents no payload, and there is one';
    if (args.length !== 1) return `has ${args.length} arguments`;
    let validate = this.compiled.get(name);
    if (!validate) this.compiled.set(name, (validate = this.ajv.compile(message.payload)));
    return validate(args[0]) ? null : this.ajv.errorsText(validate.errors);
  }

  private fault(what: string, body: unknown): void {
    this.faults.push(`${what}: ${JSON.stringify(body)}`);
  }
}
