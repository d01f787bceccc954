import { toApiError } from "@/api/problem";
import { session } from "@/api/session";
import { saveFile } from "@/lib/saveFile";

/** The name that the server gives the file (RFC 6266: the full one before the plain one). */
export function fileName(disposition: string | null, fallback: string): string {
  const full = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "")?.[1];
  if (full) return decodeURIComponent(full);
  return /filename="([^"]+)"/i.exec(disposition ?? "")?.[1] ?? fallback;
}

/** Fetches a file, since a plain link could not carry the token, and hands it to the browser; its name. */
export async function download(address: string, fallback: string, accept = "*/*"): Promise<string> {
  const response = await fetch(address, {
    headers: { Authorization: `Bearer ${session.token() ?? ""}`, Accept: accept },
    cache: "no-store",
  });
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => null);
    throw toApiError(body, response);
  }
  const name = fileName(response.headers.get("Content-Disposition"), fallback);
  saveFile(name, await response.blob());
  return name;
}
