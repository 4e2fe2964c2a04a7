#!/usr/bin/env node
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { openRoutes } from './routes-alone.js';

/** Prints the OpenAPI document of the server, which the page's types are generated from (`npm run generate`). */
async function printApi(): Promise<void> {
  const token = randomUUID();
  const app = await openRoutes(token);
  const { body } = await app.inject({ url: '/openapi.json', headers: { authorization: `Bearer ${token}` } });
  process.stdout.write(body);
  await app.close();
}

void printApi();
