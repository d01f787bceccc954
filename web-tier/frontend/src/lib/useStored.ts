import { useState } from "react";
import { readStored, writeStored } from "./storage";

/** A yes-or-no preference of this browser, known from the first render on. */
export function useStoredFlag(key: string, fallback: boolean): [boolean, (next: boolean) => void] {
  const [value, setValue] = useState(() => {
    const stored = readStored("local", key);
    return stored === null ? fallback : stored === "1";
  });
  return [
    value,
    (next) => {
      setValue(next);
      writeStored("local", key, next ? "1" : "0");
    },
  ];
}
