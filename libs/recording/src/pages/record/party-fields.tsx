import type { Kinds } from '#desk';
import type { ApiProblem } from '#desk/text';
import { ActionIcon, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { DraftIdentifier, DraftParty } from './draft.js';
import { problemOfField } from './field-problems.js';
import styles from './record.module.css';

const ROLES = ['customer', 'caller', 'sender', 'recipient', 'booker', 'attendee', 'payer', 'complainant', 'on-behalf-of'];

interface PartyFieldsProps {
  readonly kinds: Kinds;
  readonly party: DraftParty;
  readonly index: number;
  readonly problem: ApiProblem | undefined;
  readonly onChange: (party: DraftParty) => void;
  readonly onRemove: (() => void) | undefined;
}

/** Somebody who took part: in which role, and by what they are known. */
export function PartyFields({ kinds, party, index, problem, onChange, onRemove }: PartyFieldsProps) {
  const at = `parties.${index}`;
  const put = (place: number, identifier: DraftIdentifier) =>
    onChange({ ...party, identifiers: party.identifiers.with(place, identifier) });
  const types = kinds.identifierTypes.map(({ type, label }) => ({ value: type, label }));
  return (
    <fieldset className={`panel ${styles.part}`}>
      <legend>{index === 0 ? 'Who it is with' : `Also took part (${index + 1})`}</legend>
      <div className={styles.grid}>
        <TextInput
          label="Name"
          value={party.name}
          error={problemOfField(problem, `${at}.name`)}
          onChange={(event) => onChange({ ...party, name: event.currentTarget.value })}
          autoComplete="off"
        />
        <TextInput
          label="Role"
          list="known-roles"
          value={party.role}
          error={problemOfField(problem, `${at}.role`)}
          onChange={(event) => onChange({ ...party, role: event.currentTarget.value })}
          required
        />
      </div>
      {index === 0 && (
        <datalist id="known-roles">
          {ROLES.map((role) => (
            <option key={role} value={role} />
          ))}
        </datalist>
      )}
      {party.identifiers.map((identifier, place) => (
        <div key={place} className={styles.identifier}>
          <NativeSelect
            label="Known by"
            data={types}
            value={identifier.type}
            error={problemOfField(problem, `${at}.identifiers.${place}.type`)}
            onChange={(event) => put(place, { ...identifier, type: event.currentTarget.value })}
          />
          <TextInput
            label="Value"
            value={identifier.value}
            error={
              problemOfField(problem, `${at}.identifiers.${place}.value`) ??
              problemOfField(problem, `${at}.identifiers.${place}`) ??
              (place === 0 ? problemOfField(problem, `${at}.identifiers`) : undefined)
            }
            onChange={(event) => put(place, { ...identifier, value: event.currentTarget.value })}
            autoComplete="off"
            required={index === 0 && place === 0}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            aria-label={`Remove identifier ${place + 1}`}
            disabled={party.identifiers.length === 1}
            onClick={() => onChange({ ...party, identifiers: party.identifiers.toSpliced(place, 1) })}
          >
            <IconTrash size={17} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Group mt="sm" gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            onChange({ ...party, identifiers: [...party.identifiers, { type: types[0]?.value ?? 'phone', value: '' }] })
          }
        >
          Identifier
        </Button>
        {onRemove !== undefined && (
          <Button variant="default" size="xs" onClick={onRemove}>
            Remove this person
          </Button>
        )}
      </Group>
    </fieldset>
  );
}
