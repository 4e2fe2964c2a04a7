import { useDesk } from '#desk';
import { Kbd, Modal, Table } from '@mantine/core';
import { shortcutsOf } from './shortcuts.js';

export function ShortcutsHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { slices } = useDesk();
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {shortcutsOf(slices).map(({ keys, does }) => (
            <Table.Tr key={`${keys.join(' ')} ${does}`}>
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
