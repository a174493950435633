/** `inkling accountant`: what rounds cost a shopper's profile, before anybody opens one. */
import type { Command } from 'commander';
import {
  cappedEpsilon,
  cappedRho,
  epsilonOfRho,
  noiseMultiplierFor,
  noiseOverClip,
  sampledEpsilon,
} from '../../privacy/accountant.ts';
import { PrivacyError } from '../../privacy/privacy-error.ts';
import { FlagError } from './flag-error.ts';
import { positive, positiveInteger } from './flag-values.ts';

interface AccountantFlags {
  readonly noiseMultiplier?: number;
  readonly epsilon?: number;
  readonly participations: number;
  readonly delta: number;
  readonly samplingRate?: number;
  readonly rounds?: number;
  readonly coordinates?: number;
  readonly reports?: number;
  readonly json?: boolean;
}

export function addAccountantCommand(program: Command): void {
  program
    .command('accountant')
    .description(
      "differential privacy of a shop's rounds for one browser profile (zero-out adjacency): epsilon of a noise multiplier, or the noise multiplier of an --epsilon",
    )
    .option('--noise-multiplier <z>', 'noise stdDev over the L2 clip', positive('--noise-multiplier'))
    .option('--epsilon <e>', 'instead: find the noise multiplier that gives it', positive('--epsilon'))
    .option(
      '--participations <k>',
      'most reports of one profile, as its own ledger caps them',
      positiveInteger('--participations'),
      12,
    )
    .option('--delta <d>', 'of the claim', positive('--delta'), 1e-6)
    .option(
      '--sampling-rate <q>',
      'with --rounds, for simulations: chance of a profile to be in a round, drawn anew each time; epsilon is then of that, not of the cap',
      positive('--sampling-rate'),
    )
    .option('--rounds <r>', 'with --sampling-rate', positiveInteger('--rounds'))
    .option('--coordinates <v>', 'with --reports: length of the shared vector', positiveInteger('--coordinates'))
    .option('--reports <n>', 'with --coordinates: reports of a round', positiveInteger('--reports'))
    .option('--json', 'one line of JSON')
    .action(runAccountant);
}

interface Account {
  /** Of the claim: by the cap, or by sampling where its flags are given. */
  readonly epsilon: number;
  readonly delta: number;
  readonly noiseMultiplier: number;
  readonly participations: number;
  /** Of zero-concentrated differential privacy, under the cap. */
  readonly rho: number;
  /** What that alone would say: more than there is. */
  readonly epsilonOfRho: number;
  readonly cappedEpsilon: number;
  readonly sampling?: { readonly rate: number; readonly rounds: number };
  readonly noiseOverClip?: number;
}

function runAccountant(flags: AccountantFlags): void {
  const account = accountOf(flags);
  process.stdout.write(flags.json ? `${JSON.stringify(account)}\n` : `${inWords(account)}\n`);
}

function accountOf(flags: AccountantFlags): Account {
  const { participations, delta } = flags;
  try {
    const noiseMultiplier = multiplierOf(flags);
    const capped = cappedEpsilon({ noiseMultiplier, participations }, delta);
    const rho = cappedRho({ noiseMultiplier, participations });
    const sampling = together('--sampling-rate and --rounds', flags.samplingRate, flags.rounds);
    const size = together('--coordinates and --reports', flags.coordinates, flags.reports);
    return {
      epsilon: sampling
        ? sampledEpsilon({ noiseMultiplier, samplingRate: sampling[0], rounds: sampling[1] }, delta)
        : capped,
      ...{ delta, noiseMultiplier, participations, rho },
      ...{ epsilonOfRho: epsilonOfRho(rho, delta), cappedEpsilon: capped },
      ...(sampling && { sampling: { rate: sampling[0], rounds: sampling[1] } }),
      ...(size && { noiseOverClip: noiseOverClip(noiseMultiplier, size[0], size[1]) }),
    };
  } catch (error) {
    if (error instanceof PrivacyError) throw new FlagError(`accountant: ${error.message}`);
    throw error;
  }
}

function multiplierOf({ noiseMultiplier, epsilon, participations, delta }: AccountantFlags): number {
  if ((noiseMultiplier === undefined) === (epsilon === undefined)) {
    throw new FlagError('accountant: give one of --noise-multiplier and --epsilon');
  }
  return noiseMultiplier ?? noiseMultiplierFor(epsilon as number, participations, delta);
}

/** Undefined where neither is given. @throws FlagError for one without the other */
function together(names: string, one: number | undefined, other: number | undefined) {
  if (one !== undefined && other !== undefined) return [one, other] as const;
  if (one === undefined && other === undefined) return undefined;
  throw new FlagError(`accountant: ${names} go together`);
}

function inWords(account: Account): string {
  const { epsilon, delta, noiseMultiplier, participations, sampling, noiseOverClip: noise } = account;
  const rows = [
    ['noise multiplier', figure(noiseMultiplier)],
    ['participations', String(participations)],
    ['delta', String(delta)],
    ['epsilon, capped Gaussian', figure(account.cappedEpsilon)],
    ['rho, zero-concentrated', figure(account.rho)],
    ['epsilon by rho alone', figure(account.epsilonOfRho)],
    ...(sampling ? [[`epsilon, ${sampling.rounds} rounds sampled at ${sampling.rate}`, figure(epsilon)]] : []),
    ...(noise === undefined ? [] : [['noise over clip', `${figure(noise)}${usefulness(noise)}`]]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows.map(([name = '', value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/** The mean of a round is at most as long as the clip. */
function usefulness(noise: number): string {
  return noise < 1 ? '' : ': the mean of such a round is mostly noise';
}

function figure(value: number): string {
  return value.toPrecision(6);
}
