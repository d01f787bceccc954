/** Shared looks of menus. */
export const menuBox =
  "z-40 min-w-48 animate-appear rounded-lg border border-line-strong bg-raised p-1 text-sm shadow-float";
export const menuItem =
  "flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-ink outline-none select-none data-disabled:cursor-not-allowed data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-3.5 [&_svg]:text-muted";
