import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { ReadCall } from './answers.js';
import { type Faults, noFaults, takes } from './faults.js';
import { MemoryLog } from './memory-log.js';
import { unauthenticated, unavailable } from './refusals.js';
import { serveAppends } from './serve-appends.js';
import { serveRead } from './serve-reads.js';

export interface StubOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** Keeps the log over a restart. */
  readonly file?: string;
  /** The log of another stub, as nodes of a cluster have it. */
  readonly log?: MemoryLog;
  /** Serves TLS; keys and certificates in PEM format. */
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
  /** `user:password` that every call must bring. */
  readonly credentials?: string;
}

export interface Stub {
  /** Connection string; without credentials. */
  readonly url: string;
  readonly port: number;
  readonly log: MemoryLog;
  readonly faults: Faults;
  /** The leader's port on this machine, as reported to discovery. */
  leaderPort: number;
  /** Stops at once and drops all connections, as if the machine had failed. */
  stop(): Promise<void>;
}

/**
 * A server that implements the part of EventStoreDB's protocol that the ledger uses (appends in batches, reads, subscriptions
 * to the whole log with filters, features, gossip), with its log in memory, and faults on demand.
 */
export async function startEventStoreStub(options: StubOptions = {}): Promise<Stub> {
  const log = options.log ?? new MemoryLog(options.file);
  const faults = noFaults();
  const server = new Server({ 'grpc.max_receive_message_length': 32 * 1024 * 1024 });
  const admitted = (call: { metadata: { get(key: string): unknown[] } }): boolean =>
    options.credentials === undefined ||
    call.metadata.get('authorization')[0] === `Basic ${Buffer.from(options.credentials).toString('base64')}`;

  const unserved = (_call: unknown, answer: sendUnaryData<never>): void => answer(unavailable());
  server.addService(StreamsService, {
    read: (call: ReadCall) => {
      if (admitted(call)) void serveRead(call, log, faults);
      else call.emit('error', unauthenticated());
    },
    batchAppend: (stream: Parameters<typeof serveAppends>[0]) => {
      if (admitted(stream)) serveAppends(stream, log, faults);
      else stream.emit('error', unauthenticated());
    },
    append: unserved,
    delete: unserved,
    tombstone: unserved,
  });
  server.addService(ServerFeaturesService, {
    getSupportedMethods: (_call: unknown, answer: sendUnaryData<SupportedMethods>) => {
      if (faults.silent) return;
      if (takes(faults, 'unavailable')) answer(unavailable());
      else answer(null, features());
    },
  });
  server.addService(GossipService, {
    read: (_call: ServerUnaryCall<unknown, ClusterInfo>, answer: sendUnaryData<ClusterInfo>) => {
      if (!faults.silent) answer(null, gossip(stub.leaderPort));
    },
  });

  const credentials = options.tls
    ? ServerCredentials.createSsl(null, [{ private_key: options.tls.key, cert_chain: options.tls.certificate }])
    : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port ?? 0}`, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const stub: Stub = {
    url: `esdb://127.0.0.1:${port}?tls=${options.tls !== undefined}`,
    port,
    log,
    faults,
    leaderPort: port,
    stop: async () => server.forceShutdown(),
  };
  return stub;
}

function features(): SupportedMethods {
  const method = new SupportedMethod();
  method.setServiceName('event_store.client.streams.streams');
  method.setMethodName('batchappend');
  const methods = new SupportedMethods();
  methods.setEventStoreServerVersion('24.10.0');
  methods.setMethodsList([method]);
  return methods;
}

function gossip(port: number): ClusterInfo {
  const endPoint = new EndPoint();
  endPoint.setAddress('127.0.0.1');
  endPoint.setPort(port);
  const member = new MemberInfo();
  member.setState(MemberInfo.VNodeState.LEADER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endPoint);
  const cluster = new ClusterInfo();
  cluster.setMembersList([member]);
  return cluster;
}
