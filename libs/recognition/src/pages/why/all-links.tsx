import type { CustomerIdentity } from '#recognition';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { ChainDrawing } from './chain-drawing.js';
import { chainOf } from './lay-out-chain.js';
import { LinkList } from './link-list.js';

const STEP = 50;
const DRAWN = 5;

/** Every link of a customer, those that are kept apart first. */
export function AllLinks({ identity }: { readonly identity: CustomerIdentity }) {
  const [shown, setShown] = useState(STEP);
  const nodes = new Map(identity.nodes.map((node) => [node.handle, node]));
  const apart = identity.edges.filter(({ status }) => status !== 'accepted');
  const edges = [...apart, ...identity.edges.filter(({ status }) => status === 'accepted')];
  return (
    <>
      {apart.slice(0, DRAWN).map((edge) => (
        <ChainDrawing
          key={`${edge.a} ${edge.b}`}
          chain={chainOf(edge.a, [edge], identity.nodes)}
          name={`A link that is ${edge.status}`}
        />
      ))}
      <LinkList label="All links" edges={edges.slice(0, shown)} nodes={nodes} customer={identity.customer} />
      {edges.length > shown && (
        <Button variant="default" size="xs" onClick={() => setShown(shown + STEP)}>
          Show more
        </Button>
      )}
    </>
  );
}
