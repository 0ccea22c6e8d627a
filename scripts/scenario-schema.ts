/*
 * Writes docs/scenario.schema.json, by which editors complete and check scenario files.
 * A test compares; this renews: npm run build && node build/scripts/scenario-schema.js
 */
import {writeFileSync} from 'node:fs';
import {scenarioJsonSchema} from '../harness/scenario/schema.js';

const file = new URL('../../docs/scenario.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(scenarioJsonSchema(), undefined, '\t')}\n`);
