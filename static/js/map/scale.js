// The scale of the map, with the units of the page language: Leaflet's own knows "m" and "km" alone.
export function addScale(map, { m, km }) {
  const Scale = L.Control.Scale.extend({
    _updateMetric(most) {
      const metres = this._getRoundNum(most);
      const said = metres < 1000 ? `${metres} ${m}` : `${metres / 1000} ${km}`;
      this._updateScale(this._mScale, said, metres / most);
    },
  });
  new Scale({ imperial: false }).addTo(map);
}
