import {
  Ban,
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleHelp,
  CircleMinus,
  CirclePause,
  CircleSlash,
  CircleX,
  Clock,
  Gauge,
  LoaderCircle,
  Lock,
  Power,
  Trash2,
  TriangleAlert,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import { humanize, UNKNOWN } from "@/lib/format";
import type { Tone } from "./tones";

export type StatusFamily =
  | "workspace"
  | "connection"
  | "sync"
  | "coverage"
  | "report"
  | "advice"
  | "risk"
  | "confidence"
  | "delivery"
  | "health";

interface Look {
  icon: LucideIcon;
  tone: Tone;
  label?: string;
  turns?: boolean;
}

const busy: Look = { icon: LoaderCircle, tone: "info" };
const failed: Look = { icon: CircleX, tone: "danger" };

/** Label, icon and colour of every status, in one place. */
const looks: Record<StatusFamily, Record<string, Look>> = {
  workspace: {
    AVAILABLE: { icon: CircleCheck, tone: "ok" },
    STOPPED: { icon: CirclePause, tone: "neutral" },
    STOPPING: busy,
    STARTING: busy,
    PENDING: busy,
    REBOOTING: busy,
    REBUILDING: busy,
    RESTORING: busy,
    UPDATING: busy,
    MAINTENANCE: { icon: Wrench, tone: "info" },
    ADMIN_MAINTENANCE: { icon: Wrench, tone: "info" },
    SUSPENDED: { icon: CircleSlash, tone: "warn" },
    IMPAIRED: { icon: TriangleAlert, tone: "warn" },
    UNHEALTHY: { icon: TriangleAlert, tone: "warn" },
    ERROR: failed,
    TERMINATING: { icon: Trash2, tone: "neutral" },
    TERMINATED: { icon: Trash2, tone: "neutral" },
  },
  connection: {
    CONNECTED: { icon: CircleDot, tone: "ok" },
    DISCONNECTED: { icon: Power, tone: "neutral" },
    UNKNOWN: { icon: CircleHelp, tone: "neutral", label: UNKNOWN },
  },
  sync: {
    queued: { icon: Clock, tone: "neutral" },
    pending: { icon: Clock, tone: "neutral", label: "Waiting" },
    running: { icon: LoaderCircle, tone: "info", turns: true },
    succeeded: { icon: CircleCheck, tone: "ok" },
    partial: { icon: TriangleAlert, tone: "warn" },
    failed,
    denied: { icon: Lock, tone: "warn" },
    cancelled: { icon: Ban, tone: "neutral" },
    skipped: { icon: CircleMinus, tone: "neutral" },
  },
  report: {
    queued: { icon: Clock, tone: "neutral", label: "Waiting" },
    running: { icon: LoaderCircle, tone: "info", label: "Being written", turns: true },
    completed: { icon: CircleCheck, tone: "ok", label: "Ready" },
    failed,
    expired: { icon: CircleSlash, tone: "neutral" },
  },
  advice: {
    open: { icon: Circle, tone: "info" },
    approved: { icon: CircleDot, tone: "info" },
    snoozed: { icon: Clock, tone: "neutral" },
    dismissed: { icon: CircleSlash, tone: "neutral" },
    done: { icon: CircleCheck, tone: "ok" },
    obsolete: { icon: CircleMinus, tone: "neutral", label: "Not true any more" },
  },
  risk: {
    low: { icon: CircleCheck, tone: "neutral" },
    medium: { icon: CircleAlert, tone: "warn" },
    high: { icon: TriangleAlert, tone: "danger" },
  },
  confidence: {
    low: { icon: CircleHelp, tone: "neutral" },
    medium: { icon: CircleDot, tone: "neutral" },
    high: { icon: CircleCheck, tone: "neutral" },
  },
  delivery: {
    waiting: { icon: Clock, tone: "neutral" },
    sent: { icon: CircleCheck, tone: "ok" },
    failed,
  },
  health: {
    ok: { icon: CircleCheck, tone: "ok", label: "Works" },
    degraded: { icon: TriangleAlert, tone: "warn", label: "Impaired" },
    down: { ...failed, label: "Down" },
    off: { icon: CircleMinus, tone: "neutral", label: "Not set up" },
  },
  coverage: {
    ok: { icon: CircleCheck, tone: "ok", label: "Current" },
    stale: { icon: Clock, tone: "warn" },
    partial: { icon: CircleAlert, tone: "warn" },
    denied: { icon: Lock, tone: "danger", label: "Access denied" },
    throttled: { icon: Gauge, tone: "warn" },
    failed,
    never: { icon: CircleDashed, tone: "neutral", label: "Never read" },
  },
};

export function formatStatus(family: StatusFamily, value: string | null | undefined): Required<Look> {
  if (!value) return { icon: CircleHelp, tone: "neutral", label: UNKNOWN, turns: false };
  const look = looks[family][value];
  return {
    icon: look?.icon ?? CircleHelp,
    tone: look?.tone ?? "neutral",
    label: look?.label ?? humanize(value),
    turns: look?.turns ?? false,
  };
}
