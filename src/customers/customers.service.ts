import { Injectable } from '@nestjs/common';
import type { Channel } from '@upline/contracts/ticket';
import { maskPhone } from '@upline/phone-number/mask';
import { parsePhone } from '@upline/phone-number/phone-number';
import { createHmac } from 'node:crypto';
import { Config } from '../config';
import { newId } from '../kernel/ids';
import { Refusal } from '../kernel/refusal';
import { CURRENT_KEY_ID, deriveKey, open, seal } from '../kernel/secrets';

export interface ContactInput {
  channel: Channel;
  /** As typed. */
  value: string | null;
  name: string | null;
}
/** What a ticket and its customer row store; byte columns as `\x…` for `jsonb_populate_record`. */
export interface SealedCustomer {
  channel: Channel;
  masked: string | null;
  /** Null for the channel `none`: there is nobody to recognise. */
  customer: {
    id: string;
    blind_index: string;
    blind_key_id: string;
    /** Of a phone only. */
    last_four_index: string | null;
    last_four_key_id: string | null;
    sealed: string;
    key_id: string;
  } | null;
  ticketSealed: string;
  keyId: string;
}
interface Opened {
  name: string | null;
  typed: string | null;
}

const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

/** Names and contacts: sealed at rest, recognised by a blind index, shown masked. */
@Injectable()
export class CustomersService {
  private readonly key: Buffer;
  private readonly blindKey: Buffer;
  private readonly lastFourKey: Buffer;

  constructor(config: Config) {
    this.key = deriveKey(config.UPLINE_SECRET, 'customer');
    this.blindKey = deriveKey(config.UPLINE_SECRET, 'customer-blind-index');
    this.lastFourKey = deriveKey(config.UPLINE_SECRET, 'customer-last-four');
  }

  /** Normalises, masks and seals what the caller left; a contact that cannot be one is a 400 at its field. */
  prepare(input: ContactInput): SealedCustomer {
    const typed = input.value;
    const normalised = this.normalise(input);
    const customer =
      normalised === null
        ? null
        : {
            id: newId(),
            blind_index: hex(this.blind(input.channel, normalised)),
            blind_key_id: CURRENT_KEY_ID,
            ...this.lastFour(input.channel, normalised),
            sealed: hex(seal(this.key, JSON.stringify({ contact: normalised }))),
            key_id: CURRENT_KEY_ID,
          };
    return {
      channel: input.channel,
      masked: normalised === null ? null : this.mask(input.channel, normalised),
      customer,
      ticketSealed: hex(seal(this.key, JSON.stringify({ name: input.name, typed } satisfies Opened))),
      keyId: CURRENT_KEY_ID,
    };
  }

  /** The blind index of a phone in any spelling, by which its customer rows are found; refuses with 400 at `phone`. */
  blindIndexOf(phone: string): Buffer {
    const parsed = parsePhone(phone.trim());
    if (!parsed) throw Refusal.invalid('phone', 'This is no phone number.', 'phone');
    return this.blind('phone', parsed.e164);
  }

  /** Name and contact as typed; nulls after they were erased. */
  opened(sealed: Buffer | null): Opened {
    if (!sealed) return { name: null, typed: null };
    return JSON.parse(open(this.key, sealed).toString('utf8')) as Opened;
  }

  /** What the customers of a phone are recognised by; `e164` as `parsePhone` gives it. */
  phoneIndex(e164: string): Buffer {
    return this.blind('phone', e164);
  }

  /** What the customers whose phone ends in these four digits are recognised by, whatever their project. */
  lastFourIndex(digits: string): Buffer {
    return createHmac('sha256', this.lastFourKey).update(digits).digest();
  }

  private blind(channel: Channel, normalised: string): Buffer {
    return createHmac('sha256', this.blindKey).update(`${channel}:${normalised}`).digest();
  }

  private lastFour(
    channel: Channel,
    e164: string,
  ): { last_four_index: string | null; last_four_key_id: string | null } {
    if (channel !== 'phone') return { last_four_index: null, last_four_key_id: null };
    return { last_four_index: hex(this.lastFourIndex(e164.slice(-4))), last_four_key_id: CURRENT_KEY_ID };
  }

  private normalise({ channel, value }: ContactInput): string | null {
    if (channel === 'none') return null;
    const text = value?.trim() ?? '';
    if (text === '') throw Refusal.invalid('customer.contact.value', 'A contact is required.', 'required');
    switch (channel) {
      case 'phone': {
        const phone = parsePhone(text);
        if (!phone)
          throw Refusal.invalid(
            'customer.phone',
            'This is no phone number: a mobile, a landline with its area code, 400, 800, 95xxx, or +country.',
            'phone',
          );
        return phone.e164;
      }
      case 'email':
        if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(text))
          throw Refusal.invalid('customer.contact.value', 'This is no e-mail address.', 'email');
        return text.toLowerCase();
      case 'im':
      case 'post':
        return text.normalize('NFKC');
    }
  }

  private mask(channel: Channel, normalised: string): string {
    if (channel === 'phone') return maskPhone(normalised);
    const [local = '', domain] = normalised.split('@');
    return domain && channel === 'email' ? `${[...local][0] ?? ''}***@${domain}` : `${[...normalised][0] ?? ''}***`;
  }
}
