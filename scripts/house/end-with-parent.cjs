// Loaded into the app by `npm start`: when the start script was killed outright, nobody is left to stop the app, and it
// would hold the port against the next start. Ending at once is safe; a process may die at any line.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
