import { useQuery } from "@tanstack/react-query";
import { BadgePercent, Plus } from "lucide-react";
import { lazy, useState } from "react";
import type { PriceOverride } from "@/api/types";
import { RowActions } from "@/components/admin/RowActions";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { formatDay, formatNumber } from "@/lib/format";
import { priceOverrides, useRemovePriceOverride } from "@/services/priceOverrides";

const PriceForm = lazy(async () => ({ default: (await import("@/components/admin/PriceForm")).PriceForm }));

/** "12.5% off", "3% on top", "$0.21 a unit". */
export function priceText({ price, percent }: Pick<PriceOverride, "price" | "percent">): string {
  if (price !== null) return `$${price} a unit`;
  return (percent ?? 0) < 0 ? `${formatNumber(-(percent ?? 0))}% on top` : `${formatNumber(percent)}% off`;
}

function validText({ valid_from: from, valid_to: to }: PriceOverride): string {
  if (from && to) return `${formatDay(from)} until before ${formatDay(to)}`;
  if (from) return `from ${formatDay(from)}`;
  return to ? `until before ${formatDay(to)}` : "always";
}

const columns: Column<PriceOverride>[] = [
  { label: "Name", cell: (each) => <bdi className="block truncate font-medium">{each.name}</bdi> },
  { label: "Price", cell: (each) => <span className="tnum">{priceText(each)}</span> },
  {
    label: "Usage type",
    cell: (each) =>
      each.usage_type ? (
        <span className="block truncate font-mono text-xs" title={each.usage_type}>
          {each.usage_type}
        </span>
      ) : (
        "all"
      ),
  },
  { label: "Where", cell: (each) => `${each.account_id ?? "all accounts"}, ${each.region ?? "all Regions"}` },
  { label: "Valid", cell: validText },
  {
    label: "Changed",
    cell: (each) => (
      <>
        <RelativeTime value={each.updated_at} />
        {each.updated_by && <span className="block text-xs text-muted">by {each.updated_by}</span>}
      </>
    ),
  },
];

export function Prices() {
  const list = useQuery(priceOverrides);
  const [editing, setEditing] = useState<PriceOverride | "new" | null>(null);
  const [removing, setRemoving] = useState<PriceOverride | null>(null);
  const remove = useRemovePriceOverride();
  const actions: Column<PriceOverride> = {
    label: "Actions",
    quiet: true,
    right: true,
    cell: (each) => (
      <RowActions
        label={`Actions for ${each.name}`}
        actions={[
          { label: "Edit", onSelect: () => setEditing(each) },
          { label: "Remove", danger: true, onSelect: () => setRemoving(each) },
        ]}
      />
    ),
  };
  const add = (
    <Button look="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden className="size-3.5" /> Add price
    </Button>
  );
  return (
    <Page
      title="Prices"
      description="Contract prices and discounts in place of list prices. Of several that fit the most specific holds."
      actions={add}
    >
      {list.isError && !list.data ? (
        <Failure
          what="load the prices"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      ) : list.data?.items.length === 0 ? (
        <Card>
          <Empty icon={BadgePercent} title="List prices hold" action={add}>
            Costs are modelled by AWS’s price list. What your contract says instead belongs here.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="Prices"
          columns={[...columns, actions]}
          rows={list.data?.items}
          rowKey={(each) => each.id}
        />
      )}
      <Dialog
        open={editing !== null}
        onOpenChange={(open) => !open && setEditing(null)}
        title={editing === "new" ? "Add a price" : `Edit ${editing?.name ?? ""}`}
      >
        {editing && (
          <DialogPart className="h-110">
            <PriceForm override={editing === "new" ? null : editing} onDone={() => setEditing(null)} />
          </DialogPart>
        )}
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
        Modelled costs are those of the list again. Locked months stay as they are.
      </ConfirmDialog>
    </Page>
  );
}
