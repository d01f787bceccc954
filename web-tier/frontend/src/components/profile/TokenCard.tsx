import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus, TriangleAlert } from "lucide-react";
import { lazy, useState } from "react";
import type { ApiToken } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { useCan } from "@/services/auth";
import { CAPABILITIES, tokenList, useRevokeToken } from "@/services/tokens";

const TokenForm = lazy(async () => ({ default: (await import("./TokenForm")).TokenForm }));

const columns: Column<ApiToken>[] = [
  {
    label: "Token",
    cell: (token) => (
      <>
        <bdi className="block truncate font-medium">{token.name}</bdi>
        <span className="block font-mono text-xs text-muted">{token.beginning}…</span>
      </>
    ),
  },
  { label: "May", cell: (token) => token.scope.map((each) => CAPABILITIES[each]).join(", ") },
  {
    label: "Last used",
    cell: (token) => (
      <>
        <RelativeTime value={token.last_used_at} none="never" />
        {token.last_used_ip && (
          <span className="block font-mono text-xs text-muted">{token.last_used_ip}</span>
        )}
      </>
    ),
  },
  {
    label: "Ends",
    cell: (token) =>
      token.is_expired ? (
        <span className="inline-flex items-center gap-1.5 text-warn">
          <TriangleAlert aria-hidden className="size-3.5" /> Expired
        </span>
      ) : (
        <RelativeTime value={token.expires_at} none="never" />
      ),
  },
  { label: "Made", cell: (token) => <RelativeTime value={token.created_at} /> },
];

const owner: Column<ApiToken> = {
  label: "User",
  cell: (token) => <bdi className="block truncate">{token.username}</bdi>,
};

/** API tokens for scripts: make one, see when it was last used, end it. */
export function TokenCard() {
  const [everyone, setEveryone] = useState(false);
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<ApiToken | null>(null);
  const list = useQuery(tokenList(everyone));
  const revoke = useRevokeToken();
  const isAdmin = useCan("admin");
  const actions: Column<ApiToken> = {
    label: "Actions",
    quiet: true,
    right: true,
    cell: (token) => (
      <Button size="sm" look="danger" onClick={() => setEnding(token)}>
        Revoke<span className="sr-only"> {token.name}</span>
      </Button>
    ),
  };
  const add = (
    <Button size="sm" onClick={() => setMaking(true)}>
      <Plus aria-hidden className="size-3.5" /> New token
    </Button>
  );
  return (
    <Card
      title="API tokens"
      hint="for scripts and the command line; each acts as its user"
      action={
        <span className="flex items-center gap-3">
          {isAdmin && (
            <label className="flex min-h-6 items-center gap-1.5 text-xs text-muted">
              <input
                type="checkbox"
                className="size-3.5"
                checked={everyone}
                onChange={(event) => setEveryone(event.target.checked)}
              />
              Of all users
            </label>
          )}
          {add}
        </span>
      }
      className="lg:col-span-2"
      bodyClassName="p-0"
    >
      <div className="min-h-24 [&>[role=region]]:border-0">
        {list.isError && !list.data ? (
          <Failure
            what="load the API tokens"
            error={list.error}
            onRetry={() => void list.refetch()}
            retrying={list.isFetching}
          />
        ) : list.data?.length === 0 ? (
          <Empty icon={KeyRound} title="No token yet" className="py-8">
            A token lets a script read or act in your name, within what you choose and until it ends.
          </Empty>
        ) : (
          <DataTable
            label="API tokens"
            columns={[...columns.slice(0, 1), ...(everyone ? [owner] : []), ...columns.slice(1), actions]}
            rows={list.data}
            rowKey={(token) => token.id}
            expected={1}
            minWidth="44rem"
          />
        )}
      </div>
      <Dialog open={making} onOpenChange={setMaking} title="New API token">
        <DialogPart className="h-90">
          <TokenForm onDone={() => setMaking(false)} />
        </DialogPart>
      </Dialog>
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => {
          if (!open) {
            setEnding(null);
            revoke.reset();
          }
        }}
        title={`Revoke ${ending?.name ?? ""}?`}
        action="Revoke"
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => {
          if (ending) revoke.mutate(ending.id, { onSuccess: () => setEnding(null) });
        }}
      >
        Scripts that use it are refused from now on. This cannot be taken back.
      </ConfirmDialog>
    </Card>
  );
}
