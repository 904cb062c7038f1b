// The time of day on a clock so many minutes from UTC, without asking the device for its zone or its locale.

/** Return "HH:MM" of a moment (milliseconds since 1970) on a clock `offset` minutes ahead of UTC. */
export function timeOn(milliseconds, offset) {
  return new Date(milliseconds + offset * 60_000).toISOString().slice(11, 16);
}

/** Return milliseconds until the next full minute. */
export function untilNextMinute(milliseconds) {
  return 60_000 - (milliseconds % 60_000);
}
