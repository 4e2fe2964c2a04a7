// Loaded before a service (node --require): whenever it goes on after a pause (SIGCONT), its clock has gone on by CLOCK_JUMP_MS more.
const RightDate = Date;
let jumped = 0;
process.on('SIGCONT', () => {
  jumped += Number(process.env.CLOCK_JUMP_MS ?? 0);
});
globalThis.Date = class Date extends RightDate {
  constructor(...parts) {
    if (parts.length === 0) super(RightDate.now() + jumped);
    else super(...parts);
  }

  static now() {
    return RightDate.now() + jumped;
  }
};
