// Stands in for the engine's process: it only stays alive until its parent lets go of it.
process.on('disconnect', () => process.exit(0));
process.on('message', () => undefined);
