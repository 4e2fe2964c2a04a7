export { type AsOf, type Customer, type CustomerIdentifier, useCustomer } from './api/customer.js';
export { address, type AnswerOf, type BodyOf } from './api/address.js';
export { ask, tell, write } from './api/client.js';
export { identityChanged, identityDecided } from './api/identity-changes.js';
export { type DetailSchema, type DetailsSchema, type Kinds, useKinds } from './api/kinds.js';
export { queryClient } from './api/query-client.js';
export {
  endSession,
  type Me,
  onSessionChange,
  openSession,
  recogniseMe,
  type Role,
  sessionLost,
  sessionState,
  signedInAs,
} from './api/session.js';
export { useMay, useMe } from './api/use-me.js';
export { CUSTOMER_PATH, customerAddress, HOME, withQuery } from './navigation/addresses.js';
export { goBack, Link, navigate, NavigationProvider, replaceAddress, useNavigationState } from './navigation/navigation.js';
export { type CardAction, type CardDialogProps, type CardSectionProps, defineSection } from './pages/card.js';
export { type CustomerPickerProps, type Desk, DeskProvider, type DeskSlice, type Task, useDesk } from './pages/desk.js';
export { deskFor } from './pages/desk-for.js';
export { lazyPart, type LazyPart } from './pages/lazy-part.js';
export { formerPage, type MatchedPage, matchPage } from './pages/match-page.js';
export { definePage, type DeskPage, type KeyHelp, type PageKey, type PageProps } from './pages/page.js';
export { announce, Announcements } from './parts/announce.js';
export { isTyping, stepFocus, useKeys } from './parts/keys.js';
export { Notice, Notices } from './parts/notices.js';
export { ErrorBoundary } from './parts/error-boundary.js';
export { PageFrame } from './parts/page-frame.js';
export { ProblemNotice } from './parts/problem-notice.js';
export { ReasonForm } from './parts/reason-form.js';
export { focusSearch, SEARCH_BOX } from './parts/search-box.js';
export { Timestamp } from './parts/timestamp.js';
export { useHeading } from './parts/use-heading.js';
export { tabTitle, usePageTitle } from './parts/use-page-title.js';
export { useReturnFocus } from './parts/use-return-focus.js';
export { Waiting } from './parts/waiting.js';
