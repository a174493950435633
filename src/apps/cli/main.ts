/** The command line. Expected failures are one line on stderr and exit code 2; a bug keeps its stack. */
import { Command } from 'commander';
import { TensorFileError } from '../../../models/release-format.ts';
import { ReleaseError } from '../../../server/aggregator/release-error.ts';
import { StoreError } from '../../../server/store/open-store.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { BackendError } from '../../../server/trainer/start-backend.ts';
import { addDemoCommands } from './demo.ts';
import { addPredictCommand } from './predict.ts';
import { addServerCommands } from './servers.ts';
import { addSimulateCommand } from './simulate.ts';
import { PartyError } from './sync-processes.ts';
import { addTrainCommand } from './train.ts';

const EXPECTED = [LogError, BackendError, TensorFileError, ReleaseError, StoreError, PartyError];

const program = new Command('inkling').description(
  "recommendations inside a shop's own pages, computed on the shopper's device",
);
addTrainCommand(program);
addPredictCommand(program);
addServerCommands(program);
addSimulateCommand(program);
addDemoCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  const expected = EXPECTED.some((kind) => error instanceof kind);
  const { code } = error as NodeJS.ErrnoException;
  if (!expected && code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
  process.stderr.write(`inkling: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
