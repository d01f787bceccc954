import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: { classGroups: { "font-size": [{ text: ["2xs", "xs", "sm", "base", "lg", "xl", "2xl"] }] } },
});

/** Class names joined, the later of two contradicting ones winning. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
