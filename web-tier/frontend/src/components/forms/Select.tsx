import { ChevronDown } from "lucide-react";
import { forwardRef, type SelectHTMLAttributes } from "react";
import { cn } from "@/lib/cn";
import { controlStyle } from "./controls";

interface Props extends SelectHTMLAttributes<HTMLSelectElement> {
  options: { value: string; label: string }[];
}

/** The platform's own select: it works with every keyboard, screen reader and phone. */
export const Select = forwardRef<HTMLSelectElement, Props>(function Select(
  { options, className, ...rest },
  ref,
) {
  return (
    <span className="relative block">
      <select ref={ref} className={cn(controlStyle, "appearance-none pr-8", className)} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2.5 size-4 text-muted" />
    </span>
  );
});
