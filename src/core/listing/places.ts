// Offsets in a text → lines and columns, as GitHub's annotations and editors count them.

/** 1-based, as GitHub's annotations and editors count. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Offsets → line and column by binary search; LF, CRLF and a lone CR all end a line. */
export function lineIndex(text: string): (offset: number) => SourcePosition {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    // An offset between a line's CR and LF is shown at the line's end.
    const shown = text[offset] === "\n" && text[offset - 1] === "\r" && offset > start ? offset - 1 : offset;
    return { line: low + 1, column: shown - start + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
