/** The worker's entry: a classic script, so that it can be started from a blob on any shop's origin. */
import { expose } from 'comlink';
import { browserPlatform } from './browser-platform.ts';
import { createPipeline } from './pipeline.ts';

expose(createPipeline(browserPlatform));
