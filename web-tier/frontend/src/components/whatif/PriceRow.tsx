import { Trash2 } from "lucide-react";
import { Field } from "@/components/forms/Field";
import { TextInput } from "@/components/forms/TextInput";
import { IconButton } from "@/components/ui/IconButton";
import type { OtherPrice } from "@/lib/scenario";

interface Props {
  at: number;
  price: OtherPrice;
  onChange: (next: OtherPrice) => void;
  onRemove: () => void;
}

/** A discount on usage types, or on all. */
export function PriceRow({ at, price, onChange, onRemove }: Props) {
  return (
    <div className="flex items-end gap-2">
      <div className="w-24 shrink-0">
        <Field label="% off">
          {(control) => (
            <TextInput
              {...control}
              type="number"
              min={-100}
              max={100}
              step="any"
              value={price.percent}
              onChange={(event) => {
                const percent = Number(event.target.value);
                if (Number.isFinite(percent) && Math.abs(percent) <= 100) onChange({ ...price, percent });
              }}
            />
          )}
        </Field>
      </div>
      <div className="min-w-0 flex-1">
        <Field label="Usage type" optional>
          {(control) => (
            <TextInput
              {...control}
              maxLength={200}
              placeholder="all, or with * as in *AutoStop*"
              value={price.usageType ?? ""}
              onChange={(event) =>
                onChange({ ...price, usageType: event.target.value.replace(/\s/g, "") || null })
              }
            />
          )}
        </Field>
      </div>
      <IconButton label={`Remove price ${at + 1}`} onClick={onRemove}>
        <Trash2 aria-hidden className="size-3.5" />
      </IconButton>
    </div>
  );
}
