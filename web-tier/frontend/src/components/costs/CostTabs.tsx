import { NavTabs } from "@/components/ui/NavTabs";

const TABS = [
  { to: "/costs", label: "Where it goes", end: true },
  { to: "/costs/chargeback", label: "Chargeback" },
  { to: "/costs/what-if", label: "What-if" },
];

/** The pages about money. */
export function CostTabs() {
  return <NavTabs label="Costs" tabs={TABS} />;
}
