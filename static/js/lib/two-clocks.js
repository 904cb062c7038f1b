// A date and a time of day as typed on one clock, read on another, by the zones' own history.

function wall(milliseconds, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" });
  const [day, time] = parts.format(milliseconds).split(", ");
  const [d, m, y] = day.split("/").map(Number);
  const [h, min] = time.split(":").map(Number);
  return Date.UTC(y, m - 1, d, h, min);
}

/** Return {date, time} on the clock of `other` of what is typed ("2022-01-27", "18:15") on that of `zone`; null if it is none. */
export function readOn(date, time, zone, other) {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time)) return null;
  const typed = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(typed)) return null;
  const instant = typed - (wall(typed, zone) - typed);
  const [otherDate, otherTime] = new Date(wall(instant, other)).toISOString().split("T");
  return { date: otherDate, time: otherTime.slice(0, 5) };
}
