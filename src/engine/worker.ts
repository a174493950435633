/** The worker's entry: a classic script, so that it can be started from a blob on any shop's origin. */
import { expose } from 'comlink';
import { browserPlatform } from './browser-platform.ts';
import { createPipeline } from './pipeline.ts';

expose(createPipeline(browserPlatform));

// The first number format of a process loads the tables of all languages, 20 ms and more: here, while the release is on
// its way, and not on the page's thread, which would wait for them before its first price.
setTimeout(() => new Intl.NumberFormat().format(0));
