import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ScheduleWrite } from "@/api/types";

const KEY = ["schedules"];

export const scheduleList = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) =>
    unwrap(await api.GET("/api/admin/schedules", { signal, querySerializer: () => "limit=500" })),
});

/** Creates a schedule, or changes the one with `id`. */
export function useSaveSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...body }: ScheduleWrite & { id?: number }) =>
      unwrap(
        id === undefined
          ? await api.POST("/api/admin/schedules", { body })
          : await api.PUT("/api/admin/schedules/{schedule_id}", {
              params: { path: { schedule_id: id } },
              body,
            }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRemoveSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(
        await api.DELETE("/api/admin/schedules/{schedule_id}", { params: { path: { schedule_id: id } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
