// A slow answer to an old question must not overwrite the answer to a newer one.

/** Return a function that asks, and hands over only the answer to its newest question. */
export function latestOnly(ask, hand, fail = () => {}) {
  let newest = 0;
  return async (...question) => {
    const mine = ++newest;
    try {
      const answer = await ask(...question);
      if (mine === newest) hand(answer, ...question);
    } catch (error) {
      if (mine === newest) fail(error, ...question);
    }
  };
}
