// `node --require` this to run the TypeScript sources in a process or thread that a test starts.
// oxlint-disable no-underscore-dangle -- Node's module hooks are named so
'use strict';
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

const resolve = Module._resolveFilename;
Module._resolveFilename = function resolveSource(request, ...rest) {
  try {
    return resolve.call(this, request, ...rest);
  } catch (error) {
    if (!request.startsWith('.') || !request.endsWith('.js')) throw error;
    return resolve.call(this, request.replace(/js$/, 'ts'), ...rest);
  }
};

Module._extensions['.ts'] = (module, filename) => {
  const options = {
    filename,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true } },
  };
  module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
};
