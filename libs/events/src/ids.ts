declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** The opaque id that stands for one normalised identifier in the ledger: a UUID, drawn at random by the vault. */
export type Handle = Branded<string, 'Handle'>;

/** A customer's id: the handle of its oldest member. After a merge the other members' ids stay valid as aliases. */
export type CustomerId = Branded<string, 'CustomerId'>;

/** A place in the ledger's total order. Opaque and comparable; decimal string in JSON. */
export type Position = Branded<bigint, 'Position'>;

/** A section that only its hub's key opens. The vault makes it: `Vault.seal`. */
export type Sealed = Branded<string, 'Sealed'>;

export const asHandle = (value: string): Handle => value as Handle;
export const asSealed = (value: string): Sealed => value as Sealed;
export const asCustomerId = (value: string): CustomerId => value as CustomerId;
export const asPosition = (value: bigint | number | string): Position => BigInt(value) as Position;

/** Before the first event. */
export const START: Position = asPosition(0);
