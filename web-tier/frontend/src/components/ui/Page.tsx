import { useEffect, type ReactNode } from "react";

interface Props {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Above the title, the way back. */
  above?: ReactNode;
  children: ReactNode;
}

/** The frame of a page that scrolls: title, what it answers, its actions. */
export function Page({ title, description, actions, above, children }: Props) {
  useEffect(() => {
    document.title = `${title} · WorkSpaces Inventory`;
  }, [title]);
  return (
    <div className="h-full overflow-y-auto" data-scroll-root>
      <div className="mx-auto flex w-full max-w-400 flex-col gap-4 px-4 py-5 sm:px-6">
        <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-60">
            {above}
            <h1
              title={title}
              className="line-clamp-2 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]"
            >
              <bdi>{title}</bdi>
            </h1>
            {description && <p className="mt-0.5 text-sm text-muted">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}
