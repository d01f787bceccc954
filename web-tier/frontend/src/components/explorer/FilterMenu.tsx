import { Command } from "cmdk";
import type { ReactNode } from "react";

/** The looks that the lists of the filter editor share. */
const item =
  "flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-sm select-none data-[selected=true]:bg-accent-soft";
const heading =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint";

interface MenuProps {
  label: string;
  placeholder: string;
  text?: string;
  onText?: (text: string) => void;
  before?: ReactNode;
  /** false: what is offered is chosen by the caller already. */
  filters?: boolean;
  empty: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}

/** A list to type into: arrow keys move, Enter takes. */
export function FilterMenu(props: MenuProps) {
  return (
    <Command label={props.label} loop shouldFilter={props.filters ?? true}>
      <div className="flex items-center gap-1.5 border-b border-line px-2.5">
        {props.before}
        <Command.Input
          // The editor opens because the person asked to write a filter.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={props.text}
          onValueChange={props.onText}
          placeholder={props.placeholder}
          className="h-9 w-full min-w-20 bg-transparent text-sm focus:outline-none"
        />
      </div>
      <Command.List className={`max-h-72 overflow-y-auto p-1 ${heading}`}>
        <Command.Empty className="px-3 py-5 text-center text-sm text-muted">{props.empty}</Command.Empty>
        {props.children}
      </Command.List>
      {props.footer}
    </Command>
  );
}

interface ItemProps {
  value: string;
  keywords?: string[];
  onPick: () => void;
  children: ReactNode;
}

export function FilterMenuItem({ value, keywords, onPick, children }: ItemProps) {
  return (
    <Command.Item value={value} keywords={keywords} onSelect={onPick} className={item}>
      {children}
    </Command.Item>
  );
}

export const FilterMenuGroup = Command.Group;
