import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Delivery, ReportScheduleWrite } from "@/api/types";
import { reportKeys } from "./reports";

const KEY = [...reportKeys.all, "schedules"];
const MAILS = [...reportKeys.all, "mails"];

/** Reports that are made again and again, by name. */
export const reportSchedules = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) =>
    unwrap(await api.GET("/api/reports/schedules", { params: { query: { limit: 500 } }, signal })).items,
});

/** Creates a schedule, or changes the given members of the one with `id`. */
export function useSaveReportSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...body }: Partial<ReportScheduleWrite> & { id?: number }) =>
      unwrap(
        id === undefined
          ? await api.POST("/api/reports/schedules", { body: body as ReportScheduleWrite })
          : await api.PUT("/api/reports/schedules/{schedule_id}", {
              params: { path: { schedule_id: id } },
              body,
            }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRemoveReportSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(
        await api.DELETE("/api/reports/schedules/{schedule_id}", { params: { path: { schedule_id: id } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRunReportSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(
        await api.POST("/api/reports/schedules/{schedule_id}/run", { params: { path: { schedule_id: id } } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: reportKeys.all }),
  });
}

/** To whom reports were sent, newest first. */
export const deliveryLog = (status: Delivery["status"] | null) =>
  infiniteQueryOptions({
    queryKey: [...MAILS, status],
    queryFn: async ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: "50" });
      if (status) query.set("status", status);
      if (pageParam) query.set("cursor", pageParam);
      return unwrap(
        await api.GET("/api/reports/deliveries", { signal, querySerializer: () => query.toString() }),
      );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export function useRetryDelivery() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(
        await api.POST("/api/reports/deliveries/{delivery_id}/retry", {
          params: { path: { delivery_id: id } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: MAILS }),
  });
}

/** Sends a report by e-mail: at once, or when it is written. */
export function useSendReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, email_to }: { id: number; email_to: string[] }) =>
      unwrap(
        await api.POST("/api/reports/{report_id}/send", {
          params: { path: { report_id: id } },
          body: { email_to },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: MAILS }),
  });
}
