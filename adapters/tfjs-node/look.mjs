import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A precondition of the build that does not hold: one or two sentences for people. */
export class Unmet extends Error {}

/** What a program printed, or undefined when it is not there or failed. */
export function outputOf(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

// Finds the package without importing it: that takes seconds and talks.
const whereIsTensorflow = `
import importlib.util, importlib.metadata
spec = importlib.util.find_spec('tensorflow')
print('' if spec is None else spec.submodule_search_locations[0])
for name in ('tensorflow', 'tensorflow-cpu'):
    try:
        print(importlib.metadata.version(name))
        break
    except importlib.metadata.PackageNotFoundError:
        pass
`;

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** Folder and version of the TensorFlow that the interpreter `python` would import. */
export function findTensorflow(python) {
  if (outputOf(python, ['--version']) === undefined) {
    throw new Unmet(
      `"${python}" is no Python that runs here. Name the interpreter of the environment with TensorFlow in it.`,
    );
  }
  const [folder, version = 'of unknown version'] = (
    outputOf(python, ['-c', whereIsTensorflow]) ?? ''
  ).split('\n');
  if (!folder) {
    throw new Unmet(
      `"${python}" has no TensorFlow. Put one there first: ${python} -m pip install tensorflow-cpu`,
    );
  }
  const wanted = [...libraries, 'include/tensorflow/c/c_api.h'];
  const lost = wanted.filter((name) => !existsSync(join(folder, name)));
  if (lost.length === 0) return { folder, version };
  throw new Unmet(
    `TensorFlow ${version} in ${folder} lacks ${lost.join(', ')}. Take a wheel for Linux of TensorFlow 2, with its headers.`,
  );
}

/** Linux, make, and a compiler that knows C++17: `CXX` when it is set, else g++ or c++. */
export function findCompiler() {
  if (process.platform !== 'linux') {
    throw new Unmet(
      `this build knows Linux only (this is ${process.platform}). Use the package's own installer here.`,
    );
  }
  if (outputOf('make', ['--version']) === undefined) {
    throw new Unmet(
      'there is no "make". Install one, for example with the package build-essential.',
    );
  }
  const names = process.env.CXX ? [process.env.CXX] : ['g++', 'c++'];
  const found = names.find((name) => {
    const { status } = spawnSync(name, ['-std=c++17', '-fsyntax-only', '-x', 'c++', '-'], {
      input: 'int main() { return 0; }',
    });
    return status === 0;
  });
  if (found !== undefined) return found;
  throw new Unmet(
    `no compiler for C++17 was found (tried ${names.join(', ')}). Install one, or name it in CXX.`,
  );
}

/** Folder above `include/node`, so that nothing is downloaded; undefined lets node-gyp fetch headers. */
export function findHeaders() {
  const named = process.env.npm_config_nodedir;
  if (!named) {
    const beside = resolve(dirname(process.execPath), '..');
    return [beside, '/usr', '/usr/local'].find(hasHeaders);
  }
  if (hasHeaders(named)) return named;
  throw new Unmet(
    `npm_config_nodedir is ${named}, where there is no include/node/node_api.h. Name the folder above it.`,
  );
}

function hasHeaders(folder) {
  return existsSync(join(folder, 'include', 'node', 'node_api.h'));
}
