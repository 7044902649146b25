/** Ends every jest run with one plain line: `N passed, N failed, N skipped`. Suites that cannot start count as failed. */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    for (const suite of results.testResults) {
      for (const test of suite.testResults) {
        if (test.status === 'pending') process.stdout.write(`skipped: ${test.fullName}\n`);
      }
    }
    process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
