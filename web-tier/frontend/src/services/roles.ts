import { humanize } from "@/lib/format";

export function roleText(role: string): string {
  return role === "admin" ? "Administrator" : humanize(role);
}
