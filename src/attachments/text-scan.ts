import type { FileType } from './file-type.rules';

/** Beginnings by which a browser would take a text for a page (WHATWG MIME Sniffing §7.1), and those of scripts. */
const PAGE =
  /^(<!doctype|<html|<head|<script|<iframe|<h1|<div|<font|<table|<a[\s>]|<style|<title|<b[\s>]|<body|<br|<p[\s>]|<!--|<\?xml|<svg|<\?php|#!|%!ps)/i;
const HEADER = /^[A-Za-z][A-Za-z0-9-]*:[ \t]?\S?/;
const MAIL = /^(from|received|return-path|date|subject|mime-version|message-id|delivered-to|to):/im;
/** Every control character but tab, line feed, form feed and carriage return. */

const CONTROL = /[\x00-\x08\x0b\x0e-\x1f\x7f]/;
/** Bytes of the beginning that tell a mail from a note. */
const BEGINNING = 4096;

/** Whether bytes are a text: UTF-8 or GB18030 without control characters, and nothing that a browser would show as a page. */
export class TextScan {
  private decoders = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding, { fatal: true }));
  private beginning = Buffer.alloc(0);
  private control = false;

  add(chunk: Buffer): void {
    if (this.control || this.decoders.length === 0) return;
    this.control = CONTROL.test(chunk.toString('latin1'));
    if (this.beginning.length < BEGINNING)
      this.beginning = Buffer.concat([this.beginning, chunk.subarray(0, BEGINNING)]);
    this.decoders = this.decoders.filter((decoder) => reads(decoder, chunk));
  }

  end(): readonly FileType[] {
    const readable = this.decoders.some((decoder) => reads(decoder, null));
    // In both encodings a letter of these patterns is one byte of ASCII.
    const beginning = this.beginning.toString('latin1').replace(/^\xef\xbb\xbf/, '');
    if (this.control || !readable || PAGE.test(beginning.trimStart())) return [];
    const mail = HEADER.test(beginning) && MAIL.test(beginning);
    return ['text/plain', 'text/csv', ...(mail ? (['message/rfc822'] as const) : [])];
  }
}

function reads(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | null): boolean {
  try {
    if (chunk) decoder.decode(chunk, { stream: true });
    else decoder.decode();
    return true;
  } catch {
    return false;
  }
}
