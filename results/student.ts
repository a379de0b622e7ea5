/** Student's t distribution for whole degrees of freedom, by its closed form. @module */

/**
 * The probability that |T| is at least `|t|`; exact to about 1e-15, below which it gives 0.
 *
 * A finite trigonometric sum: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3-4.
 */
export function twoSidedTail(t: number, degrees: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= cosine * cosine * (power - 1) / power;
    sum += term;
  }
  const inside = Math.sin(angle) * sum;
  const probability = odd ? (angle + inside) * 2 / Math.PI : inside;
  return Math.min(1, Math.max(0, 1 - probability));
}

/** The t with probability `p` below it; `0.5 <= p < 1`. */
export function quantileOfT(p: number, degrees: number): number {
  const tail = 2 * (1 - p);
  let high = 1;
  while (twoSidedTail(high, degrees) > tail && high < 1e12) high *= 2;
  let low = 0;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (twoSidedTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
