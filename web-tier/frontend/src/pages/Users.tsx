import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleMinus, Plus } from "lucide-react";
import { lazy, useState } from "react";
import { asApiError } from "@/api/problem";
import type { User } from "@/api/types";
import { RowActions } from "@/components/admin/RowActions";
import { Button } from "@/components/ui/Button";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { formatCount } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { roleText } from "@/services/roles";
import { useMe } from "@/services/auth";
import { useTakeSecondFactor } from "@/services/secondFactor";
import { useDeleteUser, userList, useUpdateUser } from "@/services/users";

const UserForm = lazy(async () => ({
  default: (await import("@/components/admin/UserForm")).UserForm,
}));
const SessionPanel = lazy(async () => ({
  default: (await import("@/components/profile/SessionPanel")).SessionPanel,
}));

const columns: Column<User>[] = [
  {
    label: "User",
    cell: (user) => (
      <>
        <bdi className="block truncate font-medium">{user.full_name ?? user.username}</bdi>
        <bdi className="block truncate text-xs text-muted">{user.username}</bdi>
      </>
    ),
  },
  { label: "E-mail", cell: (user) => <bdi className="block truncate">{user.email}</bdi> },
  { label: "Role", cell: (user) => roleText(user.role) },
  {
    label: "Accounts",
    cell: (user) => (user.account_scope ? formatCount(user.account_scope.length, "account") : "All"),
  },
  {
    label: "Sign-in",
    cell: (user) => (
      <span className="inline-flex items-center gap-1.5">
        {user.is_active ? (
          <CircleCheck aria-hidden className="size-3.5 text-ok" />
        ) : (
          <CircleMinus aria-hidden className="size-3.5 text-muted" />
        )}
        {user.is_active ? "Allowed" : "Disabled"}
      </span>
    ),
  },
  { label: "Last sign-in", cell: (user) => <RelativeTime value={user.last_login_at} none="never" /> },
  { label: "Added", cell: (user) => <RelativeTime value={user.created_at} /> },
];

export function Users() {
  const list = useQuery(userList);
  const self = useMe();
  const [editing, setEditing] = useState<User | "new" | null>(null);
  const [deleting, setDeleting] = useState<User | null>(null);
  const [watching, setWatching] = useState<User | null>(null);
  const update = useUpdateUser();
  const remove = useDeleteUser();
  const takeAway = useTakeSecondFactor();
  const takeSecondFactor = (user: User) =>
    takeAway.mutate(user.id, {
      onSuccess: () => toasts.show(`${user.username} signs in with the password alone.`),
      onError: (error) => toasts.show(asApiError(error).message, "danger"),
    });
  const setActive = (user: User, is_active: boolean) =>
    update.mutate(
      { id: user.id, is_active },
      {
        onSuccess: () =>
          toasts.show(`${user.username} ${is_active ? "may sign in again" : "can no longer sign in"}.`),
        onError: (error) => toasts.show(asApiError(error).message, "danger"),
      },
    );
  const actions: Column<User> = {
    label: "Actions",
    quiet: true,
    right: true,
    cell: (user) => (
      <RowActions
        label={`Actions for ${user.username}`}
        actions={[
          { label: "Edit", onSelect: () => setEditing(user) },
          { label: "Sessions", onSelect: () => setWatching(user) },
          {
            label: "Take second factor away",
            disabled: user.id === self.id,
            onSelect: () => takeSecondFactor(user),
          },
          {
            label: user.is_active ? "Disable sign-in" : "Allow sign-in",
            disabled: user.id === self.id,
            onSelect: () => setActive(user, !user.is_active),
          },
          { label: "Delete", danger: true, disabled: user.id === self.id, onSelect: () => setDeleting(user) },
        ]}
      />
    ),
  };
  return (
    <Page
      title="Users"
      description="Who may sign in, what they may do, and which accounts they see."
      actions={
        <Button look="primary" onClick={() => setEditing("new")}>
          <Plus aria-hidden className="size-3.5" /> Add user
        </Button>
      }
    >
      {list.isError && !list.data ? (
        <Failure
          what="load the users"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      ) : (
        <DataTable
          label="Users"
          columns={[...columns, actions]}
          rows={list.data?.items}
          rowKey={(user) => user.id}
        />
      )}
      <Dialog
        open={editing !== null}
        onOpenChange={(open) => !open && setEditing(null)}
        title={editing === "new" ? "Add a user" : `Edit ${editing?.username ?? ""}`}
      >
        {editing && (
          <DialogPart className="h-110">
            <UserForm user={editing === "new" ? null : editing} onDone={() => setEditing(null)} />
          </DialogPart>
        )}
      </Dialog>
      <Dialog
        open={watching !== null}
        onOpenChange={(open) => !open && setWatching(null)}
        title={`Sessions of ${watching?.username ?? ""}`}
      >
        {watching && (
          <DialogPart className="h-40">
            <div className="p-4">
              <SessionPanel userId={watching.id} own={watching.id === self.id} />
            </div>
          </DialogPart>
        )}
      </Dialog>
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={(open) => {
          if (!open) {
            setDeleting(null);
            remove.reset();
          }
        }}
        title={`Delete ${deleting?.username ?? ""}?`}
        action="Delete"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => {
          if (deleting) remove.mutate(deleting.id, { onSuccess: () => setDeleting(null) });
        }}
      >
        The user can no longer sign in. To keep the name for later, disable the sign-in instead.
      </ConfirmDialog>
    </Page>
  );
}
