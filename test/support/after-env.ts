import { closeHouses } from './app';

afterAll(closeHouses);
