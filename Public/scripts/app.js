/** Reads which page this is and starts it. The only file that does something when it is loaded. */

import * as api from "./api.js";
import { showBanner } from "./lib/banner.js";
import { markShownTheme } from "./lib/shown-theme.js";

const { page } = document.body.dataset;

markShownTheme();

void api.hasVendorFiles().then((has) => {
  if (has) return;
  document.documentElement.dataset["plain"] = "";
  showBanner(
    "plain",
    "The editor, formulas and charts are plain, because their files are not installed yet. " +
      "Run .ci/vendor.sh in the project's folder (make run does it too), then load this page again.",
  );
});

if (page !== "shared") {
  void api.status().then((status) => {
    if (status.banner) showBanner(status.level, status.banner);
  }, () => undefined);
}

if (page === "list") await (await import("./app-list.js")).start();
else if (page === "shared") await (await import("./app-shared.js")).start();
else await (await import("./app-notebook.js")).start();

document.documentElement.dataset["ready"] = "";
