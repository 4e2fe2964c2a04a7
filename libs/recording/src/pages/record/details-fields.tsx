import type { DetailSchema, DetailsSchema } from '#desk';
import { type ApiProblem, wordsFor } from '#desk/text';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { typeOf, type Draft } from './draft.js';
import { problemOfField } from './field-problems.js';
import styles from './record.module.css';

interface DetailsFieldsProps {
  readonly schema: DetailsSchema | undefined;
  readonly details: Draft['details'];
  readonly problem: ApiProblem | undefined;
  readonly onChange: (details: Draft['details']) => void;
}

/** A field for each detail that the kind's JSON Schema declares. */
export function DetailsFields({ schema, details, problem, onChange }: DetailsFieldsProps) {
  const properties = Object.entries(schema?.properties ?? {});
  if (properties.length === 0) return null;
  return (
    <fieldset className={`panel ${styles.part}`}>
      <legend>Details of this kind</legend>
      <div className={styles.grid}>
        {properties.map(([name, property]) => (
          <DetailField
            key={name}
            name={name}
            schema={property}
            required={schema?.required?.includes(name) ?? false}
            value={details[name] ?? ''}
            error={problemOfField(problem, `details.${name}`)}
            onChange={(value) => onChange({ ...details, [name]: value })}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface DetailFieldProps {
  readonly name: string;
  readonly schema: DetailSchema;
  readonly required: boolean;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

function DetailField({ name, schema, required, value, error, onChange }: DetailFieldProps) {
  const type = typeOf(schema);
  const choices = schema.enum?.map(String) ?? (type === 'boolean' ? ['true', 'false'] : undefined);
  const common = {
    label: schema.title ?? wordsFor(name),
    description: schema.description ?? (type === 'array' ? 'Several with commas.' : type === 'object' ? 'As JSON.' : undefined),
    required,
    value,
    error,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
  };
  if (choices !== undefined) {
    const label = (choice: string) => (type === 'boolean' ? (choice === 'true' ? 'Yes' : 'No') : wordsFor(choice));
    return (
      <NativeSelect
        {...common}
        data={[{ value: '', label: '' }, ...choices.map((choice) => ({ value: choice, label: label(choice) }))]}
      />
    );
  }
  if (type === 'object') return <Textarea {...common} autosize minRows={2} />;
  if (type === 'number' || type === 'integer') {
    return (
      <TextInput {...common} type="number" step={type === 'integer' ? 1 : 'any'} min={schema.minimum} max={schema.maximum} />
    );
  }
  return <TextInput {...common} type={schema.format === 'date' ? 'date' : 'text'} />;
}
