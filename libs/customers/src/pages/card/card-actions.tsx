import { type CardAction, type Customer, Link, useDesk } from '#desk';
import { ActionIcon, Button, UnstyledButton } from '@mantine/core';

/** Does what an action is for; with an identifier's handle where it was asked at one. */
export type OnAct = (action: CardAction, identifier?: string) => void;

/** What the slices let one do from a card. */
export const useCardActions = (): readonly CardAction[] => useDesk().slices.flatMap(({ cardActions = [] }) => cardActions);

/** Buttons for the head of the card, the main ones first. */
export function HeadActions({ onAct }: { readonly onAct: OnAct }) {
  const offered = useCardActions().flatMap((action) => (action.button === undefined ? [] : [{ action, ...action.button }]));
  return offered
    .toSorted((a, b) => Number(b.main ?? false) - Number(a.main ?? false))
    .map(({ action, label, Icon, main = false }) => (
      <Button
        key={action.name}
        size="xs"
        variant={main ? 'filled' : 'default'}
        leftSection={<Icon size={16} aria-hidden />}
        onClick={() => onAct(action)}
      >
        {label}
      </Button>
    ));
}

interface IdentifierActionsProps {
  readonly card: Customer;
  readonly handle: string;
  /** The identifier in words. */
  readonly named: string;
  readonly onAct: OnAct;
}

/** Small buttons beside an identifier. */
export function IdentifierActions({ card, handle, named, onAct }: IdentifierActionsProps) {
  const offered = useCardActions().flatMap((action) => {
    const { identifier } = action;
    return identifier?.offered(card) === true ? [{ action, ...identifier }] : [];
  });
  return offered.map(({ action, hint, Icon, label }) => (
    <ActionIcon
      key={action.name}
      variant="subtle"
      color="gray"
      aria-label={label(named)}
      title={hint}
      onClick={() => onAct(action, handle)}
    >
      <Icon size={17} aria-hidden />
    </ActionIcon>
  ));
}

interface AlertActionsProps {
  readonly type: string;
  readonly count: number;
  readonly customer: string;
  readonly onAct: OnAct;
}

/** What one can do about an alert: links where an action leads to a page. */
export function AlertActions({ type, count, customer, onAct }: AlertActionsProps) {
  const offered = useCardActions().flatMap((action) => (action.alert?.type === type ? [{ action, ...action.alert }] : []));
  return offered.map(({ action, label }) =>
    'leadsTo' in action ? (
      <Link key={action.name} to={action.leadsTo(customer)}>
        {label(count)}
      </Link>
    ) : (
      <UnstyledButton key={action.name} td="underline" fz="sm" onClick={() => onAct(action)}>
        {label(count)}
      </UnstyledButton>
    ),
  );
}
