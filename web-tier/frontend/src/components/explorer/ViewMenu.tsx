import { Bookmark, Check, ChevronDown, Star, Users } from "lucide-react";
import { DropdownMenu as Menu } from "radix-ui";
import { lazy, Suspense, useState } from "react";
import { asApiError } from "@/api/problem";
import type { Dataset, SavedView } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { menuBox, menuItem } from "@/components/ui/menu";
import { EMPTY_LIST_STATE, type ListState } from "@/lib/listState";
import { toasts } from "@/lib/toasts";
import type { SetListState } from "@/lib/useListState";
import { differs, useChangeView, useChooseView, viewContent, viewState } from "@/services/views";

const ViewForm = lazy(async () => ({ default: (await import("./ViewForm")).ViewForm }));
const RemoveView = lazy(async () => ({ default: (await import("./RemoveView")).RemoveView }));

function ViewItem({ view }: { view: SavedView }) {
  return (
    <Menu.RadioItem value={String(view.id)} className={menuItem}>
      <span className="grid size-3.5 shrink-0 place-items-center">
        <Menu.ItemIndicator>
          <Check aria-hidden />
        </Menu.ItemIndicator>
      </span>
      <bdi className="min-w-0 flex-1 truncate">{view.name}</bdi>
      {!view.is_mine && <bdi className="max-w-24 truncate text-xs text-muted">{view.owner}</bdi>}
      {view.is_default && (
        <>
          <Star aria-hidden />
          <span className="sr-only">begins with it</span>
        </>
      )}
      {view.is_mine && view.is_shared && (
        <>
          <Users aria-hidden />
          <span className="sr-only">shared</span>
        </>
      )}
    </Menu.RadioItem>
  );
}

const heading = "px-2 pt-2 pb-1 text-xs font-medium text-faint";

interface Props {
  dataset: Dataset;
  /** "WorkSpaces": what there is all of without a view. */
  noun: string;
  views: SavedView[];
  state: ListState;
  setState: SetListState;
}

/** Saved views: choose one, keep the present screen as one, change, share or remove the chosen one. */
export function ViewMenu({ dataset, noun, views, state, setState }: Props) {
  const [dialog, setDialog] = useState<"new" | "change" | "remove" | null>(null);
  const change = useChangeView();
  const choose = useChooseView();
  const active = views.find((view) => String(view.id) === state.view);
  const edited = active !== undefined && differs(state, active);
  const sections = [
    { label: "My views", items: views.filter((view) => view.is_mine) },
    { label: "Shared by others", items: views.filter((view) => !view.is_mine) },
  ];
  const onError = (error: Error) => toasts.show(asApiError(error).message, "danger");
  const save = (view: SavedView) =>
    change.mutate(
      { id: view.id, ...viewContent(dataset, state) },
      { onSuccess: () => toasts.show(`“${view.name}” is saved as it is shown.`), onError },
    );
  const begin = (view: SavedView) =>
    choose.mutate(
      { id: view.id, on: !view.is_default },
      {
        onSuccess: () =>
          toasts.show(
            view.is_default
              ? "The page begins with no view."
              : `The page begins with “${view.name}” from now on.`,
          ),
        onError,
      },
    );
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <Button
            size="sm"
            className="max-w-64 min-w-0 shrink"
            aria-label={active ? `View ${active.name}` : "Views"}
          >
            <Bookmark aria-hidden className="size-3.5 text-muted" />
            <bdi className="min-w-0 truncate">{active?.name ?? "Views"}</bdi>
            {edited && <span className="font-normal text-muted">edited</span>}
            <ChevronDown aria-hidden className="size-3.5 text-muted" />
          </Button>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            className={`${menuBox} max-h-(--radix-dropdown-menu-content-available-height) w-72 max-w-[calc(100vw-1rem)] overflow-y-auto`}
          >
            <Menu.RadioGroup
              value={active ? String(active.id) : "all"}
              onValueChange={(value) => {
                const view = views.find((each) => String(each.id) === value);
                setState(view ? viewState(view) : EMPTY_LIST_STATE);
              }}
            >
              <Menu.RadioItem value="all" className={menuItem}>
                <span className="grid size-3.5 shrink-0 place-items-center">
                  <Menu.ItemIndicator>
                    <Check aria-hidden />
                  </Menu.ItemIndicator>
                </span>
                All {noun}
              </Menu.RadioItem>
              {sections.map(
                ({ label, items }) =>
                  items.length > 0 && (
                    <Menu.Group key={label} aria-label={label}>
                      <Menu.Label className={heading}>{label}</Menu.Label>
                      {items.map((view) => (
                        <ViewItem key={view.id} view={view} />
                      ))}
                    </Menu.Group>
                  ),
              )}
            </Menu.RadioGroup>
            <Menu.Separator className="my-1 h-px bg-line" />
            {active && edited && (
              <>
                {active.may_edit && (
                  <Menu.Item className={menuItem} onSelect={() => save(active)}>
                    Save the changes
                  </Menu.Item>
                )}
                <Menu.Item className={menuItem} onSelect={() => setState(viewState(active))}>
                  Undo the changes
                </Menu.Item>
              </>
            )}
            <Menu.Item className={menuItem} onSelect={() => setDialog("new")}>
              Save as a new view
            </Menu.Item>
            {active && (
              <>
                <Menu.Item className={menuItem} onSelect={() => begin(active)}>
                  {active.is_default ? "Begin with no view" : "Begin with this view"}
                </Menu.Item>
                {active.may_edit && (
                  <>
                    <Menu.Item className={menuItem} onSelect={() => setDialog("change")}>
                      Rename or share
                    </Menu.Item>
                    <Menu.Item className={`${menuItem} text-danger`} onSelect={() => setDialog("remove")}>
                      Remove
                    </Menu.Item>
                  </>
                )}
              </>
            )}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      <Dialog
        open={dialog === "new" || dialog === "change"}
        onOpenChange={(open) => !open && setDialog(null)}
        title={dialog === "change" ? "Rename or share the view" : "Save as a new view"}
        description="A view keeps the search, the filters, the order, the columns and the density. Its rows are read anew each time."
      >
        <DialogPart className="h-64">
          <ViewForm
            view={dialog === "change" ? active : undefined}
            content={viewContent(dataset, state)}
            onDone={(made) => {
              setDialog(null);
              if (made && dialog === "new") setState({ ...state, view: String(made.id) }, "replace");
            }}
          />
        </DialogPart>
      </Dialog>
      {dialog === "remove" && active && (
        <Suspense>
          <RemoveView
            view={active}
            onDone={(gone) => {
              setDialog(null);
              if (gone) setState({ ...state, view: null }, "replace");
            }}
          />
        </Suspense>
      )}
    </>
  );
}
