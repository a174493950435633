/** The command line. Expected failures are one line on stderr and exit code 2 (a signal: its own); a bug keeps its stack. */
import { Command, CommanderError } from 'commander';
import { addAccountantCommand } from './accountant.ts';
import { addCatalogueCommand } from './catalogue.ts';
import { ChildError } from './child.ts';
import { addDemoCommands } from './demo.ts';
import { isExpected } from './expected-errors.ts';
import { addJobCommand } from './job.ts';
import { addPredictCommand } from './predict.ts';
import { addSearchCommand } from './search.ts';
import { addServerCommands } from './servers.ts';
import { addSimulateCommand } from './simulate.ts';
import { addTrainCommand } from './train.ts';

const program = new Command('inkling')
  .description("recommendations inside a shop's own pages, computed on the shopper's device")
  .showHelpAfterError('(--help says what there is)')
  .exitOverride();
addCatalogueCommand(program);
addTrainCommand(program);
addPredictCommand(program);
addSearchCommand(program);
addServerCommands(program);
addSimulateCommand(program);
addDemoCommands(program);
addAccountantCommand(program);
addJobCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  if (!isExpected(error)) throw error;
  process.stderr.write(`inkling: ${error.message}\n`);
  process.exitCode = error instanceof ChildError ? error.exitCode : 2;
}
