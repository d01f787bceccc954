import { forwardRef, type ComponentPropsWithoutRef } from "react";
import { Button } from "./Button";
import { Tip } from "./Tip";

interface Props extends Omit<ComponentPropsWithoutRef<typeof Button>, "aria-label"> {
  label: string;
  /** The key that does the same, shown in the tip. */
  keys?: string;
}

/** A button that shows only an icon; its name is in the tip and for screen readers. */
export const IconButton = forwardRef<HTMLButtonElement, Props>(function IconButton(
  { label, keys, look = "quiet", size = "icon", ...rest },
  ref,
) {
  return (
    <Tip label={label} keys={keys}>
      <Button ref={ref} look={look} size={size} aria-label={label} {...rest} />
    </Tip>
  );
});
