import { mayUse, type Role } from './session.js';

const having = (...roles: readonly Role[]) => roles;

describe('what the page offers', () => {
  it('is what a role is for, and everything to administrators', () => {
    expect(mayUse(having('agent'), ['agent', 'analyst'])).toBe(true);
    expect(mayUse(having('agent', 'analyst'), ['analyst'])).toBe(true);
    expect(mayUse(having('analyst'), ['agent'])).toBe(false);
    expect(mayUse(having('admin'), ['agent'])).toBe(true);
  });

  it('is what names no role, for everybody', () => {
    expect(mayUse(having('service'), undefined)).toBe(true);
  });

  it('is everything where the server did not say who is signed in: it decides anyway', () => {
    expect(mayUse(undefined, ['admin'])).toBe(true);
  });
});
