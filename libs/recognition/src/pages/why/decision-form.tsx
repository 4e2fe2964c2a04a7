import { ReasonForm } from '#desk';
import type { ReactNode } from 'react';
import { type Decision, useDecide } from '../identity-queries.js';

interface DecisionFormProps {
  readonly decision: Omit<Decision, 'reason'>;
  readonly title: string;
  /** What follows from it, in a sentence or two. */
  readonly children: ReactNode;
  readonly action: string;
  readonly onCancel: () => void;
  /** Called with the ledger position of the decision once it is durable. */
  readonly onDone: (position: string) => void;
}

/** A decision on identity is never made without a reason: it is kept, and shown to whoever asks why. */
export function DecisionForm({ decision, title, children, action, onCancel, onDone }: DecisionFormProps) {
  const decide = useDecide();
  return (
    <ReasonForm
      title={title}
      action={action}
      kept="Kept with the decision, for whoever asks why."
      longest={1000}
      pending={decide.isPending}
      error={decide.error}
      onCancel={onCancel}
      onSubmit={(reason) => decide.mutate({ ...decision, reason }, { onSuccess: ({ position }) => onDone(position) })}
    >
      {children}
    </ReasonForm>
  );
}
