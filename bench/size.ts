/** `bench size`: what a browser downloads of a release and of the bundles, after gzip as a CDN sends it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { LogError } from '../server/trainer/read-logs.ts';
import { tableText, writeJson } from './table.ts';

interface SizeFlags {
  readonly release: string;
  readonly out: string;
}

export function addSizeCommand(program: Command): void {
  program
    .command('size')
    .description('bytes of a release folder, file by file, and of the bundles that npm run build makes')
    .option('--release <dir>', 'folder of a release', 'public/releases/demo')
    .option('--out <file>', 'the figures as JSON', 'bench/results/size.json')
    .action(runSize);
}

function runSize({ release, out }: SizeFlags): void {
  if (!existsSync(join(release, 'manifest.json')))
    throw new LogError(`--release ${release}: there is no manifest.json`);
  const files = [...filesOf(release), ...filesOf('dist/cdn')];
  const total = files.filter(({ folder }) => folder === release).reduce((sum, file) => sum + file.gzipBytes, 0);
  const rows = files.map(({ folder, name, bytes, gzipBytes }) => [join(folder, name), bytes, gzipBytes]);
  process.stdout.write(`${tableText(['file', 'bytes', 'gzip'], [...rows, [`${release}, whole`, '', total]])}\n`);
  writeJson(out, { files, releaseGzipBytes: total });
}

function filesOf(folder: string) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.(js|css|json|safetensors)$/.test(name));
  return names.sort().map((name) => {
    const bytes = readFileSync(join(folder, name));
    return { folder, name, bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length };
  });
}
