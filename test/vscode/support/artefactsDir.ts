// Where the journey tests leave pictures and logs for a person to look at.
import { fileURLToPath } from 'node:url';

export const artefactsDir = fileURLToPath(new URL('../artefacts', import.meta.url));
