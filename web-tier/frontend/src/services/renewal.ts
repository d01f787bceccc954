import { useEffect } from "react";
import { api } from "@/api/client";
import { session } from "@/api/session";
import { asNumber, isObject } from "@/lib/guards";
import { useToken } from "./auth";

const LOOK_EVERY_MS = 30_000;

/** When an access token was made is not said in it; when it ends is (seconds since 1970), and null where it is none. */
export function expiryOf(token: string): number | null {
  try {
    const body = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const claims: unknown = JSON.parse(window.atob(body));
    return isObject(claims) ? asNumber(claims.exp) : null;
  } catch {
    return null;
  }
}

/** Renews the access token from half its life on, while somebody looks at the page. */
export function useRenewal(): void {
  const token = useToken();
  useEffect(() => {
    const ends = token === null ? null : expiryOf(token);
    if (token === null || ends === null) return undefined;
    const half = (ends * 1000 + Date.now()) / 2;
    let asking = false;
    const look = async () => {
      if (asking || document.hidden || Date.now() < half) return;
      asking = true;
      const answer = await api.POST("/api/auth/refresh").catch(() => null);
      asking = false;
      if (answer?.data && session.token() === token) session.begin(answer.data.access_token);
    };
    const timer = window.setInterval(() => void look(), LOOK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [token]);
}
