import { startHouse, type House } from '../support/app';

describe('the first page', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });

  it('is served at the root, with everything that it needs', async () => {
    const page = await house.stranger().get<string>('/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8/);
    expect(page.body).toContain('lang="zh-CN"');
    const own = [...page.body.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map((found) => found[1]!);
    expect(own).toEqual(expect.arrayContaining(['/api/docs', '/health/ready', '/favicon.svg']));
    for (const address of new Set(own))
      expect([address, (await fetch(house.url + address)).status]).toEqual([address, 200]);
  });

  it('runs under a policy that allows no inline script or style, and has none', async () => {
    const page = await house.stranger().get<string>('/');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(page.body).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
    expect(page.body).not.toMatch(/https?:\/\//);
  });

  it('says nothing of the demo by itself', async () => {
    expect((await house.stranger().get<string>('/')).body).not.toContain('upline-demo-pass');
  });
});
