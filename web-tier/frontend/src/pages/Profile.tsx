import { PasswordCard } from "@/components/profile/PasswordCard";
import { SecondFactorPanel } from "@/components/profile/SecondFactorPanel";
import { SessionPanel } from "@/components/profile/SessionPanel";
import { ThemePicker } from "@/components/profile/ThemePicker";
import { TokenCard } from "@/components/profile/TokenCard";
import { CheckField } from "@/components/forms/CheckField";
import { Card } from "@/components/ui/Card";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { UNKNOWN } from "@/lib/format";
import { singleKeys, useSingleKeys } from "@/lib/shortcuts";
import { roleText } from "@/services/roles";
import { useMe } from "@/services/auth";

export function Profile() {
  const user = useMe();
  const keys = useSingleKeys();
  const facts = [
    ["User name", user.username],
    ["Name", user.full_name ?? UNKNOWN],
    ["E-mail", user.email],
    ["Role", roleText(user.role)],
    ["Accounts", user.account_scope ? user.account_scope.join(", ") || "none" : "all"],
  ];
  return (
    <Page title="Profile">
      <div className="grid max-w-240 items-start gap-4 lg:grid-cols-2">
        <Card title="You" bodyClassName="px-4 py-1">
          <dl className="text-sm">
            {facts.map(([label, value]) => (
              <div key={label} className="flex gap-4 border-b border-line py-2">
                <dt className="w-28 shrink-0 text-muted">{label}</dt>
                <dd className="min-w-0 [overflow-wrap:anywhere]">
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
            <div className="flex gap-4 py-2">
              <dt className="w-28 shrink-0 text-muted">Last sign-in</dt>
              <dd>
                <RelativeTime value={user.last_login_at} />
              </dd>
            </div>
          </dl>
        </Card>
        <Card title="Appearance and keys">
          <div className="flex flex-col gap-5">
            <ThemePicker />
            <CheckField
              label="Single-key shortcuts"
              hint="Keys such as / and j act on their own. Turn this off if you use speech input."
              checked={keys}
              onChange={(event) => singleKeys.set(event.target.checked)}
            />
          </div>
        </Card>
        <PasswordCard />
        <Card title="Second factor">
          <SecondFactorPanel />
        </Card>
        <Card title="Where you are signed in">
          {/* of one height, however many there are: what follows does not move */}
          <div className="h-44 overflow-y-auto">
            <SessionPanel userId={user.id} own />
          </div>
        </Card>
        <TokenCard />
      </div>
    </Page>
  );
}
