// Preloaded by the start test: leaves a rejection that nobody handles.
process.on('SIGUSR2', () => void Promise.reject(new Error('forgotten')));
