import { HEAD_BYTES, familyOf, type Family, type FileType } from './file-type.rules';
import { TextScan } from './text-scan';
import { TAIL_BYTES, archiveTypes } from './zip.rules';

/** In the directory of every Outlook message, and of no other compound file. */
const OUTLOOK = Buffer.from('__properties_version1.0', 'utf16le');
const NOTHING = Buffer.alloc(0);

/** Finds out what a file is while its bytes go by; keeps no more than `TAIL_BYTES` of them and inflates nothing. */
export class Sniffer {
  private size = 0;
  private head = NOTHING;
  private tail = NOTHING;
  private family: Family | null = null;
  private outlook = false;
  private readonly text = new TextScan();

  add(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.family === null) {
      this.head = Buffer.concat([this.head, chunk]);
      if (this.head.length < HEAD_BYTES) return;
      this.family = familyOf(this.head);
      return this.look(this.head);
    }
    this.look(chunk);
  }

  /** Every allowed type that the bytes can be; to be called once, after the last of them. */
  end(): readonly FileType[] {
    if (this.family === null) {
      this.family = familyOf(this.head);
      this.look(this.head);
    }
    switch (this.family) {
      case 'zip':
        return archiveTypes(this.tail, this.size);
      case 'compound':
        return this.outlook ? ['application/vnd.ms-outlook'] : [];
      case 'text':
        return this.text.end();
      default:
        return this.family;
    }
  }

  private look(chunk: Buffer): void {
    if (this.family === 'text') return this.text.add(chunk);
    if (this.family === 'zip') this.tail = Buffer.concat([this.tail, chunk]).subarray(-TAIL_BYTES);
    if (this.family !== 'compound' || this.outlook) return;
    const seam = Buffer.concat([this.tail, chunk]);
    this.outlook = seam.includes(OUTLOOK);
    this.tail = Buffer.from(seam.subarray(-OUTLOOK.length));
  }
}
