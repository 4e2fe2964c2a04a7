/** Says at the end which tests were skipped; their names say what they need. */
export default class SkippedReporter {
  onRunComplete(_contexts, results) {
    const skipped = new Map();
    for (const { testResults } of results.testResults) {
      for (const { status, ancestorTitles, title } of testResults) {
        if (status !== 'pending' && status !== 'todo') continue;
        const [group = title] = ancestorTitles;
        skipped.set(group, (skipped.get(group) ?? 0) + 1);
      }
    }
    if (skipped.size === 0) return;
    const lines = [...skipped].map(([group, count]) => `  ${group}: ${count} ${count === 1 ? 'test' : 'tests'}`);
    process.stderr.write(`\nSkipped on this machine:\n${lines.join('\n')}\n${howToRun(lines.join('\n'))}`);
  }
}

/** What names the servers that skipped tests said they need. */
function howToRun(skipped) {
  const ways = [];
  if (/POSTGRES_URL|KAFKA_BROKERS/.test(skipped))
    ways.push(
      'with PostgreSQL and Kafka: POSTGRES_URL=postgres://postgres@127.0.0.1:5432/postgres KAFKA_BROKERS=$(node infra/kafka/kafka.mjs start) npm run test:servers',
    );
  if (/EVENTSTOREDB_URL/.test(skipped)) ways.push("with EventStoreDB: EVENTSTOREDB_URL='esdb://...' npm run test:eventstoredb");
  return ways.length === 0 ? '' : `Run them too\n${ways.map((way) => `  ${way}\n`).join('')}`;
}
