import { CLIENT_FRAMES, SERVER_FRAMES } from '@upline/contracts/socket-schemas';

type Json = Record<string, unknown>;
type ServerFrame = keyof typeof SERVER_FRAMES;
type ClientFrame = keyof typeof CLIENT_FRAMES;

const FROM_SERVER: Record<ServerFrame, string> = {
  event: 'A hint for this person: content is fetched. `seq` has no gaps; whoever misses one asks with `resume`.',
  view_changed: 'Something in the team’s list changed; at most once a second.',
  presence: 'Everybody who has the ticket open and may see it, each once; to those who watch it.',
  session_ended: 'The session was revoked; the connection closes.',
  refused: 'The answer to a frame that is not understood and asks for no acknowledgement.',
};
const FROM_CLIENT: Record<ClientFrame, string> = {
  resume: 'Sends again every event after a number.',
  watch: 'Says what the person looks at, and asks to hear of it: one ticket, or the list of the team.',
  unwatch: 'Takes a `watch` back; without one it changes nothing.',
};

const serverFrames = Object.keys(SERVER_FRAMES) as ServerFrame[];
const clientFrames = Object.keys(CLIENT_FRAMES) as ClientFrame[];
const answerOf = (name: string): string => `${name}_answer`;
const onChannel = (name: string): Json => ({ $ref: `#/channels/socket/messages/${name}` });

const message = (name: string, summary: string, payload: unknown): Json => ({
  name,
  title: name,
  summary,
  contentType: 'application/json',
  ...(payload !== null && { payload }),
});

function messages(): Json {
  const fromServer = serverFrames.map((name) => message(name, FROM_SERVER[name], SERVER_FRAMES[name]));
  const fromClient = clientFrames.flatMap((name) => [
    message(name, FROM_CLIENT[name], CLIENT_FRAMES[name].body),
    message(answerOf(name), `The acknowledgement of \`${name}\`.`, CLIENT_FRAMES[name].answer),
  ]);
  return Object.fromEntries([...fromServer, ...fromClient].map((one) => [one.name, one]));
}

const SOCKET = { $ref: '#/channels/socket' };

function operations(): Json {
  const sent = serverFrames.map((name) => [name, { action: 'send', channel: SOCKET, messages: [onChannel(name)] }]);
  const received = clientFrames.map((name) => {
    const reply = { channel: SOCKET, messages: [onChannel(answerOf(name))] };
    return [name, { action: 'receive', channel: SOCKET, messages: [onChannel(name)], reply }];
  });
  return Object.fromEntries([...sent, ...received]) as Json;
}

/** The socket map as an AsyncAPI 3.0 document, from the same schemas that hold its types. */
export function asyncApi(): Json {
  const all = messages();
  const names = Object.keys(all);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Upline: real time',
      version: '1',
      description:
        'socket.io 4 at `/socket.io`. A frame is an event of that name with one argument, its payload; what a client sends is answered by its acknowledgement. The socket only makes fast what `GET /api/v1/events` tells.',
    },
    defaultContentType: 'application/json',
    channels: {
      socket: {
        address: '/socket.io',
        title: 'The socket of one signed-in person',
        description:
          'Opened with `auth: {token}`, an access token. It is closed when the token ends or its session is revoked.',
        messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: operations(),
    components: { messages: all },
  };
}
