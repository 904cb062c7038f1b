// Coordinates as they are written and checked: WGS84 degrees.

/** Return degrees with 5 decimals, about a metre, always with a point. */
export function coordinate(degrees) {
  return Number(degrees).toFixed(5);
}

/** Whether a point lies in [west, south, east, north]; NaN lies nowhere. */
export function isInside([west, south, east, north], lon, lat) {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}
