/** At fifty thousand pieces, fifty megabytes. */
const MOST_COORDINATES = 1_024;

/**
 * A vector of at most 1,024 coordinates: a longer one is folded, each coordinate added to a place of its own choice with a
 * sign of its own choice (Weinberger et al. 2009). Products of two vectors stay what they were, but for some hundredths.
 */
export function folded(vector: Float32Array): Float32Array {
  if (vector.length <= MOST_COORDINATES) return vector;
  const short = new Float32Array(MOST_COORDINATES);
  vector.forEach((value, at) => {
    const hash = mixed(at);
    const place = hash % MOST_COORDINATES;
    short[place] = (short[place] as number) + (hash >>> 31 === 0 ? value : -value);
  });
  return short;
}

/** Spreads whole numbers over all 32 bits (the finaliser of MurmurHash3). */
function mixed(number: number): number {
  let hash = number + 1;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
