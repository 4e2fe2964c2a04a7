#!/usr/bin/env node
import { answerSchemas } from './answer-schemas.js';

/** Prints what the API answers with, made of the sources in this folder: the repository's root, where npm runs it. */
process.stdout.write(`${JSON.stringify(answerSchemas(process.cwd()), undefined, 2)}\n`);
