import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useLocation, useNavigate } from "react-router-dom";
import type { Dataset } from "@/api/types";
import { CostTabs } from "@/components/costs/CostTabs";
import { ChangeCard } from "@/components/whatif/ChangeCard";
import { Comparison } from "@/components/whatif/Comparison";
import { PriceRow } from "@/components/whatif/PriceRow";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { Figures } from "@/components/ui/Figures";
import { Notice } from "@/components/ui/Notice";
import { Origin } from "@/components/ui/Origin";
import { Page } from "@/components/ui/Page";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { formatCount, formatMoney, formatMonth, formatNumber, UNKNOWN } from "@/lib/format";
import {
  MOST_CHANGES,
  MOST_PRICES,
  parseScenario,
  SAME,
  scenarioSearch,
  type Change,
  type OtherPrice,
  type Scenario,
} from "@/lib/scenario";
import { useDebounced } from "@/lib/useDebounced";
import { useParam } from "@/lib/useParam";
import { catalog, findDataset, findField } from "@/services/catalog";
import { isDimension } from "@/services/dimensions";
import { LONG_DAYS } from "@/services/fleet";
import { whatIf } from "@/services/whatIf";

const PAUSE_MS = 250;
const TRIES: { label: string; scenario: Scenario }[] = [
  {
    label: "Each in its cheaper mode",
    scenario: { changes: [{ ...SAME, mode: "CHEAPEST" }], prices: [] },
  },
  {
    label: `AutoStop for those unused over ${LONG_DAYS} days`,
    scenario: {
      changes: [
        {
          ...SAME,
          filters: [{ field: "days_since_connected", op: "gt", values: [String(LONG_DAYS)] }],
          mode: "AUTO_STOP",
        },
      ],
      prices: [],
    },
  },
  { label: "10% off everything", scenario: { changes: [], prices: [{ usageType: null, percent: 10 }] } },
];

/** The list with one of its items another, or gone. */
function replaced<T>(list: T[], at: number, next?: T): T[] {
  return list.flatMap((each, index) => (index !== at ? [each] : next === undefined ? [] : [next]));
}

function Result({ dataset, scenario }: { dataset: Dataset; scenario: Scenario }) {
  const [asked, setBy] = useParam("by");
  const by = isDimension(asked) ? asked : "running_mode";
  const text = useDebounced(JSON.stringify(scenario), PAUSE_MS);
  const answer = useQuery(whatIf(dataset, JSON.parse(text) as Scenario, by));
  const told = answer.data;
  const total = told?.total;
  const money = (value: number | string | undefined) =>
    told ? formatMoney(Number(value), "dollars") : undefined;
  const saving = Number(total?.saving ?? 0);
  return (
    <div className="flex min-w-0 flex-col gap-4" aria-busy={answer.isFetching}>
      <Figures
        label="Result"
        figures={[
          {
            label: "A month as it is",
            value: money(total?.cost),
            note: (
              <>
                <Origin kind="modelled" /> {told && `by the hours of ${formatMonth(told.basis_month)}`}
              </>
            ),
          },
          { label: "After the changes", value: money(total?.changed_cost), note: <Origin kind="modelled" /> },
          {
            label: saving < 0 ? "More a month" : "Less a month",
            value: money(Math.abs(saving)),
            note: told
              ? told.saving_percent === null
                ? UNKNOWN
                : `${formatNumber(Math.abs(Number(told.saving_percent)))}%`
              : "",
          },
          {
            label: "WorkSpaces changed",
            value: total ? formatNumber(total.changed) : undefined,
            note: total
              ? `of ${formatNumber(total.workspaces)}${total.unknown ? `, ${formatNumber(total.unknown)} of unknown cost` : ""}`
              : "",
          },
        ]}
      />
      <Comparison answer={answer} by={by} field={findField(dataset, by)} onBy={setBy} />
      {told && told.unknown.length > 0 && (
        <Notice tone="warn">
          In no sum:
          <ul className="list-disc pl-4">
            {told.unknown.map((each) => (
              <li key={each.reason}>
                {formatCount(each.workspaces, "WorkSpace")}: {each.reason}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <Card title="What it rests on">
        <ul className="flex min-h-24 list-disc flex-col gap-1 pl-4 text-sm text-muted">
          {told?.assumptions.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

export function WhatIf() {
  const { search } = useLocation();
  const navigate = useNavigate();
  const all = useQuery(catalog);
  const dataset = all.data ? findDataset(all.data, "workspaces") : undefined;
  const scenario = parseScenario(search);
  const { changes, prices } = scenario;
  const set = (next: Scenario, how: "push" | "replace" = "push") =>
    navigate({ search: scenarioSearch(search, next) }, { replace: how === "replace" });
  const setChange = (at: number, next?: Change, how?: "push" | "replace") =>
    set({ ...scenario, changes: replaced(changes, at, next) }, how);
  const setPrice = (at: number, next?: OtherPrice) =>
    set({ ...scenario, prices: replaced(prices, at, next) }, next ? "replace" : "push");
  if (all.isPending) return <PageSkeleton title="What-if" />;
  if (!dataset) {
    return (
      <Page title="What-if">
        <Failure what="load the fields" error={all.error} onRetry={() => void all.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      title="What-if"
      description="A month of the fleet with other modes, sizes, timeouts or prices. Nothing is changed in AWS."
    >
      <CostTabs />
      <div className="grid items-start gap-4 xl:grid-cols-[24rem_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {changes.map((change, at) => (
            <ChangeCard
              key={at}
              at={at}
              change={change}
              dataset={dataset}
              onChange={(next, how) => setChange(at, next, how)}
              onRemove={() => setChange(at)}
            />
          ))}
          {prices.length > 0 && (
            <Card title="Prices" bodyClassName="flex flex-col gap-3">
              {prices.map((price, at) => (
                <PriceRow
                  key={at}
                  at={at}
                  price={price}
                  onChange={(next) => setPrice(at, next)}
                  onRemove={() => setPrice(at)}
                />
              ))}
            </Card>
          )}
          <div className="flex flex-wrap gap-2">
            <Button
              disabled={changes.length >= MOST_CHANGES}
              onClick={() => set({ ...scenario, changes: [...changes, SAME] })}
            >
              <Plus aria-hidden className="size-3.5" /> Change
            </Button>
            <Button
              disabled={prices.length >= MOST_PRICES}
              onClick={() => set({ ...scenario, prices: [...prices, { usageType: null, percent: 10 }] })}
            >
              <Plus aria-hidden className="size-3.5" /> Price
            </Button>
          </div>
          <Card title="To begin with">
            <ul className="flex flex-col gap-1.5">
              {TRIES.map((each) => (
                <li key={each.label}>
                  <Button
                    look="quiet"
                    className="h-auto min-h-8 w-full justify-start text-left whitespace-normal"
                    onClick={() => set(each.scenario)}
                  >
                    {each.label}
                  </Button>
                </li>
              ))}
            </ul>
          </Card>
        </div>
        <Result dataset={dataset} scenario={scenario} />
      </div>
    </Page>
  );
}
