import { Kbd, Modal, Table } from '@mantine/core';

const SHORTCUTS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['/', 'Ctrl K', '⌘ K'], 'Search'],
  [['↓', '↑'], 'Move through what was found, from the search box'],
  [['J', 'K'], 'Next, previous: of what was found, of the timeline, of the review queue, of the quarantine'],
  [['Enter'], 'Open; on the timeline and in quarantine, expand or close'],
  [['Esc'], 'Close; otherwise one step back'],
  [['R'], 'On a customer: record a touchpoint'],
  [['W'], 'On a customer: why these identifiers are one person'],
  [['L', 'A', 'D'], 'In the review queue: link, keep apart, dismiss'],
  [['Q'], 'Quarantine: touchpoints that could not be recorded'],
  [['D'], 'In quarantine: discard'],
  [['V'], 'Views: how they stand, build them anew'],
  [['?'], 'This list'],
];

export function ShortcutsHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {SHORTCUTS.map(([keys, does]) => (
            <Table.Tr key={does}>
              <Table.Th scope="row" w={130} fw={400}>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Th>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
