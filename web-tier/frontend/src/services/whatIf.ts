import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Dataset } from "@/api/types";
import { EMPTY_LIST_STATE } from "@/lib/listState";
import { isChange, type Scenario } from "@/lib/scenario";
import { toPlan } from "./plans";

/** The scenario as the API takes it; changes that change nothing are left out. */
export function toQuestion(dataset: Dataset, scenario: Scenario, by: string) {
  return {
    changes: scenario.changes.filter(isChange).map((change) => ({
      filters: toPlan(dataset, { ...EMPTY_LIST_STATE, filters: change.filters }, []).filters ?? [],
      running_mode: change.mode,
      compute_type: change.size,
      auto_stop_timeout_minutes: change.timeout,
      root_volume_size_gib: change.root,
      user_volume_size_gib: change.user,
    })),
    prices: scenario.prices.map(({ usageType, percent }) => ({ usage_type: usageType, percent })),
    group_by: by,
  };
}

/** A whole month's cost as it is and under the scenario, divided by a field. */
export const whatIf = (dataset: Dataset, scenario: Scenario, by: string) =>
  queryOptions({
    queryKey: ["costs", "what-if", scenario, by],
    queryFn: async ({ signal }) =>
      unwrap(await api.POST("/api/costs/what-if", { body: toQuestion(dataset, scenario, by), signal })),
    placeholderData: keepPreviousData,
  });
