/** `bench size`: what a browser downloads of a release and of the bundles, after gzip as a CDN sends it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { openManifest } from '../src/apps/cli/open-release.ts';
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

async function runSize({ release, out }: SizeFlags): Promise<void> {
  const manifest = await openManifest('--release', release);
  const files = [...filesOf(release), ...filesOf('dist/cdn')];
  const rows = files.map(({ folder, name, bytes, gzipBytes }) => [join(folder, name), bytes, gzipBytes]);
  const sizesOf = (names: readonly string[]) => {
    const named = files.filter(({ folder, name }) => folder === release && names.includes(name));
    const sum = (size: 'bytes' | 'gzipBytes') => named.reduce((total, file) => total + file[size], 0);
    return { bytes: sum('bytes'), gzipBytes: sum('gzipBytes') };
  };
  const engine = sizesOf(['manifest.json', ...Object.values(manifest.files).map(({ path }) => path)]);
  const largest = [...(manifest.categories ?? [])].sort((a, b) => b.bytes - a.bytes)[0];
  const category = largest && sizesOf(['manifest.json', largest.path]);
  const sums = [
    ['what the engine loads of the release', engine.bytes, engine.gzipBytes],
    ...(category ? [['a category page without an engine, at most', category.bytes, category.gzipBytes]] : []),
  ];
  process.stdout.write(`${tableText(['file', 'bytes', 'gzip'], [...rows, ...sums])}\n`);
  writeJson(out, { files, releaseGzipBytes: engine.gzipBytes, ...(category && { categoryPage: category }) });
}

function filesOf(folder: string) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.(js|css|json|safetensors)$/.test(name));
  return names.sort().map((name) => {
    const bytes = readFileSync(join(folder, name));
    return { folder, name, bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length };
  });
}
