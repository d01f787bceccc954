import { useQuery } from "@tanstack/react-query";
import { Bot, CloudOff, LoaderCircle, type LucideIcon } from "lucide-react";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatDuration } from "@/lib/format";
import { isAwaitingFirst } from "@/services/meta";
import { aiHealth } from "@/services/questions";

function words(
  status: string | undefined,
  model: string | null | undefined,
  latency: number | null | undefined,
): [LucideIcon, string] {
  if (status === "ok") {
    const how = latency == null ? "" : `, reached in ${formatDuration(latency)}`;
    return [Bot, `Rules, and ${model ?? "the language model"} for the rest${how}.`];
  }
  if (status === "loading")
    return [LoaderCircle, "The language model is loading; until then the rules answer alone."];
  return [CloudOff, "The language model is away: the rules answer what they surely understand."];
}

/** Who answers: the state of the language model. */
export function EngineNote() {
  const health = useQuery(aiHealth);
  if (isAwaitingFirst(health)) return <Skeleton className="inline-block h-3.5 w-72 max-w-full" />;
  const [Icon, text] = words(health.data?.status, health.data?.model, health.data?.latency_ms);
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <Icon aria-hidden className="size-3.5 shrink-0 self-center" />
      {text}
    </span>
  );
}
