import type { Metric } from "./ExperienceChart";

const HARD = { className: "bg-danger-soft text-danger" };
const FAIR = { className: "bg-warn-soft text-warn" };
const GOOD = { className: "bg-ok-soft text-ok" };

/** What a user feels. Latency is good under 50 ms, fair to 100 ms, poor above (AWS.md). */
export const METRICS: Metric[] = [
  {
    id: "latency",
    title: "Latency",
    hint: "round trip within sessions",
    unit: "ms",
    least: 120,
    series: [
      { key: "latency_ms_avg", label: "Average", tone: 1 },
      { key: "latency_ms_p95", label: "95th percentile", tone: 2, dashed: true },
    ],
    bands: [
      { label: "good", to: 50, ...GOOD },
      { label: "fair", to: 100, ...FAIR },
      { label: "poor", to: null, ...HARD },
    ],
  },
  {
    id: "cpu",
    title: "Processor",
    hint: "share in use",
    unit: "%",
    least: 100,
    series: [
      { key: "cpu_percent_avg", label: "Average", tone: 1 },
      { key: "cpu_percent_p95", label: "95th percentile", tone: 2, dashed: true },
    ],
  },
  {
    id: "memory",
    title: "Memory",
    hint: "share in use",
    unit: "%",
    least: 100,
    series: [
      { key: "memory_percent_avg", label: "Average", tone: 1 },
      { key: "memory_percent_p95", label: "95th percentile", tone: 2, dashed: true },
    ],
  },
  {
    id: "disks",
    title: "Disks",
    hint: "most of the day, share in use",
    unit: "%",
    least: 100,
    series: [
      { key: "root_volume_percent_max", label: "Root volume", tone: 1 },
      { key: "user_volume_percent_max", label: "User volume", tone: 3 },
    ],
  },
  {
    id: "launch",
    title: "Launch time",
    hint: "until a session stands",
    unit: "s",
    least: 30,
    series: [
      { key: "launch_seconds_avg", label: "Average", tone: 1 },
      { key: "launch_seconds_max", label: "Longest", tone: 2, dashed: true },
    ],
  },
  {
    id: "loss",
    title: "Packet loss",
    hint: "within sessions",
    unit: "%",
    least: 2,
    series: [
      { key: "packet_loss_percent_avg", label: "Average", tone: 1 },
      { key: "packet_loss_percent_p95", label: "95th percentile", tone: 2, dashed: true },
    ],
  },
];
