// On every page: the theme's button, the copy button, "/" to search; and the search itself, fetched when it is used.

const root = document.documentElement;

/** @returns {"light" | "dark"} */
function shownTheme() {
  const chosen = root.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function themeButton() {
  const button = document.querySelector("[data-theme-toggle]");
  if (!(button instanceof HTMLButtonElement)) return;
  const name = () => {
    button.ariaLabel = `Use the ${shownTheme() === "dark" ? "light" : "dark"} theme`;
  };
  name();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
  button.addEventListener("click", () => {
    const next = shownTheme() === "dark" ? "light" : "dark";
    root.dataset["theme"] = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // It lasts for this page, then.
    }
    name();
  });
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function copyButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => {
      const text = button.parentElement?.querySelector("code")?.textContent ?? "";
      void copy(text).then((worked) => {
        button.textContent = worked ? "Copied" : "Select and copy it yourself, please";
        return worked;
      });
    });
  }
}

function slashKey() {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const writing =
      target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;
    const box = document.querySelector('[role="search"] input[type="search"]');
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing) return;
    if (!(box instanceof HTMLInputElement)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

/** Nothing of the search is fetched before somebody reaches for it. */
function searchWhenUsed() {
  const form = document.querySelector("form[data-search]");
  if (!(form instanceof HTMLFormElement)) return;
  /** @type {Promise<void> | undefined} */
  let started;
  const start = () => {
    started ??= import(form.dataset["search"] ?? "")
      .then((/** @type {typeof import("./search.js")} */ { startSearch }) => startSearch(form))
      .catch(() => {
        const status = document.querySelector("[data-status]");
        if (status !== null)
          status.textContent = "The search could not be loaded. Load the page again to retry.";
      });
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusin", start, { once: true });
  form.addEventListener("input", start, { once: true });
  if (new URLSearchParams(location.search).size > 0) start();
}

themeButton();
copyButtons();
slashKey();
searchWhenUsed();
