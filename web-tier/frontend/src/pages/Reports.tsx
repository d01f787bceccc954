import { useInfiniteQuery } from "@tanstack/react-query";
import { FileDown, Plus } from "lucide-react";
import { lazy } from "react";
import { ReportTable } from "@/components/reports/ReportTable";
import { ReportTabs } from "@/components/reports/ReportTabs";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { useParam } from "@/lib/useParam";
import { useMe } from "@/services/auth";
import { usePolling } from "@/services/live";
import { isBeingWritten, reportList } from "@/services/reports";

const ReportForm = lazy(async () => ({
  default: (await import("@/components/reports/ReportForm")).ReportForm,
}));

const POLLING = 3_000;

export function Reports() {
  const [asked, setAsked] = useParam("new");
  const polling = usePolling(POLLING);
  const { username } = useMe();
  const list = useInfiniteQuery({
    ...reportList,
    refetchInterval: (query) => {
      const written = query.state.data?.pages.flatMap((page) => page.items.filter(isBeingWritten)) ?? [];
      // The server pushes the progress of one's own reports; an administrator sees those of others, too.
      if (written.some((report) => report.requested_by !== username)) return POLLING;
      return written.length ? polling : false;
    },
  });
  const rows = list.data?.pages.flatMap((page) => page.items);
  const add = (
    <Button look="primary" onClick={() => setAsked("1")}>
      <Plus aria-hidden className="size-3.5" /> New report
    </Button>
  );
  return (
    <Page
      title="Reports"
      description="Files with every row of a question, written in the background and kept for a while."
      actions={add}
    >
      <ReportTabs />
      {list.isError && !rows ? (
        <Failure
          what="load the reports"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      ) : rows?.length === 0 ? (
        <Card>
          <Empty icon={FileDown} title="No report yet" action={add}>
            Make one from a template, or export what a list shows.
          </Empty>
        </Card>
      ) : (
        <ReportTable rows={rows} />
      )}
      {list.hasNextPage && (
        <Button
          className="self-center"
          busy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show earlier reports
        </Button>
      )}
      <Dialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null, "replace")}
        title="New report"
      >
        <DialogPart className="h-110">
          <ReportForm onDone={() => setAsked(null, "replace")} />
        </DialogPart>
      </Dialog>
    </Page>
  );
}
