/** The command line. Expected failures are one line on stderr and exit code 2; a bug keeps its stack. */
import { Command } from 'commander';
import { TensorFileError } from '../../../models/release-format.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { BackendError } from '../../../server/trainer/start-backend.ts';
import { addPredictCommand } from './predict.ts';
import { addTrainCommand } from './train.ts';

const program = new Command('inkling').description(
  "recommendations inside a shop's own pages, computed on the shopper's device",
);
addTrainCommand(program);
addPredictCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  const expected = error instanceof LogError || error instanceof BackendError || error instanceof TensorFileError;
  if (!expected) throw error;
  process.stderr.write(`inkling: ${error.message}\n`);
  process.exitCode = 2;
}
