// Lets worker threads of tests start from sources: a `.js` file that is not there is the `.ts` file
// beside it. Tests themselves are read by vitest; this is for what Node loads by itself.
import { register } from 'node:module';

register('./ts-loader.mjs', import.meta.url);
