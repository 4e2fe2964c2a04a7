import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ROLES } from '#platform';
import type { RouteAccess } from '#platform/http';
import { describeAnswers } from './describe-answers.js';

/** The routes that Nest's module makes for the description, which cannot say who may use them. */
const DESCRIPTION = /^\/(?:docs|openapi)(?:[-./]|$)/;

const INTRODUCTION = `Record every touchpoint with a customer once; look up who it is and all that happened.

**What is absent.** A field whose value is null is absent, as if it had been left out, at every level of what is sent. A
required one is then missing. A null in a list is refused: a list has no gaps. Answers leave out what is absent.

**What is wrong.** It is refused with problem details (RFC 9457): \`code\`, and in \`errors\` the path of each field with what
is wrong with it. What may be sent stands here, field by field; a field that is not here is refused, too. Code and fields are
the same whichever way the same item comes in: alone, in a batch, from the quarantine, by the import, from Kafka; where
several come together, what is refused is kept in the quarantine and the rest is recorded.`;

/** Who may use them. */
export const docsAccess = (url: string): RouteAccess | undefined => (DESCRIPTION.test(url) ? { allow: ROLES } : undefined);

/**
 * The description of the API: OpenAPI 3.1 at /openapi.json, to read and try at /docs; and that of the topics, where there
 * are any, at /asyncapi.json. They are for everybody who may come in.
 */
export function serveApiDocs(app: NestFastifyApplication, version: string, topics?: object): void {
  const fastify = app.getHttpAdapter().getInstance();
  if (topics) fastify.get('/asyncapi.json', { config: { allow: ROLES } }, () => topics);
  SwaggerModule.setup('docs', app, describeApi(app, version), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Touchstone API',
  });
}

function describeApi(app: NestFastifyApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Touchstone')
    .setDescription(INTRODUCTION)
    .setVersion(version)
    .addBearerAuth()
    .build();
  return describeAnswers(
    SwaggerModule.createDocument(app, config, {
      operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
    }),
  );
}
