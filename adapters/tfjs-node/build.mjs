#!/usr/bin/env node
/**
 * Builds the addon of @tensorflow/tfjs-node against the TensorFlow of a Python environment.
 *
 *     node adapters/tfjs-node/build.mjs PYTHON [--into FOLDER]
 *
 * PYTHON is the interpreter to ask for TensorFlow. The addon goes into node_modules, or with --into
 * into a copy of the package in FOLDER, which must not exist.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findCompiler, findHeaders, findTensorflow, Unmet } from './look.mjs';

const name = '@tensorflow/tfjs-node';
const wanted = '4.22.0';
const root = resolve(import.meta.dirname, '../..');

try {
  main();
} catch (error) {
  if (!(error instanceof Unmet)) throw error;
  process.stderr.write(`tfjs-node: ${error.message}\n`);
  process.exitCode = 1;
}

function main() {
  const { python, into } = options();
  const tensorflow = findTensorflow(python);
  const compiler = findCompiler();
  const headers = findHeaders();
  say(`TensorFlow ${tensorflow.version}, compiler ${compiler}, Node ${process.version}`);
  const installed = findPackage() ?? installPackage();
  const folder = into === undefined ? installed : copied(installed, resolve(into));
  link(folder, tensorflow.folder);
  compile(folder, headers);
  say(`${check(folder)} computes, from ${folder}`);
}

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { into: { type: 'string' } },
  });
  if (positionals.length !== 1) {
    throw new Unmet('name one Python: node adapters/tfjs-node/build.mjs PYTHON [--into FOLDER]');
  }
  return { python: positionals[0], into: values.into };
}

function findPackage() {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** Its own install script would download a library of TensorFlow; that is what this program is instead of. */
function installPackage() {
  say(`${name} is not installed; installing ${wanted} without its scripts`);
  const args = ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
  run('npm', [...args, `${name}@${wanted}`], { cwd: root }, `npm could not install ${name}`);
  const folder = findPackage();
  if (folder !== undefined) return folder;
  throw new Unmet(`npm installed ${name} somewhere out of sight. Install it beside rxspike.`);
}

/** A copy that finds the same packages, above all the same tfjs-core. */
function copied(from, to) {
  if (existsSync(to)) throw new Unmet(`${to} exists already. Name a folder that does not.`);
  const inherited = ['node_modules', 'deps', 'lib', 'build'].map((part) => join(from, part));
  cpSync(from, to, { recursive: true, filter: (path) => !inherited.includes(path) });
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'), 'dir');
  return to;
}

/** The names under which binding.gyp looks for TensorFlow, as links into the wheel. */
function link(folder, tensorflow) {
  const deps = join(folder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  symlinkSync(join(tensorflow, 'include'), join(deps, 'include'), 'dir');
  for (const part of ['cc', 'framework']) {
    const file = `libtensorflow_${part}.so.2`;
    symlinkSync(join(tensorflow, file), join(deps, 'lib', file));
  }
  symlinkSync('libtensorflow_cc.so.2', join(deps, 'lib', 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', join(deps, 'lib', 'libtensorflow_framework.so'));
}

function compile(cwd, headers) {
  const env = { ...process.env };
  if (headers !== undefined) env.npm_config_nodedir = headers;
  const started = performance.now();
  run('npm', ['run', 'build-addon-from-source'], { cwd, env }, 'the addon does not compile');
  say(`compiled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function check(folder) {
  const env = { TF_CPP_MIN_LOG_LEVEL: '1', ...process.env };
  const args = [join(import.meta.dirname, 'check.mjs'), folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  if (status === 0) return stdout.trim();
  throw new Unmet(
    `the addon was built but does not compute: ${stderr.trim()}\nIf a library of TensorFlow is not found, set LD_LIBRARY_PATH to its folder.`,
  );
}

/** Runs a program; shows what it said only when it failed. */
function run(program, args, options, complaint) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (status === 0) return;
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-25).join('\n');
  throw new Unmet(`${complaint}. The end of what ${program} said:\n${said}`);
}

function say(text) {
  process.stdout.write(`tfjs-node: ${text}\n`);
}
