/**
 * Sockets of a bench, a process of its own: `node listeners.mjs '{"port","listening","idle","count"}'` opens one for each
 * token of `listening`, and idle ones with the tokens of `idle` until there are `count`. It prints a line when all are
 * open, and at the end of its input one JSON line with each `ticket.filed` that was heard: `[ticketId, wall clock in
 * milliseconds, monotonic clock in nanoseconds]`.
 */
import { io } from 'socket.io-client';

const AT_ONCE = 25;
const plan = JSON.parse(process.argv[2]);
const frames = [];
let lost = 0;

function open(token, listens) {
  const socket = io(`http://127.0.0.1:${plan.port}`, {
    auth: { token },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  socket.on('disconnect', () => (lost += 1));
  if (listens) {
    socket.on('event', ({ type, ticketId }) => {
      if (type === 'ticket.filed')
        frames.push([ticketId, performance.timeOrigin + performance.now(), String(process.hrtime.bigint())]);
    });
  }
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(socket));
    socket.on('connect_error', reject);
  });
}

const { listening, idle, count } = plan;
const sockets = await Promise.all(listening.map((token) => open(token, true)));
while (sockets.length < count) {
  const some = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, (_, at) => idle[at % idle.length]);
  sockets.push(...(await Promise.all(some.map((token) => open(token, false)))));
}
process.stdout.write(`${sockets.length} open\n`);

process.stdin.resume();
process.stdin.on('end', () => {
  process.stdout.write(`${JSON.stringify({ frames, lost, cpuMs: cpu() })}\n`, () => process.exit(0));
});

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
