/** The search worker's entry: a classic script, so that it can be started from a blob on any shop's origin. */
import { expose } from 'comlink';
import { searchService } from './search-service.ts';

expose(searchService((input, init) => fetch(input, init)));
