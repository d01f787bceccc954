import { Search, X } from "lucide-react";
import { useRef, type RefObject } from "react";
import { IconButton } from "@/components/ui/IconButton";
import { Keys } from "@/components/ui/Keys";

interface Props {
  value: string;
  placeholder: string;
  inputRef: RefObject<HTMLInputElement | null>;
  /** `first` is true for the first change of one visit to the box. */
  onChange: (value: string, first: boolean) => void;
}

/** The text search. One visit to it is one entry in the history, however much is typed. */
export function SearchBox({ value, placeholder, inputRef, onChange }: Props) {
  const touched = useRef(false);
  const change = (next: string) => {
    onChange(next, !touched.current);
    touched.current = true;
  };
  return (
    <div className="relative min-w-0 flex-1 sm:max-w-80">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
      <input
        ref={inputRef as RefObject<HTMLInputElement>}
        type="search"
        aria-label="Search"
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onFocus={() => {
          touched.current = false;
        }}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (value) change("");
          else event.currentTarget.blur();
        }}
        className="peer h-8 w-full rounded-md border border-control bg-surface pr-8 pl-8 text-sm placeholder:text-faint focus:border-accent focus:outline-2 focus:-outline-offset-1 focus:outline-accent [&::-webkit-search-cancel-button]:hidden"
      />
      {value ? (
        <IconButton
          label="Clear the search"
          size="icon-sm"
          className="absolute top-0.5 right-0.5"
          onClick={() => {
            change("");
            inputRef.current?.focus();
          }}
        >
          <X aria-hidden className="size-3.5" />
        </IconButton>
      ) : (
        <span
          aria-hidden
          className="pointer-events-none absolute top-1.5 right-2 hidden peer-focus:hidden sm:inline"
        >
          <Keys keys="/" />
        </span>
      )}
    </div>
  );
}
