import { Compass } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import { Empty } from "@/components/ui/Empty";

export function NotFound() {
  const { pathname } = useLocation();
  return (
    <Empty
      icon={Compass}
      title="There is no page at this address"
      page
      className="h-full"
      action={
        <Link className="text-sm font-medium text-accent-ink underline" to="/">
          Go to the overview
        </Link>
      }
    >
      <code className="font-mono text-xs [overflow-wrap:anywhere]">{pathname}</code>
    </Empty>
  );
}
