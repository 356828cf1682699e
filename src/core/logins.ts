// GitHub's names compare without regard to case: logins, and repositories as OWNER/NAME.

/** Whether both name the same account or repository; undefined names none. */
export function sameLogin(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
}
