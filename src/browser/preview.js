// In a preview alone: shows the page anew when a file was saved, at the place where the reader was.

{
  const key = `preview ${location.pathname}`;
  const kept = sessionStorage.getItem(key);
  if (kept !== null) addEventListener("load", () => scrollTo(0, Number(kept)));
  const source = new EventSource("/-/saved");
  source.addEventListener("saved", () => {
    sessionStorage.setItem(key, String(scrollY));
    location.reload();
  });
}
