import { startHouse, type House } from '../support/app';

describe('health', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });

  it('answers that the process lives and is ready', async () => {
    const client = house.stranger();
    expect((await client.get('/health/live')).body).toEqual({ status: 'ok' });
    expect((await client.get('/health/ready')).body).toEqual({ status: 'ok' });
  });
});
