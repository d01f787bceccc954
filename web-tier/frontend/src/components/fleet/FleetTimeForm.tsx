import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import { Field } from "@/components/forms/Field";
import { TextInput } from "@/components/forms/TextInput";
import { Button } from "@/components/ui/Button";
import { catalog, findDataset } from "@/services/catalog";
import { comparePath, fleetPath } from "@/services/fleetPast";

const MINUTE = 60_000;

/** A moment as the platform's own control has it: in the person's zone, to the minute. */
function toLocal(instant: number): string {
  return new Date(instant - new Date(instant).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

const toInstant = (local: string) => (local ? new Date(local).toISOString() : null);

interface Props {
  asOf: string | null;
  since: string | null;
  onDone: () => void;
}

/** Chooses a moment of the past, or two to compare. */
export function FleetTimeForm({ asOf, since, onDone }: Props) {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const all = useQuery(catalog).data;
  const [now] = useState(() => Date.now());
  const [moment, setMoment] = useState(toLocal(asOf ? Date.parse(asOf) : now - 60 * MINUTE));
  const [before, setBefore] = useState(toLocal(since ? Date.parse(since) : now - 24 * 60 * MINUTE));
  const [after, setAfter] = useState(asOf ? toLocal(Date.parse(asOf)) : "");
  const here = pathname === "/workspaces" ? search : "";
  const go = (path: string) => {
    onDone();
    navigate(path);
  };
  const show = (event: FormEvent) => {
    event.preventDefault();
    go(fleetPath(here, toInstant(moment), all && findDataset(all, "fleet")));
  };
  const compare = (event: FormEvent) => {
    event.preventDefault();
    const from = toInstant(before);
    if (from) go(comparePath(from, toInstant(after)));
  };
  const limits = { type: "datetime-local", max: toLocal(now), className: "tnum" };
  return (
    <div className="flex flex-col divide-y divide-line">
      <form onSubmit={show} className="flex flex-col gap-3 p-3">
        <Field label="The fleet as it was" hint="In your time zone.">
          {(control) => (
            <TextInput
              {...control}
              {...limits}
              required
              value={moment}
              onChange={(event) => setMoment(event.target.value)}
            />
          )}
        </Field>
        <span className="flex justify-end gap-2">
          <Button
            disabled={asOf === null && since === null && pathname === "/workspaces"}
            onClick={() => go(fleetPath(here, null, all && findDataset(all, "workspaces")))}
          >
            Now
          </Button>
          <Button type="submit" look="primary">
            Show
          </Button>
        </span>
      </form>
      <form onSubmit={compare} className="flex flex-col gap-3 p-3">
        <Field label="What is different from">
          {(control) => (
            <TextInput
              {...control}
              {...limits}
              required
              value={before}
              onChange={(event) => setBefore(event.target.value)}
            />
          )}
        </Field>
        <Field label="at" hint="Empty: now.">
          {(control) => (
            <TextInput
              {...control}
              {...limits}
              value={after}
              onChange={(event) => setAfter(event.target.value)}
            />
          )}
        </Field>
        <span className="flex justify-end">
          <Button type="submit">Compare</Button>
        </span>
      </form>
    </div>
  );
}
