import { isOwnOrigin } from './origin.rules';

describe('who may open a socket', () => {
  it.each([
    [undefined, '127.0.0.1:3000', undefined],
    ['http://127.0.0.1:3000', '127.0.0.1:3000', undefined],
    ['https://upline.example', 'upline.example', undefined],
    ['https://upline.example', '10.0.0.7:3000', 'https://upline.example/'],
    ['https://UPLINE.example', 'upline.example:443', undefined],
  ])('lets %s in at %s', (origin, host, publicUrl) => {
    expect(isOwnOrigin(origin, host, publicUrl)).toBe(true);
  });

  it.each([
    ['http://evil.example', '127.0.0.1:3000', undefined],
    ['http://127.0.0.1:3001', '127.0.0.1:3000', undefined],
    ['http://127.0.0.1:3000.evil.example', '127.0.0.1:3000', undefined],
    ['https://upline.example.evil', '127.0.0.1:3000', 'https://upline.example'],
    ['null', '127.0.0.1:3000', undefined],
    ['', '127.0.0.1:3000', undefined],
    ['file:///etc/passwd', '127.0.0.1:3000', undefined],
    ['http://127.0.0.1:3000', undefined, undefined],
  ])('keeps %s out at %s', (origin, host, publicUrl) => {
    expect(isOwnOrigin(origin, host, publicUrl)).toBe(false);
  });
});
