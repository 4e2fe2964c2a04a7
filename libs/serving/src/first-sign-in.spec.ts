import { firstSignIn } from './first-sign-in.js';

const URL = 'http://127.0.0.1:4180/';
const PATH = '/company.keys/token';

describe('how to sign in', () => {
  it('is a link with the token where that was made just now and somebody sits at a terminal', () => {
    expect(firstSignIn({ made: 'new-token', path: PATH }, URL, true)).toContain('http://127.0.0.1:4180/#token=new-token');
  });

  it('never holds the token in a log, nor at a later start', () => {
    for (const told of [firstSignIn({ made: 'new-token', path: PATH }, URL, false), firstSignIn({ path: PATH }, URL, true)]) {
      expect(told).not.toContain('token=');
      expect(told).toContain(PATH);
    }
  });

  it('names the variable where the environment gives the token', () => {
    expect(firstSignIn({}, URL, true)).toContain('TOUCHSTONE_TOKEN');
  });
});
