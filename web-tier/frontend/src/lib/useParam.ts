import { useCallback } from "react";
import { useLocation, useNavigate } from "react-router-dom";

type SetParam = (value: string | null, how?: "push" | "replace") => void;

/** One parameter of the address; null takes it out. Everything else of the address stays. */
export function useParam(name: string): [string | null, SetParam] {
  const { search, state } = useLocation();
  const navigate = useNavigate();
  const set = useCallback<SetParam>(
    (value, how = "push") => {
      const params = new URLSearchParams(search);
      if (params.get(name) === value) return;
      if (value === null) params.delete(name);
      else params.set(name, value);
      navigate({ search: params.toString() }, { replace: how === "replace", state: state as unknown });
    },
    [name, navigate, search, state],
  );
  return [new URLSearchParams(search).get(name), set];
}

/** The address with one parameter changed, for a link. */
export function withParam(search: string, name: string, value: string | null): string {
  const params = new URLSearchParams(search);
  if (value === null) params.delete(name);
  else params.set(name, value);
  return `?${params.toString()}`;
}
