import 'fake-indexeddb/auto';
import { describeHistory } from './history-behaviour.ts';

describeHistory('a fake IndexedDB');
