import { useCallback, useMemo } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import { formatListState, parseListState, type ListState } from "./listState";

export type SetListState = (next: ListState, how?: "push" | "replace") => void;

/** The explorer's state, read from the address and written to it. */
export function useListState(): [ListState, SetListState] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseListState(new URLSearchParams(search)), [search]);
  const set = useCallback<SetListState>(
    (next, how = "push") => {
      const to = formatListState(next).toString();
      if (to === new URLSearchParams(search).toString()) return;
      navigate({ search: to }, { replace: how === "replace" });
    },
    [navigate, search],
  );
  return [state, set];
}
