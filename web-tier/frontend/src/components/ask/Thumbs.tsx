import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { asApiError } from "@/api/problem";
import { IconButton } from "@/components/ui/IconButton";
import { cn } from "@/lib/cn";
import { toasts } from "@/lib/toasts";
import { useRate } from "@/services/questions";

const CHOICES = [
  { thumb: 1, label: "This answers my question", icon: ThumbsUp },
  { thumb: -1, label: "This is not what I asked", icon: ThumbsDown },
] as const;

/** Whether it was an answer to the question; pressing again takes it back. */
export function Thumbs({ id }: { id: number }) {
  const [given, setGiven] = useState<1 | -1 | null>(null);
  const rate = useRate();
  const give = (thumb: 1 | -1) => {
    const next = given === thumb ? null : thumb;
    const before = given;
    setGiven(next);
    rate.mutate(
      { id, thumb: next },
      {
        onError: (error) => {
          setGiven(before);
          toasts.show(asApiError(error).message, "danger");
        },
      },
    );
  };
  return (
    <span className="inline-flex">
      {CHOICES.map(({ thumb, label, icon: Icon }) => (
        <IconButton
          key={thumb}
          size="icon-sm"
          label={label}
          aria-pressed={given === thumb}
          onClick={() => give(thumb)}
        >
          <Icon aria-hidden className={cn("size-3.5", given === thumb && "fill-current text-accent-ink")} />
        </IconButton>
      ))}
    </span>
  );
}
