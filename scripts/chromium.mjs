/** Where Chromium is on this machine, and the flags its tests need. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @returns {string | undefined} path of an executable: CHROMIUM_PATH, the system's, or playwright's own download */
export function findChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) return wanted;
  const found = CANDIDATES.find((path) => existsSync(path));
  if (found) return found;
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

/**
 * @param {{ webgpu?: boolean }} [options] `webgpu`: give an adapter in software (SwiftShader); without it
 * `navigator.gpu` exists and its adapter is null, as on most machines without a GPU
 * @returns {string[]}
 */
export function chromiumFlags({ webgpu = false } = {}) {
  const quiet = [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return webgpu ? [...quiet, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : quiet;
}
