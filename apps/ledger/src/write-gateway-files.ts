#!/usr/bin/env node
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { gatewayFiles } from './gateway-files.js';

// In the repository's root, where npm runs it.
for (const [path, text] of gatewayFiles()) writeFileSync(path, text);
