import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { actorName, keepActorName } from '../api/actor.js';

/** Asks who decides, once per tab: it is kept with every decision made here. */
export function YourName() {
  const [name, setName] = useState(actorName);
  const put = (value: string) => {
    setName(value);
    keepActorName(value);
  };
  return (
    <TextInput
      label="Your name"
      description="Kept with the decision. Remembered until you close the tab."
      value={name}
      onChange={(event) => put(event.currentTarget.value)}
      autoComplete="name"
      maxLength={100}
      data-mantine-stop-propagation="true"
      required
    />
  );
}
