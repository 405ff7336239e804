// A process that holds an embedded database until it is told to end, one way or another.
const { startEmbeddedPostgres } = require('../../../dist/libs/embedded-postgres/embedded-postgres.js');

const say = (message) => console.log(JSON.stringify(message));

startEmbeddedPostgres({ dataDir: process.argv[2], log: (line) => say({ log: line }) }).then(
  (server) => {
    process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
    process.on('SIGUSR2', () => process.exit(3));
    setInterval(() => {}, 1000);
    say({ url: server.url, pid: server.pid });
  },
  (error) => {
    say({ error: error.message });
    process.exit(1);
  },
);
