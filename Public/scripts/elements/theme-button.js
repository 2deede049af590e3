import { button, make } from "../lib/dom.js";
import { setTheme, theme } from "../lib/settings.js";

/** System, light, dark, and round again. */
export function themeButton() {
  const next = /** @type {const} */ ({ auto: "light", light: "dark", dark: "auto" });
  const looks = /** @type {const} */ ({
    auto: ["circle-half", "Theme: as the system"],
    light: ["sun", "Theme: light"],
    dark: ["moon", "Theme: dark"],
  });
  const place = make("span", {});
  const show = () => {
    const [sign, label] = looks[theme()];
    const press = () => {
      setTheme(next[theme()]);
      show();
      place.querySelector("button")?.focus();
    };
    place.replaceChildren(button({ label, icon: sign, quiet: true, press }));
  };
  show();
  return place;
}
