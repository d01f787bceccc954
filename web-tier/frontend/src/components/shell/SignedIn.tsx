import { useQuery } from "@tanstack/react-query";
import { Navigate, Outlet, useLocation } from "react-router-dom";
import { asApiError } from "@/api/problem";
import { Failure } from "@/components/ui/Failure";
import { me, useToken } from "@/services/auth";
import { isAwaitingFirst, meta } from "@/services/meta";
import { Splash } from "./Splash";

/** Lets through who is signed in; everybody else signs in and comes back to the same address. */
export function SignedIn() {
  const token = useToken();
  const location = useLocation();
  const about = useQuery(meta);
  const user = useQuery({ ...me, enabled: token !== null });
  if (!token) {
    const here = location.pathname + location.search + location.hash;
    const next = here === "/" ? "" : `?next=${encodeURIComponent(here)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  if (user.data && !isAwaitingFirst(about)) return <Outlet />;
  if (user.error && asApiError(user.error).status !== 401) {
    return (
      <main className="grid h-dvh place-items-center">
        <Failure
          what="load your profile"
          error={user.error}
          onRetry={() => void user.refetch()}
          retrying={user.isFetching}
        />
      </main>
    );
  }
  return <Splash />;
}
