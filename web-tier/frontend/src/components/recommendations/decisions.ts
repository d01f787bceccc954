import type { AdviceState, Recommendation } from "@/api/types";

export type Decided = Exclude<AdviceState, "obsolete">;

interface Words {
  /** On the button. */
  action: string;
  /** In the message afterwards. */
  past: string;
  title: string;
  hint: string;
}

export const DECISIONS: Record<Decided, Words> = {
  approved: {
    action: "Approve",
    past: "approved",
    title: "Approve",
    hint: "It is planned, and stays in the list and in the totals until it is done.",
  },
  snoozed: {
    action: "Snooze…",
    past: "snoozed",
    title: "Snooze",
    hint: "It leaves the list and the totals, and comes back on the day you choose.",
  },
  dismissed: {
    action: "Dismiss…",
    past: "dismissed",
    title: "Dismiss",
    hint: "It leaves the list and the totals for good. The reason is kept with it.",
  },
  done: {
    action: "Mark as done…",
    past: "marked as done",
    title: "Mark as done",
    hint: "The saving is verified by the costs of the months to come. A sync also sees by itself what was done.",
  },
  open: { action: "Open again", past: "opened again", title: "Open again", hint: "It is in the list again." },
};

const NEXT: Record<AdviceState, Decided[]> = {
  open: ["approved", "snoozed", "dismissed", "done"],
  approved: ["done", "snoozed", "dismissed", "open"],
  snoozed: ["open", "approved", "dismissed", "done"],
  dismissed: ["open"],
  done: ["open"],
  obsolete: [],
};

/** What a person may decide of it next; what a sync has seen to be done stays done. */
export function nextDecisions(advice: Pick<Recommendation, "state" | "done_how">): Decided[] {
  if (advice.state === "done" && advice.done_how === "detected") return [];
  return NEXT[advice.state];
}

/** Whether a decision needs words or a day before it can be taken. */
export function needsForm(decision: Decided): boolean {
  return decision === "snoozed" || decision === "dismissed" || decision === "done";
}
