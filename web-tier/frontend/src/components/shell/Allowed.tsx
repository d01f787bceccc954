import { Lock } from "lucide-react";
import { Link, Outlet } from "react-router-dom";
import { Empty } from "@/components/ui/Empty";
import { useCan, type Permission } from "@/services/auth";

const needed: Record<Permission, string> = {
  read: "any role",
  sync: "the operator or administrator role",
  recommendations: "the operator or administrator role",
  send: "the operator or administrator role",
  admin: "the administrator role",
};

/** Pages of a permission; without it, what is missing and who can give it. */
export function Allowed({ permission }: { permission: Permission }) {
  if (useCan(permission)) return <Outlet />;
  return (
    <Empty
      icon={Lock}
      title="You are not allowed to see this page"
      page
      className="h-full"
      action={
        <Link className="text-sm font-medium text-accent-ink underline" to="/">
          Go to the overview
        </Link>
      }
    >
      It needs {needed[permission]}. An administrator can change your role.
    </Empty>
  );
}
