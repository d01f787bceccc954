import { NavTabs } from "@/components/ui/NavTabs";

/** Files, what is made again and again, and what was mailed. */
export function ReportTabs() {
  return (
    <NavTabs
      label="Reports"
      tabs={[
        { to: "/reports", label: "Files", end: true },
        { to: "/reports/schedules", label: "Schedules" },
        { to: "/reports/emails", label: "E-mails" },
      ]}
    />
  );
}
