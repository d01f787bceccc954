import { isRouteErrorResponse, useRouteError } from "react-router-dom";
import { Failure } from "@/components/ui/Failure";

function isStaleBuild(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|Importing a module|error loading/i.test(error.message)
  );
}

/** A page that broke. After an upgrade its old files are gone, which only a reload mends. */
export function RouteFailure() {
  const error = useRouteError();
  const shown = isStaleBuild(error)
    ? new Error("A newer version was installed, or the network is away. Loading the page again helps.")
    : isRouteErrorResponse(error)
      ? new Error(error.statusText)
      : error;
  return (
    <main className="grid h-full min-h-80 place-items-center">
      <Failure what="show this page" error={shown} onRetry={() => window.location.reload()} />
    </main>
  );
}
