/** `npm run bench -- NAME`: each prints a table, writes JSON, and compares with named baselines in the same run. */
import { Command, CommanderError } from 'commander';
import { serveGradients } from '../server/trainer/gradient-threads.ts';
import { isExpected } from '../src/apps/cli/expected-errors.ts';
import { addAblationCommand } from './ablation.ts';
import { addAttributesBench } from './attributes.ts';
import { addCatalogueBench } from './catalogue.ts';
import { addCategoriesBench } from './categories.ts';
import { addHistoryBench } from './history.ts';
import { addLatencyCommand } from './latency.ts';
import { addLifelongCommand } from './lifelong.ts';
import { addNewProductsCommand } from './new-products.ts';
import { addQualityCommand } from './quality.ts';
import { addSearchBench } from './search.ts';
import { addServerBench } from './server.ts';
import { addSizeCommand } from './size.ts';
import { addTrainingCommand } from './training.ts';
import { addVisitCommand } from './visit.ts';

const program = new Command('bench').description('benchmarks of Inkling').exitOverride();
addQualityCommand(program);
addCatalogueBench(program);
addCategoriesBench(program);
addAttributesBench(program);
addSearchBench(program);
addSizeCommand(program);
addAblationCommand(program);
addVisitCommand(program);
addTrainingCommand(program);
addLatencyCommand(program);
addNewProductsCommand(program);
addLifelongCommand(program);
addHistoryBench(program);
addServerBench(program);
program.command('gradients', { hidden: true }).action(serveGradients);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  if (!isExpected(error)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
