/** How a thread of a training is started from the benchmarks: see `gradients` in main.ts. */
import type { ThreadEntry } from '../server/trainer/gradient-threads.ts';
import { present } from '../src/base/must.ts';

export function benchThread(): ThreadEntry {
  return { file: present(process.argv[1], 'the path of this command'), argv: ['gradients'] };
}
