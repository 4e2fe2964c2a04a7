import { API_PATH } from '#platform';

/** What is asked for. */
interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly accept?: string | undefined };
}

/** The API of every version is below it. */
const [, API_ROOT = ''] = API_PATH.split('/');

/** Whether somebody opens a page: a browser that goes to an address takes HTML, and no page is where the API is. */
export function isOpenedByBrowser({ url, method, headers }: Asked): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && headers.accept?.includes('text/html') === true && !isOfTheApi(url);
}

const isOfTheApi = (url: string): boolean => /^\/([^/?#]*)/.exec(url)?.[1] === API_ROOT;
