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
    process.stderr.write(`\nSkipped on this machine:\n${lines.join('\n')}\n`);
  }
}
