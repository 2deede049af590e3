/** You are the scheduler: one button for each step that can be made next. */

import { make, setText } from "../lib/dom.js";
import { messageOf } from "../lib/problem-text.js";
import { press } from "../outputs/nodes.js";
import { choicesOf, told } from "./model.js";

/** @typedef {import("./exploration.d.ts").Option} Option */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */

/**
 * @param {import("./player.js").Stage} stage
 * @param {object} player
 * @param {() => readonly Option[]} player.steps the steps made up to the one that is shown
 * @param {() => import("./exploration.d.ts").Model} player.model
 * @param {(schedule: Schedule, problem: string) => void} player.show
 */
export function handPanel(stage, player) {
  const options = make("div", {
    class: "options",
    role: "group",
    "aria-label": "What happens next",
  });
  const said = make("p", { class: "hand-said", role: "status" });
  const undo = press("Undo", () => void take(player.steps().slice(0, -1)), { title: "Undo (u)" });
  const restart = press("Start again", () => void take([]));
  const hint = press("Hint", () => void ask(), {
    title: "The next step of the shortest way to a failure (h)",
  });
  const element = make(
    "div",
    { class: "schedule-hand" },
    make("h4", {}, "Schedule it yourself"),
    options,
    make("p", { class: "hand-tools" }, undo, restart, hint),
    said,
  );
  element.hidden = !stage.schedules?.isOpen;
  /** @type {readonly Option[]} */
  let choices = [];
  let turn = 0;

  /**
   * Makes these steps from the start; the latest answer counts.
   *
   * @param {readonly {readonly choice: string}[]} steps
   */
  async function take(steps) {
    const mine = turn += 1;
    try {
      const question = { source: stage.source, schedule: choicesOf(steps), model: player.model() };
      const play = await stage.schedules?.replay(question);
      if (!play || mine !== turn) return;
      player.show(play.schedule, play.problem?.sentence ?? "");
    } catch (error) {
      if (mine === turn) setText(said, messageOf(error));
    }
  }

  async function ask() {
    const mine = turn += 1;
    setText(said, "Looking for a way to a failure…");
    try {
      const question = {
        source: stage.source,
        schedule: choicesOf(player.steps()),
        model: player.model(),
        wantsHint: true,
      };
      const play = await stage.schedules?.replay(question);
      if (!play || mine !== turn) return;
      setText(said, hintText(play));
    } catch (error) {
      if (mine === turn) setText(said, messageOf(error));
    }
  }

  /** @param {import("./exploration.d.ts").Play} play */
  function hintText(play) {
    const way = (play.hint ?? "").split(",").filter(Boolean);
    const next = play.schedule.next.find(({ choice }) => choice === way[0]);
    if (!next) return "From here no failure was found. Undo some steps, or start again.";
    const rest = way.length === 1 ? "and it fails" : `and ${way.length - 1} more to a failure`;
    return `Next: ${told(stage.names, next)}, ${rest}.`;
  }

  return {
    element,
    /**
     * @param {Schedule} schedule
     * @param {number} step
     */
    show(schedule, step) {
      const isLast = step === schedule.steps.length - 1;
      choices = isLast ? schedule.next : schedule.steps[step + 1]?.enabled ?? [];
      options.replaceChildren(
        ...choices.map((option, i) => {
          const button = press(told(stage.names, option), () => void pick(i), {
            title: i < 9 ? `Key ${i + 1}` : "",
          });
          button.style.setProperty("--thread", String(option.thread));
          return button;
        }),
      );
      undo.disabled = step < 0;
      restart.disabled = step < 0;
      hint.disabled = choices.length === 0;
      if (!isLast || choices.length > 0) setText(said, "");
      else if (!schedule.failure) setText(said, "All threads have ended, and nothing failed.");
      else if (schedule.title === "by hand") {
        setText(said, `You found it: ${schedule.failure.sentence}`);
      } else setText(said, "");
    },
    /**
     * @param {string} key
     * @returns {(() => void) | undefined}
     */
    key(key) {
      if (element.hidden) return undefined;
      const index = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
      if (index >= 0 && index < choices.length) return () => void pick(index);
      if (key === "u" || key === "Backspace") return () => undo.click();
      if (key === "h") return () => hint.click();
      return undefined;
    },
  };

  /** @param {number} index */
  function pick(index) {
    const option = choices[index];
    if (option) void take([...player.steps(), option]);
  }
}
