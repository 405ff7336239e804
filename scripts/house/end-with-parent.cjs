// Loaded into what `npm start` starts: when the start script was killed outright, nobody is left to stop the app, which
// would hold the port against the next start, or the demo loader, whose heartbeat the next app would take for a rival's.
// Ending at once is safe; a process may die at any line.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
