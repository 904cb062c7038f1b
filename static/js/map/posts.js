// Kilometre posts along the stretches of a line. Pure: stretches in, points out.

const RADIUS_KM = 6371.0088;
const rad = (degrees) => (degrees * Math.PI) / 180;

/** Return the distance of two [lon, lat] points on the sphere: good for placing a label, not for measuring. */
export function distanceKm([lon1, lat1], [lon2, lat2]) {
  const h =
    Math.sin(rad(lat2 - lat1) / 2) ** 2 +
    Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lon2 - lon1) / 2) ** 2;
  return 2 * RADIUS_KM * Math.asin(Math.sqrt(h));
}

function along(points, share) {
  const steps = points.slice(1).map((point, i) => distanceKm(points[i], point));
  let left = share * steps.reduce((sum, step) => sum + step, 0);
  for (let i = 0; i < steps.length; i++) {
    if (left <= steps[i]) {
      const part = steps[i] ? left / steps[i] : 0;
      return [0, 1].map((axis) => points[i][axis] + part * (points[i + 1][axis] - points[i][axis]));
    }
    left -= steps[i];
  }
  return points.at(-1);
}

/** Return the step between posts at a zoom: 100, then 10, then 1 km. */
export function stepAt(zoom) {
  if (zoom < 10) return 100;
  return zoom < 14 ? 10 : 1;
}

/** Return posts {line, km, lon, lat} every `step` km over GeoJSON stretches with from_km, to_km and line. */
export function posts(features, step) {
  const found = [];
  for (const { geometry, properties } of features) {
    const { from_km: from, to_km: to, line } = properties;
    const points = geometry.type === "MultiLineString" ? geometry.coordinates.flat() : geometry.coordinates;
    // Half-open, as the kilometre ranges are: no post twice where two stretches meet.
    for (let km = Math.ceil(from / step) * step; km < to; km += step) {
      if (km === 0) continue;
      const [lon, lat] = along(points, (km - from) / (to - from));
      found.push({ line, km, lon, lat });
    }
  }
  return found;
}
