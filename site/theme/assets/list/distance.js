// How far it is, as the crow flies. Everything is computed here: the reader's position is kept in this page's memory, and is
// neither sent nor written anywhere, the address included.

const EARTH_RADIUS_KM = 6371, THOUSANDTHS = 1000;

/** Kilometres between two positions in degrees. */
export function kilometres([latitude, longitude], [otherLatitude, otherLongitude]) {
  const radians = (degrees) => degrees * Math.PI / 180;
  const north = radians(otherLatitude - latitude) / 2, east = radians(otherLongitude - longitude) / 2;
  const chord = Math.sin(north) ** 2 + Math.cos(radians(latitude)) * Math.cos(radians(otherLatitude)) * Math.sin(east) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(chord));
}

/** Return a function from row to the distance to its nearest premises, to the hundred metres; null if none is known. */
export function distances({ data, count }, from) {
  const { lat, lon, more } = data.points;
  const best = new Array(count).fill(null);
  const consider = (row, latitude, longitude) => {
    const far = kilometres(from, [latitude / THOUSANDTHS, longitude / THOUSANDTHS]);
    if (best[row] === null || far < best[row]) best[row] = far;
  };
  lat.forEach((latitude, row) => { if (latitude !== null) consider(row, latitude, lon[row]); });
  for (const [row, latitude, longitude] of more) consider(row, latitude, longitude);
  return (row) => best[row] === null ? null : Math.round(best[row] * 10) / 10;
}

/** The middle of an area, by its place among the areas; null when it is not known. */
export function centre({ data }, area) {
  const centre = data.centres[area];
  return centre ? centre.map((degrees) => degrees / THOUSANDTHS) : null;
}

/** The reader's position, if the reader lets us; null otherwise. */
export function position() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    const located = ({ coords }) => resolve([coords.latitude, coords.longitude]);
    return navigator.geolocation.getCurrentPosition(located, () => resolve(null), { maximumAge: 600_000, timeout: 15_000 });
  });
}
