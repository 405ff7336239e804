import { ConfigError, readConfig } from './config';

const GIVEN = { DATABASE_URL: 'postgres://127.0.0.1/upline', UPLINE_SECRET: 'x'.repeat(32) };

describe('UPLINE_TRUSTED_PROXIES', () => {
  it.each(['loopback', '10.1.2.3', '10.1.0.0/16', '10.1.2.3, 192.0.2.0/24', '2001:db8::1', '2001:db8::/64'])(
    'takes %s',
    (value) => {
      expect(readConfig({ ...GIVEN, UPLINE_TRUSTED_PROXIES: value }).UPLINE_TRUSTED_PROXIES).toBe(value);
    },
  );

  it.each([
    'true',
    '*',
    'nginx',
    '10.1.2',
    '10.1.2.3/33',
    '0.0.0.0/0',
    '10.1.2.3/',
    '10.1.2.3/8/8',
    '10.1.2.3;10.1.2.4',
    ',',
  ])('refuses %s, which would trust nobody or everybody', (value) => {
    expect(() => readConfig({ ...GIVEN, UPLINE_TRUSTED_PROXIES: value })).toThrow(ConfigError);
  });

  it('is this machine alone when nothing is said', () => {
    expect(readConfig(GIVEN).UPLINE_TRUSTED_PROXIES).toBe('loopback');
  });
});
