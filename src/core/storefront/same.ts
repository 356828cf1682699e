// Whether two values say the same, without writing either out as text: pages that stay mostly share what they show.

export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((inner, at) => isSame(inner, other[at]));
  }
  const [left, right] = [one as Rows, other as Rows];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => isSame(left[key], right[key]));
}

type Rows = Readonly<Record<string, unknown>>;
