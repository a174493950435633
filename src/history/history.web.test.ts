import { describeHistory } from './history-behaviour.ts';

describeHistory("Chromium's IndexedDB");
