import type { SameShape } from '@upline/contracts/same-shape';
import type { ClientToServer, ServerToClient } from '@upline/contracts/socket-map';
import { CLIENT_FRAMES, SERVER_FRAMES, type Said } from '@upline/contracts/socket-schemas';

type Client = typeof CLIENT_FRAMES;
type Body<Map, Name extends keyof Map> = Map[Name] extends (body: infer B, ...rest: never[]) => void ? B : never;
type Answer<Name extends keyof ClientToServer> = Parameters<Parameters<ClientToServer[Name]>[1]>[0];

/** Held by the compiler: a field or a code more or less on either side is an error here. */
const same: [
  SameShape<keyof typeof SERVER_FRAMES, keyof ServerToClient>,
  SameShape<keyof Client, keyof ClientToServer>,
  SameShape<Said<typeof SERVER_FRAMES.event>, Body<ServerToClient, 'event'>>,
  SameShape<Said<typeof SERVER_FRAMES.view_changed>, Body<ServerToClient, 'view_changed'>>,
  SameShape<Said<typeof SERVER_FRAMES.presence>, Body<ServerToClient, 'presence'>>,
  SameShape<Said<typeof SERVER_FRAMES.refused>, Body<ServerToClient, 'refused'>>,
  SameShape<Said<Client['resume']['body']>, Body<ClientToServer, 'resume'>>,
  SameShape<Said<Client['resume']['answer']>, Answer<'resume'>>,
  SameShape<Said<Client['watch']['body']>, Body<ClientToServer, 'watch'>>,
  SameShape<Said<Client['watch']['answer']>, Answer<'watch'>>,
  SameShape<Said<Client['unwatch']['body']>, Body<ClientToServer, 'unwatch'>>,
  SameShape<Said<Client['unwatch']['answer']>, Answer<'unwatch'>>,
] = [true, true, true, true, true, true, true, true, true, true, true, true];

it('the schemas of the frames say what the socket map says', () => {
  expect(same.every(Boolean)).toBe(true);
});
