/**
 * The script tag. A classic script that imports nothing: it hears the shop's events and consent, keeps the slots' space,
 * and fetches the widget when a slot is near or the page is idle. What it hears waits here, bounded, until then.
 *
 *     <script async src="https://cdn.example/inkling/inkling.js" data-shop="demo" data-release="/releases/demo/"></script>
 */
import { load } from './load.ts';
import { safely } from './safely.ts';

safely(() => load(document.currentScript as HTMLScriptElement | null));
