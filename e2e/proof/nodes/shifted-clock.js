// Loaded before the program by tests: its clock differs from that of the machine.
const shift = Number(process.env.TEST_CLOCK_SHIFT ?? 0)
const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...values) {
    if (values.length) super(...values)
    else super(RealDate.now() + shift)
  }

  static now() {
    return RealDate.now() + shift
  }
}
