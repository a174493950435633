/** `--text-encoder` and `--text-model`: what reads a catalogue's titles for their meaning. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { TextEncoderChoice } from '../../../server/trainer/meanings.ts';

export const TEXT_ENCODER_HELP =
  'english, none, the address of an embeddings API (its key in INKLING_TEXT_ENCODER_KEY), or a file of lines {"id", "vector"}';

/** A commander parser. */
export function textEncoder(text: string): TextEncoderChoice {
  if (text === 'english' || text === 'none') return { kind: text };
  if (/^https?:\/\//.test(text) && URL.canParse(text)) {
    const { username, password } = new URL(text);
    if (username || password) {
      throw new InvalidArgumentError(
        '--text-encoder wants no user or password in the address: set INKLING_TEXT_ENCODER_KEY',
      );
    }
    return { kind: 'http', url: text, model: '' };
  }
  if (statSync(text, { throwIfNoEntry: false })?.isFile()) return { kind: 'file', path: resolve(text) };
  throw new InvalidArgumentError(`--text-encoder wants ${TEXT_ENCODER_HELP}`);
}

export function withModel(choice: TextEncoderChoice, model = ''): TextEncoderChoice {
  return choice.kind === 'http' ? { ...choice, model } : choice;
}
