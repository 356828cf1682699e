// A reading thread that never ends by itself.

export function read(): never {
  for (;;) {
    // It waits for nobody, as a reader would that turns in a circle.
  }
}
