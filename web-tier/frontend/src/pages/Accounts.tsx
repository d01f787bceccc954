import { useQuery } from "@tanstack/react-query";
import { Building2, CircleCheck, CircleMinus, CircleX, Network, Plus } from "lucide-react";
import { lazy, useState } from "react";
import { asApiError } from "@/api/problem";
import type { Account } from "@/api/types";
import { RowActions } from "@/components/admin/RowActions";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { CopyButton } from "@/components/ui/CopyButton";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { UNKNOWN } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { accountList, useRemoveAccount, useTestAccount } from "@/services/accounts";

const AccountForm = lazy(async () => ({
  default: (await import("@/components/admin/AccountForm")).AccountForm,
}));
const DiscoverForm = lazy(async () => ({
  default: (await import("@/components/admin/DiscoverForm")).DiscoverForm,
}));

const KINDS: Record<Account["kind"], string> = { home: "Settings", role: "Role", keys: "Access keys" };

function AccountState({ account }: { account: Account }) {
  if (!account.is_enabled) {
    return (
      <span className="inline-flex items-center gap-1.5">
        <CircleMinus aria-hidden className="size-3.5 text-muted" /> Not read
      </span>
    );
  }
  if (account.last_error) {
    return (
      <span className="flex min-w-0 items-start gap-1.5 text-danger">
        <CircleX aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        <span className="line-clamp-3 [overflow-wrap:anywhere]" title={account.last_error}>
          {account.last_error}
        </span>
      </span>
    );
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <CircleCheck
        aria-hidden
        className={account.last_checked_at ? "size-3.5 text-ok" : "size-3.5 text-muted"}
      />
      {account.last_checked_at ? "Works" : "Not tried yet"}
    </span>
  );
}

const columns: Column<Account>[] = [
  {
    label: "Account",
    cell: (account) => (
      <>
        <bdi className="block truncate font-medium">{account.name}</bdi>
        <span className="flex items-center font-mono text-xs text-muted">
          {account.account_id ?? UNKNOWN}
          {account.account_id && <CopyButton text={account.account_id} />}
        </span>
      </>
    ),
  },
  {
    label: "Access",
    cell: (account) => (
      <>
        {KINDS[account.kind]}
        <bdi className="block truncate font-mono text-xs text-muted" title={account.role_arn ?? undefined}>
          {account.role_arn ?? account.access_key_id}
        </bdi>
      </>
    ),
  },
  {
    label: "Regions",
    cell: (account) => account.regions?.join(", ") ?? "those of the settings",
  },
  { label: "State", className: "min-w-72", cell: (account) => <AccountState account={account} /> },
  { label: "Checked", cell: (account) => <RelativeTime value={account.last_checked_at} none="never" /> },
];

export function Accounts() {
  const list = useQuery(accountList);
  const [editing, setEditing] = useState<Account | "new" | null>(null);
  const [finding, setFinding] = useState(false);
  const [removing, setRemoving] = useState<Account | null>(null);
  const test = useTestAccount();
  const remove = useRemoveAccount();
  const check = (account: Account) =>
    test.mutate(account.id, {
      onSuccess: (result) =>
        result.ok
          ? toasts.show(`${account.name}: AWS lets us in as account ${result.account_id ?? UNKNOWN}.`)
          : toasts.show(`${account.name}: ${result.error ?? "AWS does not let us in."}`, "danger"),
      onError: (error) => toasts.show(asApiError(error).message, "danger"),
    });
  const actions: Column<Account> = {
    label: "Actions",
    quiet: true,
    right: true,
    cell: (account) => (
      <span className="flex items-center justify-end gap-1">
        <Button
          size="sm"
          busy={test.isPending && test.variables === account.id}
          onClick={() => check(account)}
        >
          Test<span className="sr-only"> {account.name}</span>
        </Button>
        <RowActions
          label={`Actions for ${account.name}`}
          actions={[
            { label: "Edit", onSelect: () => setEditing(account) },
            { label: "Remove", danger: true, onSelect: () => setRemoving(account) },
          ]}
        />
      </span>
    ),
  };
  const add = (
    <>
      <Button onClick={() => setFinding(true)}>
        <Network aria-hidden className="size-3.5" /> Find all of the organization
      </Button>
      <Button look="primary" onClick={() => setEditing("new")}>
        <Plus aria-hidden className="size-3.5" /> Add account
      </Button>
    </>
  );
  return (
    <Page title="AWS accounts" description="The accounts that syncs read, and how they get in." actions={add}>
      {list.isError && !list.data ? (
        <Failure
          what="load the AWS accounts"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      ) : list.data?.items.length === 0 ? (
        <Card>
          <Empty icon={Building2} title="No AWS account yet" action={add}>
            Add the role or the keys of an account, and a sync reads its WorkSpaces.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="AWS accounts"
          columns={[...columns, actions]}
          rows={list.data?.items}
          rowKey={(account) => account.id}
          minWidth="58rem"
        />
      )}
      <Dialog
        open={editing !== null}
        onOpenChange={(open) => !open && setEditing(null)}
        title={editing === "new" ? "Add an AWS account" : `Edit ${editing?.name ?? ""}`}
      >
        {editing && (
          <DialogPart className="h-110">
            <AccountForm account={editing === "new" ? null : editing} onDone={() => setEditing(null)} />
          </DialogPart>
        )}
      </Dialog>
      <Dialog
        open={finding}
        onOpenChange={setFinding}
        title="Find all accounts of the organization"
        description="Each active account that is not there yet is added, read by a role of this name."
      >
        <DialogPart className="h-80">
          <DiscoverForm onDone={() => setFinding(false)} />
        </DialogPart>
      </Dialog>
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) {
            setRemoving(null);
            remove.reset();
          }
        }}
        title={`Remove ${removing?.name ?? ""}?`}
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id, { onSuccess: () => setRemoving(null) });
        }}
      >
        Syncs no longer read this account. Nothing changes in AWS.
      </ConfirmDialog>
    </Page>
  );
}
