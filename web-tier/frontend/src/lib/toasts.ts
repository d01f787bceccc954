export interface ToastMessage {
  id: number;
  tone: "ok" | "danger";
  text: string;
}

let list: ToastMessage[] = [];
let last = 0;
const listeners = new Set<() => void>();

function put(next: ToastMessage[]): void {
  list = next;
  for (const listener of listeners) listener();
}

/** Messages that wait to be shown by the toaster. */
export const toasts = {
  get: (): ToastMessage[] => list,
  show(text: string, tone: ToastMessage["tone"] = "ok"): void {
    last += 1;
    put([...list.slice(-3), { id: last, tone, text }]);
  },
  drop(id: number): void {
    put(list.filter((toast) => toast.id !== id));
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
