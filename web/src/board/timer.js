/**
 * Timers that wake up only when something happens.
 *
 * avr8js's timer asks to be called at each of its ticks, often every 64 cycles, and the ATmega2560
 * has six. This one is called at the next tick at which a counter meets a compare value, its top or
 * zero. In between, nothing can change that a program or a pin could see: whoever reads the counter
 * or writes one of its registers lets it catch up first.
 */

import { AVRTimer } from "avr8js";

/**
 * Return avr8js's timer, called less often.
 * @param {import("avr8js").CPU} cpu
 * @param {import("avr8js").AVRTimerConfig} config
 */
export function timer(cpu, config) {
  const made = new AVRTimer(cpu, config);
  const count = made.count;

  const schedule = () => ticksAhead(made) * made["divider"] + made["lastCycle"] - cpu.cycles;

  made.count = (reschedule = true, external = false) => {
    // With a new divider, avr8js's own call asks for the next one.
    const updating = made["updateDivider"];
    count(false, external);
    if (reschedule && !updating && made["divider"]) cpu.addClockEvent(made.count, schedule());
  };

  const { TCCRA, OCRA, OCRB, OCRC, ICR } = config;
  for (const register of [TCCRA, OCRA, OCRB, OCRC, ICR]) {
    const hook = cpu.writeHooks[register];
    if (!register || !hook) continue;
    cpu.writeHooks[register] = (value, old, address, mask) => {
      const pending = made["tcntUpdated"] || made["updateDivider"];
      if (!pending) made.count(false);
      const done = hook(value, old, address, mask);
      if (!pending && made["divider"]) cpu.updateClockEvent(made.count, schedule());
      return done;
    };
  }
  const control = cpu.writeHooks[config.TCCRB];
  cpu.writeHooks[config.TCCRB] = (value, old, address, mask) => {
    if (!made["tcntUpdated"] && !made["updateDivider"]) made.count(false);
    return control(value, old, address, mask);
  };
  return made;
}

/**
 * Return after how many ticks something happens next: at least 1.
 * @param {AVRTimer} made
 */
function ticksAhead(made) {
  const [tcnt, ocrA, ocrB, ocrC] = [made["tcnt"], made["ocrA"], made["ocrB"], made["ocrC"]];
  const top = made["TOP"];
  const mode = made["timerMode"];
  // The modes 1 and 4 count up and down again; above its top, a counter goes on to its largest
  // number and begins at zero.
  if (mode === 1 || mode === 4) {
    const up = made["countingUp"];
    if (top === 0 || (!up && tcnt === 0)) return 1;
    const ends = up ? [top, made["MAX"] + 1, ocrA, ocrB, ocrC] : [0, ocrA, ocrB, ocrC];
    return Math.min(...ends.map((end) => (up ? end - tcnt : tcnt - end)).filter((n) => n > 0));
  }
  // A turn is seen by its last tick: the counter was at the top, and is at zero.
  let next = tcnt < top ? top - tcnt : 1;
  if (ocrA > tcnt) next = Math.min(next, ocrA - tcnt);
  if (ocrB > tcnt) next = Math.min(next, ocrB - tcnt);
  if (ocrC > tcnt) next = Math.min(next, ocrC - tcnt);
  return next;
}
