// An aggregator in a process of its own, which kills itself (SIGKILL, no goodbye) at a point that a test names.
import { type AggregatorOptions, startAggregator } from '../../server/aggregator/start-aggregator.ts';

interface ChildOptions extends AggregatorOptions {
  /** A log line that ends the process, or `helper-answered`: the answer is here and not yet stored. */
  readonly dieAt?: string;
}

const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;
const die = () => process.kill(process.pid, 'SIGKILL');

if (options.dieAt === 'helper-answered') {
  const plainFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await plainFetch(input, init);
    if (!String(input).endsWith('/v1/aggregate-shares')) return response;
    await response.text();
    die();
    return new Promise<Response>(() => {});
  };
}

const running = await startAggregator({
  ...options,
  log: (line) => {
    if (options.dieAt !== undefined && line.includes(options.dieAt)) die();
  },
});
process.stdout.write(`${running.url}\n`);
