import { CqrsModule } from '@nestjs/cqrs';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import type { CommandExecutor } from '#commands';
import { customersHttp } from '#customers/http';
import { API_PATH } from '#platform';
import { quarantineHttp } from '#quarantine/http';
import { recognitionHttp } from '#recognition/http';
import { recordingHttp } from '#recording/http';
import type { ReadSide, Slice } from '#slice';
import {
  CHANGE_FEED,
  type ChangeFeed,
  COMMAND_EXECUTOR,
  commandProviders,
  type HttpFace,
  queryProviders,
  READ_SIDE,
  WAIT_FOR,
  type WaitFor,
} from '#slice/http';

/** The slices over HTTP. A line each. */
const FACES: readonly HttpFace[] = [recordingHttp, recognitionHttp, customersHttp, quarantineHttp];

/**
 * The paths of the controllers that write, in order. Gateways that go by the path send these, and what is below them, to the
 * ledger service, and all else to the customers service.
 */
export function writingPaths(): readonly string[] {
  const paths = FACES.flatMap(({ writes }) => writes.map((each) => String(Reflect.getMetadata(PATH_METADATA, each))));
  return [...new Set(paths)].toSorted().map((path) => `${API_PATH}/${path}`);
}

/** What a program has behind the routes of the slices. */
export interface SlicesHttp {
  readonly slices: readonly Slice[];
  readonly read: ReadSide;
  readonly waitFor: WaitFor;
  /** Where commands are carried out. */
  readonly writes?: { readonly executor: CommandExecutor };
  /** Where look-ups are answered. */
  readonly reads?: { readonly feed: ChangeFeed };
}

@Module({})
class SlicesModule {}

/** The routes of all slices that this program can serve, behind Nest's buses. */
export function slicesModule({ slices, read, waitFor, writes, reads }: SlicesHttp): DynamicModule {
  const providers: Provider[] = [
    { provide: READ_SIDE, useValue: read },
    { provide: WAIT_FOR, useValue: waitFor },
    ...queryProviders(slices),
  ];
  if (writes) providers.push({ provide: COMMAND_EXECUTOR, useValue: writes.executor }, ...commandProviders(slices));
  if (reads) providers.push({ provide: CHANGE_FEED, useValue: reads.feed });
  return {
    module: SlicesModule,
    imports: [CqrsModule.forRoot()],
    controllers: FACES.flatMap((face) => [...(writes ? face.writes : []), ...(reads ? face.reads : [])]),
    providers,
  };
}
