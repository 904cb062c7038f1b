// Which names fit: the more important first, none over another. Pure geometry in pixels.

const LETTER = 6.6;
const HEIGHT = 15;

/** Return the box of a label that stands to the right of its point. */
export function boxOf({ x, y, name }) {
  return { left: x - 4, right: x + 10 + name.length * LETTER, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 };
}

const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Return those labels ({x, y, name, rank}; a lower rank is more important) that stand clear of each other. */
export function thatFit(labels, taken = []) {
  const boxes = [...taken];
  return [...labels]
    .sort((a, b) => a.rank - b.rank)
    .filter((label) => {
      const box = boxOf(label);
      if (boxes.some((other) => overlap(box, other))) return false;
      boxes.push(box);
      return true;
    });
}

/** Return the name as it stands on a map: without the other name in brackets, which the list and the page give. */
export function shortName(name) {
  return name.replace(/\s*\([^)]*\)\s*$/, "");
}
