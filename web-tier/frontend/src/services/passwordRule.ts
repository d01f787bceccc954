import { z } from "zod";

/** What the server asks of a new password, told before it is sent. bcrypt reads 72 bytes. */
export const passwordRule = z
  .string()
  .min(8, "At least 8 characters")
  .refine((value) => new TextEncoder().encode(value).length <= 72, "At most 72 bytes");
