import {
  infiniteQueryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Report, ReportRequest } from "@/api/types";
import { download } from "./download";

export const reportKeys = { all: ["reports"] as const, list: ["reports", "list"] as const };

export interface ReportPage {
  items: Report[];
  total: number;
  next_cursor?: string | null;
}

export const reportList = infiniteQueryOptions({
  queryKey: reportKeys.list,
  queryFn: async ({ signal, pageParam }): Promise<ReportPage> => {
    const query = new URLSearchParams({ limit: "50" });
    if (pageParam) query.set("cursor", pageParam);
    return unwrap(await api.GET("/api/reports", { signal, querySerializer: () => query.toString() }));
  },
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export function isBeingWritten(report: Report): boolean {
  return report.status === "queued" || report.status === "running";
}

/** Puts a report that the server pushed into the list; one that is not in it yet makes the list be read anew. */
export function takeReport(client: QueryClient, report: Report): void {
  let found = false;
  client.setQueryData<InfiniteData<ReportPage, string>>(
    reportKeys.list,
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          items: page.items.map((each) => {
            if (each.id !== report.id) return each;
            found = true;
            return report;
          }),
        })),
      },
  );
  if (!found) void client.invalidateQueries({ queryKey: reportKeys.all });
}

export function useAskReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: ReportRequest) => unwrap(await api.POST("/api/reports/generate", { body })),
    onSettled: () => client.invalidateQueries({ queryKey: reportKeys.all }),
  });
}

export function useRetryReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(await api.POST("/api/reports/{report_id}/retry", { params: { path: { report_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: reportKeys.all }),
  });
}

/** Removes a report and its file; what is being written stops. */
export function useRemoveReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(await api.DELETE("/api/reports/{report_id}", { params: { path: { report_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: reportKeys.all }),
  });
}

/** Hands the file of a report to the browser. */
export function useDownloadReport() {
  return useMutation({
    mutationFn: (report: Report) =>
      download(`/api/reports/${report.id}/download`, `report-${report.id}.${report.format}`),
  });
}
