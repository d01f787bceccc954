import { asApiError } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";

interface Props {
  error: Error | null;
  busy: boolean;
  action: string;
  onCancel: () => void;
}

/** What the server refused, and the buttons, at the foot of a dialog's form. */
export function FormFooter({ error, busy, action, onCancel }: Props) {
  const problem = error ? asApiError(error) : null;
  return (
    <>
      {problem && (
        <Notice tone="danger">
          {problem.message}
          {problem.errors.length > 0 && (
            <ul className="mt-1 list-inside list-disc">
              {problem.errors.map((each) => (
                <li key={`${each.field} ${each.message}`}>
                  {each.field ? `${each.field}: ` : ""}
                  {each.message}
                </li>
              ))}
            </ul>
          )}
        </Notice>
      )}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={busy}>
          {action}
        </Button>
      </div>
    </>
  );
}
