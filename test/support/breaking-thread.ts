// A reading thread that breaks unless the page's address is "fine"; then it tells what it knows of our environment.

export function read({ url }: { readonly url: string }): object {
  if (url !== "fine") throw new Error("it broke");
  return { environment: Object.keys(process.env) };
}
