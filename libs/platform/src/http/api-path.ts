/**
 * Below this are the routes of the API and nothing else. Health, metrics and the descriptions stay at the root, where
 * operators and their tools look for them; every other path is a page's.
 */
export const API_PATH = '/api/v1';
