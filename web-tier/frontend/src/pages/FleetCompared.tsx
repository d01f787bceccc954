import { FleetTime } from "@/components/fleet/FleetTime";
import { LinesExplorer } from "@/components/explorer/LinesExplorer";
import { useParam } from "@/lib/useParam";
import { fleetChanges } from "@/services/lineSources";

export function FleetCompared() {
  const [since] = useParam("since");
  const [asOf] = useParam("as_of");
  return (
    <LinesExplorer
      title="Fleet compared"
      source={fleetChanges}
      banner={<FleetTime asOf={asOf} since={since} />}
      emptyTitle="No difference"
      empty="Nothing that is kept is different between the two moments."
      idAt={1}
    />
  );
}
