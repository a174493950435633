/** Where Chromium is on this machine, and the flags its tests need. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/**
 * What lets Dawn, which computes WebGPU in Node, find the adapter in software that comes with Chromium.
 * @returns {Record<string, string> | undefined} for the environment of a process that is started; undefined where there is none
 */
export function softwareAdapterEnvironment() {
  const chromiumPath = findChromium();
  const beside = chromiumPath ? [dirname(realpathSync(chromiumPath)), '/usr/lib/chromium'] : [];
  const found = beside.find((path) => existsSync(join(path, 'vk_swiftshader_icd.json')));
  return found && { LD_LIBRARY_PATH: found, VK_DRIVER_FILES: join(found, 'vk_swiftshader_icd.json') };
}
