import { FILE_NAME_LIMIT } from '@upline/contracts/attachments';
import fc from 'fast-check';
import { cleanFileName, endingOf, savedAs } from './file-name.rules';

describe('the name of a file', () => {
  it.each([
    ['合同 扫描件.pdf', '合同 扫描件.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['C:\\Users\\li\\照片.jpg', '照片.jpg'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie_ x=1.txt'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a\0b\u200b.png', 'ab.png'],
    ['  .bashrc', 'bashrc'],
    ['what?*"<>|:.txt', 'what_______.txt'],
    ['e\u0301.png', '\u00e9.png'],
    ['a.txt. . ', 'a.txt'],
    ['100%.png', '100%.png'],
  ])('%j is kept as %j', (given, kept) => expect(cleanFileName(given)).toBe(kept));

  it.each(['', '.', '..', '../', 'a/', '\u202e', ' . ', '\0', '///'])('%j is no name', (given) =>
    expect(cleanFileName(given)).toBeNull(),
  );

  it('of 300 characters is shortened before its ending, by characters and not by halves of them', () => {
    expect(cleanFileName(`${'长'.repeat(300)}.docx`)).toBe(`${'长'.repeat(FILE_NAME_LIMIT - 5)}.docx`);
    expect([...cleanFileName('𠮷'.repeat(300))!]).toHaveLength(FILE_NAME_LIMIT);
  });

  it('has the ending behind its last dot; a date is none', () => {
    expect(['a.PDF', 'a.tar.gz', 'a', '2026.11.24', 'a.mp3', 'a.图片'].map(endingOf)).toEqual(['pdf', 'gz', null, null, 'mp3', null]); // prettier-ignore
  });

  it('whatever it is, comes out clean, the same a second time, and as one header that says it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = cleanFileName(given);
        if (name === null) return;
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u);
        expect(cleanFileName(name)).toBe(name);
        const header = savedAs(name);
        expect(header).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]*$/);
        expect(decodeURIComponent(header.split("UTF-8''")[1]!)).toBe(name);
        expect(/filename="([^"]*)"/.exec(header)![1]).not.toContain('\\');
      }),
    );
  });
});
