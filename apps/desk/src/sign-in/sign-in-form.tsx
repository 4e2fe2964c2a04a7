import { openSession, queryClient } from '#desk';
import { asProblem } from '#desk/text';
import { Button, Code, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';

/** Lies over the page, so that what one was writing is still there after signing in. */
export function SignInForm() {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await openSession(token.trim());
      await queryClient.invalidateQueries();
    } catch (error) {
      const { status, title, detail } = asProblem(error);
      setProblem(
        status === 401
          ? 'This token is not known here. Copy the whole token again, or ask for a new one.'
          : `${title}. ${detail}`,
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      centered
      title={<Text fw={650}>Sign in to Touchstone</Text>}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Text size="sm">
            The desk opens with an access token of your own. If you have none, ask whoever runs Touchstone: an administrator makes
            one with <Code>touchstone token create</Code>. The administrator&apos;s own is in the file <Code>token</Code> of the
            server&apos;s keys folder, or what <Code>TOUCHSTONE_TOKEN</Code> says.
          </Text>
          <PasswordInput
            label="Access token"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={problem}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token' }}
            data-autofocus
            required
          />
          <Button type="submit" loading={busy}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
