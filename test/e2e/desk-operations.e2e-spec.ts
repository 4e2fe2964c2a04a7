import { describeInBrowser } from './desk-browser.js';
import { testOperations } from './desk-operations.js';
import { embeddedDesk, visitDesk, type VisitedDesk } from './desk-visits.js';

describeInBrowser('The desk, for those who keep Touchstone running', () => {
  let desk: VisitedDesk;
  visitDesk(embeddedDesk, 4, (visited) => (desk = visited));
  testOperations(() => desk);
});
