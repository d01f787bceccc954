import { CornerDownLeft } from "lucide-react";
import { useState, type FormEvent, type RefObject } from "react";
import { controlStyle } from "@/components/forms/controls";
import { Button } from "@/components/ui/Button";
import { LONGEST_QUESTION } from "@/lib/askPath";
import { cn } from "@/lib/cn";

interface Props {
  boxRef: RefObject<HTMLTextAreaElement>;
  isFollowUp: boolean;
  onAsk: (question: string) => void;
}

/** Where one asks: Enter sends, Shift with it begins another line. */
export function QuestionBox({ boxRef, isFollowUp, onAsk }: Props) {
  const [text, setText] = useState("");
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const question = text.trim();
    if (!question) return;
    setText("");
    onAsk(question);
  };
  return (
    <form onSubmit={send} className="flex items-end gap-2">
      <label htmlFor="question" className="sr-only">
        Question
      </label>
      <textarea
        ref={boxRef}
        id="question"
        rows={Math.min(6, text.split("\n").length)}
        value={text}
        maxLength={LONGEST_QUESTION}
        placeholder={isFollowUp ? "Ask on: “and in eu-west-1?”, “by account”" : "Ask about the fleet"}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
        className={cn(controlStyle, "h-auto min-h-9 resize-none py-1.5 text-base leading-5")}
      />
      <Button type="submit" look="primary" size="lg" disabled={!text.trim()}>
        Ask <CornerDownLeft aria-hidden className="size-3.5" />
      </Button>
    </form>
  );
}
