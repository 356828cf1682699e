// What seals our own texts: whoever reads one back knows that this App wrote it, and that nobody changed it since.

/** Makes and verifies authentication codes with RECORD_KEY; while keys rotate, two of them verify. */
export interface Seal {
  /** The code of a text, as lower-case hex. Throws where there is no key. */
  sign(text: string): string;
  verify(text: string, code: string): boolean;
  /** The code fits, but only by a key that is being replaced. Absent: there is one key. */
  isAged?(text: string, code: string): boolean;
}
